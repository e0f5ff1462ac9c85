package io.github.processpool.internal.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.CodecWire.Point;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Payload;
import java.io.EOFException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordFunctionsTest {

    private final CodecWire wire = new CodecWire();

    record Labelled(String label, int times, @Nullable Object more) implements SerializableFunction<Object, String> {

        @Override
        public String apply(Object value) {
            return label + times + more + value;
        }
    }

    record Constant() implements SerializableCallable<String> {

        @Override
        public String call() {
            return "constant";
        }
    }

    record Sum(int... summands) implements SerializableCallable<Integer> {

        @Override
        public Integer call() {
            return summands.length;
        }
    }

    record Positive(int number) implements SerializableBiFunction<Integer, Integer, Integer> {

        static boolean lax;

        Positive {
            if (number < 0 && !lax) {
                throw new IllegalArgumentException(number + " is negative");
            }
        }

        @Override
        public Integer apply(Integer first, Integer second) {
            return number + first + second;
        }
    }

    record Replaced(String text) implements SerializableCallable<String> {

        @Serial
        private Object writeReplace() {
            return new Labelled(text, 0, null);
        }

        @Override
        public String call() {
            return text;
        }
    }

    record Resolved(String text) implements SerializableCallable<String> {

        @Serial
        private Object readResolve() {
            return new Resolved("resolved");
        }

        /** Of classes alone: Java serialization does not call it. */
        @Serial
        private void writeObject(ObjectOutputStream out) {
            throw new IllegalStateException();
        }

        @Override
        public String call() {
            return text;
        }
    }

    /** Serialization reads fields, whatever the method says. */
    record Masked(String text) implements SerializableCallable<String> {

        @Override
        public String text() {
            return "masked";
        }

        @Override
        public String call() {
            return text;
        }
    }

    @Test
    void travelAsTheValuesOfTheirComponents() throws Throwable {
        EncodedTask first = wire.write(new Labelled("a", 1, null), "x");
        EncodedTask second = wire.write(new Labelled("b", 2, 3L), "y");

        assertThat(second.function()).isNotNegative().isEqualTo(first.function());
        assertThat(second.values().form()).isEqualTo(Payload.Form.SIMPLE);
        assertThat(second.values().length()).isLessThan(30);
        assertThat(second.name()).isEqualTo("RecordFunctionsTest$Labelled");
        assertThat(wire.read(first).call()).isEqualTo("a1nullx");
        assertThat(wire.read(second).call()).isEqualTo("b23y");
    }

    @Test
    void travelWithArgumentsThatNeedAStream() throws Throwable {
        EncodedTask task = wire.write(new Labelled("a", 1, 'c'), new Point(1, "p"));

        assertThat(task.function()).isNotNegative();
        assertThat(wire.read(task).call()).isEqualTo("a1c" + new Point(1, "p"));
        assertThat(wire.run(new Positive(1), 2, 3)).isEqualTo(6);
        assertThat(wire.run(new Constant())).isEqualTo("constant");
        assertThat(wire.run(new Masked("text"))).isEqualTo("text");
    }

    @Test
    void travelAsAWholeWithOtherValuesAndWhenTheTableIsFull() throws Throwable {
        EncodedTask task = wire.write(new Labelled("a", 1, new Point(1, "p")), "x");

        assertThat(task.function()).isEqualTo(TaskCodec.IN_VALUES);
        assertThat(wire.read(task).call()).isEqualTo("a1" + new Point(1, "p") + "x");
        assertThat(wire.run(new Sum(1, 2))).isEqualTo(2);
        CodecWire full = new CodecWire("", DefinitionTable.full());
        assertThat(full.write(new Labelled("a", 1, null), "x").function()).isEqualTo(TaskCodec.IN_VALUES);
        assertThat(full.run(new Labelled("a", 1, null), "x")).isEqualTo("a1nullx");
    }

    @Test
    void keepTheirOwnWaysOfBeingWrittenAndRead() throws Throwable {
        assertThat(wire.runAs(Overload.FUNCTION, new Replaced("text"), "x")).isEqualTo("text0nullx");
        assertThat(wire.run(new Resolved("text"))).isEqualTo("resolved");
    }

    @Test
    void areMadeByTheirConstructorWhichMayRefuse() throws Exception {
        Positive.lax = true;
        EncodedTask task = wire.write(new Positive(-1), 1, 1);
        Positive.lax = false;

        assertThatExceptionOfType(InvocationTargetException.class)
                .isThrownBy(() -> wire.read(task))
                .havingCause()
                .isInstanceOf(InvalidObjectException.class)
                .withMessage("-1 is negative")
                .withCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void areSubjectToTheFilter() throws Throwable {
        String name = Labelled.class.getName();

        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new CodecWire("!" + name).run(new Labelled("a", 1, null), "x"))
                .withMessageContaining(name + " is rejected by parameterFilter");
        assertThat(new CodecWire(name + ";java.base/*;!*").run(new Labelled("a", 1, null), "x"))
                .isEqualTo("a1nullx");
    }

    @Test
    void ofAnotherBuildHaveDefaultsForWhatWasNotSent() throws Throwable {
        wire.received.define(new Define(
                5, DefinitionKind.RECORD, RecordMaker.definition(Labelled.class.getName(), new String[] {"gone", "label"
                })));
        Payload values = wire.writer
                .writeTask(Overload.FUNCTION, CodecWire.returning("gone"), "a", "x")
                .values();

        assertThat(wire.reader.readTask(new Run(1, 1, 5, 1, values)).call()).isEqualTo("a0nullx");
    }

    @Test
    void mustBeRecordsWhereTheyAreReadToo() throws Exception {
        byte[] definition = RecordMaker.definition(Objects.class.getName(), new String[0]);
        wire.received.define(new Define(5, DefinitionKind.RECORD, definition));
        wire.received.define(new Define(6, DefinitionKind.RECORD, new byte[1]));
        Payload values = wire.write(new Constant()).values();

        assertThatExceptionOfType(InvalidObjectException.class)
                .isThrownBy(() -> wire.reader.readTask(new Run(1, 1, 5, 0, values)))
                .withMessageContaining("is no serializable record");
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> wire.reader.readTask(new Run(1, 1, 6, 0, values)));
    }
}
