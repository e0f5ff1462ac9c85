package io.github.processpool.internal.wire.codec;

import static io.github.processpool.internal.wire.codec.CodecWire.returning;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.SerializableFunction;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.codec.CodecWire.Colour;
import io.github.processpool.internal.wire.codec.CodecWire.NamedTask;
import io.github.processpool.internal.wire.codec.CodecWire.Point;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.Payload.Form;
import io.github.processpool.internal.wire.message.ProtocolException;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Payloads and definitions as no honest side sends them: an ordinary exception, and never memory that was not paid for. */
class ForgedInputTest {

    private final CodecWire wire = new CodecWire();

    @Test
    void aNumberThatWasNeverDefinedIsRefused() {
        EncodedTask task = wire.write(returning(1));

        for (int number : new int[] {task.function(), -2, DefinitionTable.CAPACITY, Integer.MAX_VALUE}) {
            assertThatExceptionOfType(InvalidObjectException.class)
                    .isThrownBy(() -> wire.reader.readTask(new Run(1, 1, number, 0, task.values())))
                    .withMessageContaining("never defined");
        }
    }

    @Test
    void aNumberHasOneMeaningOnly() throws Exception {
        Definitions definitions = new Definitions(getClass().getClassLoader());
        definitions.define(new Define(0, DefinitionKind.CLASS, new byte[0]));

        for (int number : new int[] {0, -1, DefinitionTable.CAPACITY}) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> definitions.define(new Define(number, DefinitionKind.CLASS, new byte[0])));
        }
        assertThatExceptionOfType(InvalidObjectException.class).isThrownBy(() -> definitions.lambda(0));
        assertThatThrownBy(() -> definitions.descriptor(0)).isInstanceOf(IOException.class);
        assertThatExceptionOfType(InvalidObjectException.class).isThrownBy(() -> definitions.descriptor(1));
    }

    @Test
    void aBadDefinitionFailsTheTaskThatUsesIt() throws Exception {
        wire.received.define(new Define(0, DefinitionKind.LAMBDA, new byte[] {0, 3, 'a', '.', 'B'}));
        wire.received.define(new Define(1, DefinitionKind.LAMBDA, new byte[0]));

        assertThatExceptionOfType(ClassNotFoundException.class)
                .isThrownBy(() -> wire.reader.readTask(new Run(1, 1, 0, 0, Payload.NONE)));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> wire.reader.readTask(new Run(1, 1, 1, 0, Payload.NONE)));
    }

    @Test
    void aTaskThatIsNoFunctionOfItsArgumentsIsRefused() throws Exception {
        EncodedTask task = wire.write((SerializableFunction<Integer, Integer>) new NamedTask(1), 1);
        for (int number : task.definitions()) {
            wire.received.define(wire.writer.definition(number));
        }
        Payload none = Payload.NONE;

        for (int arity : new int[] {0, 2, 3, Integer.MAX_VALUE}) {
            assertThatExceptionOfType(InvalidObjectException.class)
                    .as("arity %s", arity)
                    .isThrownBy(() -> wire.reader.readTask(new Run(1, 1, -1, arity, task.values())));
        }
        assertThatThrownBy(() -> wire.reader.readTask(new Run(1, 1, -1, 0, none)))
                .isInstanceOf(InvalidObjectException.class);
    }

    @Test
    void truncatedAndMutatedPayloadsFailWithAnOrdinaryException() throws Exception {
        EncodedValue encoded = wire.writer.writeValue(new Object[] {new Point(1, "p"), List.of("a"), Colour.RED});
        wire.define(encoded.definitions());
        byte[] bytes =
                Arrays.copyOf(encoded.payload().bytes(), encoded.payload().length());
        for (int length = 0; length < bytes.length; length++) {
            Payload cut = new Payload(Form.STREAM, bytes, length);
            assertThatThrownBy(() -> wire.reader.readValue(cut)).isInstanceOf(Exception.class);
        }
        for (int i = 0; i < bytes.length; i++) {
            byte[] mutated = bytes.clone();
            mutated[i] ^= (byte) 0x55;
            try {
                wire.reader.readValue(new Payload(Form.STREAM, mutated, mutated.length));
            } catch (Exception e) {
                assertThat(e).isNotNull(); // An Error, or a hang, would fail the test.
            }
        }
    }

    @Test
    void truncatedAndMutatedExceptionsAreStillExceptions() throws Exception {
        IllegalStateException thrown = new IllegalStateException("outer", new IOException("inner"));
        thrown.setStackTrace(new StackTraceElement[0]);
        EncodedValue encoded = wire.writer.writeThrowable(thrown);
        wire.define(encoded.definitions());
        assertThat(encoded.payload().form()).isEqualTo(Form.EXCEPTION);
        int length = encoded.payload().length();
        for (int i = 0; i < length; i++) {
            byte[] cut = Arrays.copyOf(encoded.payload().bytes(), i);
            byte[] mutated = Arrays.copyOf(encoded.payload().bytes(), length);
            mutated[i] ^= (byte) 0x55;
            for (byte[] forged : List.of(cut, mutated)) {
                Payload payload = new Payload(Form.EXCEPTION, forged, forged.length);
                assertThat(wire.reader.readThrowable(payload, RemoteProblem.of(thrown), "Task 'x'"))
                        .isNotNull(); // An Error, or a hang, would fail the test.
            }
        }
    }

    @Test
    void aForgedArrayLengthIsRejectedBeforeTheArrayIsMade() throws Exception {
        for (Object value : new Object[] {new int[101], new Object[101], new ArrayList<>(Collections.nCopies(77, 1))}) {
            EncodedValue encoded = wire.writer.writeValue(value);
            wire.define(encoded.definitions());
            byte[] forged =
                    Arrays.copyOf(encoded.payload().bytes(), encoded.payload().length());
            int length = value instanceof List ? 77 : 101;
            int patched = 0;
            for (int i = 0; i + 4 <= forged.length; i++) {
                if (ByteBuffer.wrap(forged).getInt(i) == length) {
                    ByteBuffer.wrap(forged).putInt(i, Integer.MAX_VALUE - 8);
                    patched++;
                }
            }
            assertThat(patched).isPositive();

            assertThatExceptionOfType(InvalidClassException.class)
                    .as("%s", value.getClass())
                    .isThrownBy(() -> wire.reader.readValue(new Payload(Form.STREAM, forged, forged.length)))
                    .withMessageContaining("REJECTED");
        }
    }

    @Test
    void theLimitsNeverRejectWhatWasHonestlyWritten() throws Exception {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            values.add(new HashMap<>(Map.of(i, i)));
            values.add(new HashMap<>(1 << 16));
            values.add(new HashSet<>(Set.of(i)));
            values.add(new LinkedHashSet<>(1 << 16));
            values.add(new ConcurrentHashMap<>(Map.of(i, i)));
            values.add(new TreeMap<>(Map.of(i, i)));
            values.add(new ArrayList<>(Collections.nCopies(i, null)));
            values.add(new CopyOnWriteArrayList<>(List.of(i)));
            values.add(BigInteger.ONE.shiftLeft(i));
        }
        Object[] arrays = new Object[900];
        for (int i = 0; i < arrays.length; i += 3) {
            arrays[i] = new Object[i];
            arrays[i + 1] = new int[0][0];
            arrays[i + 2] = new long[] {i};
        }

        assertThat(wire.carry(values)).isEqualTo(values);
        assertThat(wire.carry(arrays)).isEqualTo(arrays);
        for (Object empty :
                new Object[] {new HashMap<>(1 << 20), new HashSet<>(1 << 20), new long[100], new Object[999]}) {
            assertThat(new Object[] {wire.carry(empty)}).isEqualTo(new Object[] {empty});
        }
        Object[] others = {new ArrayDeque<>(List.of(1)), new BigInteger("9".repeat(5000))};
        for (Object other : others) {
            assertThat(wire.carry(other)).hasSameClassAs(other).hasToString(other.toString());
        }
    }

    @Test
    void aListOfCopiesIsReadThoughItHasMoreElementsThanBytes() throws Exception {
        assertThat(wire.carry(Collections.nCopies(1500, "x"))).isEqualTo(Collections.nCopies(1500, "x"));
        assertThat(wire.carry(Collections.nCopies(1 << 20, "x"))).isEqualTo(Collections.nCopies(1 << 20, "x"));
    }

    @Test
    void aFilterThatSaysHowLongArraysMayBeLiftsOurLimit() throws Exception {
        List<String> copies = Collections.nCopies(3_000_000, "x");

        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> wire.carry(copies))
                .withMessageContaining("3000000 elements")
                .withMessageContaining("parameterFilter(\"maxarray=");
        assertThat(((List<?>) new CodecWire("maxarray=3000000").carry(copies))).hasSize(3_000_000);
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new CodecWire("maxarray=2999999").carry(copies));
    }

    @Test
    void aStreamDeeperThanTheLimitIsRejectedUnlessTheFilterSaysHowDeep() throws Exception {
        Object[] deep = nested(3100);

        assertThat(carriedWithMuchStack(wire, deep))
                .isInstanceOf(InvalidClassException.class)
                .asString()
                .contains("REJECTED", "nested more than 3000 deep", "parameterFilter(\"maxdepth=");
        assertThat(carriedWithMuchStack(new CodecWire("maxdepth=4000"), deep)).isInstanceOf(Object[].class);
        assertThat(carriedWithMuchStack(new CodecWire("maxdepth=3050"), deep))
                .isInstanceOf(InvalidClassException.class)
                .asString()
                .contains("rejected by parameterFilter");
    }

    @Test
    void aValueThatIsTooDeepForTheStackFailsInWords() {
        Object[] deep = nested(200_000);

        assertThatExceptionOfType(TaskSerializationException.class)
                .isThrownBy(() -> wire.run((SerializableFunction<Object, Integer>) value -> 1, (Object) deep))
                .withMessageContaining("nested too deeply")
                .withMessageContaining("-Xss");
        assertThat(wire.writer.explain(deep, new StackOverflowError())).contains("nested too deeply");
    }

    @Test
    void aStackThatOverflowsWhileAValueIsReadFailsInWords() throws Exception {
        EncodedValue value = wire.writer.writeValue(new Overflowing());
        wire.define(value.definitions());

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> wire.reader.readValue(value.payload()))
                .withMessageContaining("nested too deeply");
    }

    /** Can be written, but its reading has no end. */
    private static final class Overflowing implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) {
            throw new StackOverflowError();
        }
    }

    private static Object[] nested(int depth) {
        Object[] deep = {};
        for (int i = 1; i < depth; i++) {
            deep = new Object[] {deep};
        }
        return deep;
    }

    /** Returns what comes out, be it thrown. */
    private static Object carriedWithMuchStack(CodecWire wire, Object value) throws Exception {
        AtomicReference<Object> end = new AtomicReference<>();
        Runnable carry = () -> {
            try {
                end.set(wire.carry(value));
            } catch (Throwable e) {
                end.set(e);
            }
        };
        Thread thread = new Thread(null, carry, "deep", 64L << 20);
        thread.start();
        thread.join();
        return end.get();
    }
}
