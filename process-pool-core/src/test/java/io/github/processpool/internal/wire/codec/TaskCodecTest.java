package io.github.processpool.internal.wire.codec;

import static io.github.processpool.internal.wire.codec.CodecWire.returning;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.SerializableRunnable;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.CodecWire.Colour;
import io.github.processpool.internal.wire.codec.CodecWire.NamedTask;
import io.github.processpool.internal.wire.codec.CodecWire.Point;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.testing.Values;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class TaskCodecTest {

    private final CodecWire wire = new CodecWire();

    @Test
    void lambdasKeepWhatTheyHaveCaptured() throws Throwable {
        byte b = 1;
        short s = 2;
        int i = 3;
        long l = 4L << 40;
        float f = 5.5f;
        double d = 6.25;
        boolean z = true;
        char c = '\u20AC';
        String text = "text";
        int[] array = {7, 8};
        Point point = new Point(9, "p");
        SerializableCallable<String> task =
                () -> "" + b + s + i + l + f + d + z + c + text + Arrays.toString(array) + point;

        assertThat(wire.run(task)).isEqualTo(task.call());
    }

    @Test
    void lambdasOfEveryArityRun() throws Throwable {
        SerializableFunction<String, String> one = a -> "one " + a;
        SerializableBiFunction<String, Integer, String> two = (a, n) -> a + n;

        assertThat(wire.run(returning("zero"))).isEqualTo("zero");
        assertThat(wire.run(one, "x")).isEqualTo("one x");
        assertThat(wire.run(two, "x", 2)).isEqualTo("x2");
        assertThat(wire.run(one, (Object) null)).isEqualTo("one null");
        SerializableRunnable runnable = () -> System.setProperty("codec.test", "ran");
        assertThat(wire.run(runnable)).isNull();
        assertThat(System.clearProperty("codec.test")).isEqualTo("ran");
    }

    @Test
    void methodReferencesOfEveryKindRun() throws Throwable {
        Point point = new Point(40, "p");
        SerializableFunction<String, Integer> ofStatic = Integer::parseInt;
        SerializableFunction<Integer, String> ofBoundInstance = point::shifted;
        SerializableBiFunction<Point, Integer, String> ofUnboundInstance = Point::shifted;
        SerializableBiFunction<Integer, String, Point> ofConstructor = Point::new;
        SerializableFunction<Integer, int[]> ofArrayConstructor = int[]::new;

        assertThat(wire.run(ofStatic, "42")).isEqualTo(42);
        assertThat(wire.run(ofBoundInstance, 2)).isEqualTo("p42");
        assertThat(wire.run(ofUnboundInstance, point, 3)).isEqualTo("p43");
        assertThat(wire.run(ofConstructor, 1, "q")).isEqualTo(new Point(1, "q"));
        assertThat(wire.run(ofArrayConstructor, 3)).isEqualTo(new int[3]);
    }

    @Test
    void classesAnonymousClassesAndLambdasInTypesOfTheJdkRun() throws Throwable {
        String captured = "captured";
        SerializableCallable<String> anonymous = new SerializableCallable<>() {
            @Serial
            private static final long serialVersionUID = 1L;

            // It refers to the test all the same, as a lambda in its place would not.
            @Override
            public String call() {
                return "anonymous";
            }
        };
        Callable<String> ofTheJdk = (Callable<String> & Serializable) () -> captured;

        assertThat(wire.run(new NamedTask(6), 7)).isEqualTo(42);
        assertThat(wire.run(ofTheJdk)).isEqualTo("captured");
        assertThatExceptionOfType(TaskSerializationException.class)
                .isThrownBy(() -> wire.run(anonymous))
                .withMessageContaining("this$0");
    }

    @Test
    void theOverloadThatWasCalledDecidesWhateverElseTheObjectCanDo() throws Throwable {
        Values.AllInOne task = new Values.AllInOne();

        assertThat(wire.runAs(Overload.CALLABLE, task)).isEqualTo("call");
        assertThat(System.getProperty(Values.AllInOne.RAN)).isNull();
        assertThat(wire.runAs(Overload.FUNCTION, task, "a")).isEqualTo("apply a");
        assertThat(wire.runAs(Overload.BI_FUNCTION, task, "a", "b")).isEqualTo("apply a b");
        assertThat(wire.runAs(Overload.RUNNABLE, task)).isNull();
        assertThat(System.clearProperty(Values.AllInOne.RAN)).isEqualTo("run");
    }

    @Test
    void lambdasWithinLambdasRun() throws Throwable {
        SerializableFunction<Integer, Integer> inner = value -> value + 1;
        SerializableCallable<Integer> outer = () -> inner.apply(inner.apply(40));
        SerializableFunction<SerializableFunction<Integer, Integer>, Integer> asArgument =
                function -> function.apply(1);

        assertThat(wire.run(outer)).isEqualTo(42);
        assertThat(wire.run(asArgument, inner)).isEqualTo(2);
        assertThat(((SerializableFunction<?, ?>) wire.carry(inner))).isNotNull();
    }

    @Test
    void theShapeOfALambdaIsSentOnceAndWhatItCapturedEachTime() throws Throwable {
        EncodedTask first = wire.write(returning("first"));
        EncodedTask second = wire.write(returning("second"));

        assertThat(first.function()).isNotNegative();
        assertThat(second.function()).isEqualTo(first.function());
        assertThat(wire.read(first).call()).isEqualTo("first");
        assertThat(wire.read(second).call()).isEqualTo("second");
        assertThat(second.values().length()).isLessThan(20);
    }

    @Test
    void theClassDescriptorOfAnArgumentIsSentOnce() throws Exception {
        EncodedTask first = wire.write(new NamedTask(1), 1);
        EncodedTask second = wire.write(new NamedTask(2), 2);

        assertThat(second.definitions()).isEqualTo(first.definitions());
        assertThat(new String(second.values().bytes(), StandardCharsets.ISO_8859_1))
                .doesNotContain("NamedTask");
    }

    @Test
    void whenTheTableIsFullEverythingIsWrittenInFull() throws Throwable {
        CodecWire full = new CodecWire("", DefinitionTable.full());
        SerializableFunction<Point, String> task = point -> point.shifted(2);

        EncodedTask encoded = full.write(task, new Point(40, "p"));

        assertThat(encoded.definitions()).isEmpty();
        assertThat(full.read(encoded).call()).isEqualTo("p42");
        assertThat(full.carry(Map.of("key", Colour.GREEN))).isEqualTo(Map.of("key", Colour.GREEN));
    }

    @Test
    void theTableIsBounded() {
        DefinitionTable table = new DefinitionTable();
        for (int i = DefinitionTable.HANDLES; i < DefinitionTable.CAPACITY; i++) {
            assertThat(table.add(DefinitionKind.CLASS, new byte[0])).isEqualTo(i);
        }

        assertThat(table.add(DefinitionKind.CLASS, new byte[0])).isEqualTo(-1);
        assertThat(table.descriptor(Point.class)).isEqualTo(-1);
    }

    @Test
    void aLambdaThatItsClassDoesNotHaveIsRefusedAndToldWhatToDo() throws Exception {
        EncodedTask task = wire.write(returning(1));
        byte[] bytes = new String(wire.writer.definition(task.function()).bytes(), StandardCharsets.ISO_8859_1)
                .replace("lambda$returning", "lambda$reworking")
                .getBytes(StandardCharsets.ISO_8859_1);
        wire.received.define(new Define(7, DefinitionKind.LAMBDA, bytes));

        assertThatExceptionOfType(InvocationTargetException.class)
                .isThrownBy(() -> wire.reader.readTask(new Run(1, 1, 7, task.arity(), task.values())))
                .havingCause()
                .withMessageContaining(CodecWire.class.getName() + " has no such lambda here")
                .withMessageContaining("different builds");
    }

    @Test
    void theNameOfATaskTellsWhereItComesFrom() {
        assertThat(wire.write(returning(1)).name()).startsWith("CodecWire.lambda$returning$");
        assertThat(wire.write((SerializableFunction<String, Integer>) Integer::parseInt, "1")
                        .name())
                .isEqualTo("Integer.parseInt");
        assertThat(wire.write(new NamedTask(1), 1).name()).isEqualTo("CodecWire$NamedTask");
    }
}
