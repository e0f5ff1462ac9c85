package io.github.processpool.internal.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.SerializableFunction;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.codec.CodecWire.Colour;
import io.github.processpool.internal.wire.codec.CodecWire.NamedTask;
import io.github.processpool.internal.wire.codec.CodecWire.Point;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Payload;
import java.io.ByteArrayOutputStream;
import java.io.InvalidClassException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ValueCodecTest {

    private final CodecWire wire = new CodecWire();

    @Test
    void valuesOfEveryKindSurvive() throws Exception {
        EnumMap<Colour, Integer> enums = new EnumMap<>(Map.of(Colour.GREEN, 1));
        Object[] values = {
            null,
            42,
            "text",
            "x".repeat(100_000),
            new Point(1, "p"),
            Colour.RED,
            Colour.GREEN,
            enums,
            List.of(1, 2),
            new ArrayList<>(Arrays.asList(null, 1)),
            Map.of("a", List.of(Map.of())),
            TimeUnit.SECONDS,
            String.class,
            int.class,
            int[][].class,
            Point.class,
            Colour.GREEN.getDeclaringClass()
        };
        for (Object value : values) {
            assertThat(wire.carry(value)).isEqualTo(value);
            assertThat(wire.carry(value)).as("the second time").isEqualTo(value);
        }
        assertThat(((Colour) wire.carry(Colour.GREEN)).shout()).isEqualTo("green!");
    }

    @Test
    void arraysOfEveryKindSurvive() throws Exception {
        Object[] arrays = {
            new byte[0],
            new byte[] {1, 2},
            new boolean[] {true},
            new char[] {'\uD800'},
            new short[] {-1},
            new int[] {1 << 31},
            new long[] {1L << 63},
            new float[] {Float.NaN},
            new double[] {-0.0},
            new int[][] {{1}, null, {}},
            new String[] {"a", null},
            new Object[] {new byte[] {1}, "b", new Point(1, "p")},
            new Point[] {new Point(1, "p")}
        };
        for (Object array : arrays) {
            Object back = wire.carry(array);
            assertThat(back).hasSameClassAs(array);
            assertThat(new Object[] {back}).isEqualTo(new Object[] {array});
        }
    }

    private static final class EchoHandler implements InvocationHandler, Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return "proxied " + method.getName();
        }
    }

    @Test
    void dynamicProxiesSurvive() throws Exception {
        Supplier<?> proxy = (Supplier<?>)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Supplier.class}, new EchoHandler());

        assertThat(((Supplier<?>) wire.carry(proxy)).get()).isEqualTo("proxied get");
    }

    @Test
    void aChangedObjectIsNotSentStale() throws Exception {
        List<String> list = new ArrayList<>(List.of("before"));
        assertThat(wire.carry(list)).isEqualTo(List.of("before"));
        list.add("after");

        assertThat(wire.carry(list)).isEqualTo(List.of("before", "after"));
    }

    @Test
    void argumentsAreASnapshot() throws Exception {
        byte[] bytes = {1, 2, 3};
        EncodedTask task = wire.write((SerializableFunction<byte[], byte[]>) value -> value, bytes);
        bytes[0] = 9;

        assertThat(Arrays.copyOf(task.values().bytes(), 3)).containsExactly(1, 2, 3);
    }

    // -- Limits when writing --

    @Test
    void whatIsLargerThanTheLimitIsRefusedByBothWays() {
        SerializableFunction<Object, Integer> task = value -> 1;

        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> wire.write(task, new byte[CodecWire.LIMIT + 1]))
                .withMessageContaining(String.valueOf(CodecWire.LIMIT));
        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> wire.write(task, List.of(new byte[CodecWire.LIMIT])));
        assertThatThrownBy(() -> wire.writer.writeValue(new byte[CodecWire.LIMIT + 1]))
                .matches(wire.writer::isTooLarge)
                .satisfies(problem ->
                        assertThat(wire.writer.explain(null, problem)).contains("maxPayload"));
        assertThat(wire.write(task, new byte[CodecWire.LIMIT]).values().length())
                .isEqualTo(CodecWire.LIMIT);
    }

    // -- Class evolution --

    @Test
    void aClassWithoutVersionThatIsAnotherOneHereIsRefusedAndToldWhatToDo() throws Exception {
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> wire.reader.readValue(ofAnotherVersion(new Unversioned())))
                .withMessageContaining(Unversioned.class.getName())
                .withMessageContaining("declares no serialVersionUID")
                .withMessageContaining("same class path and agents");
    }

    /** Its version is computed of its members. */
    @SuppressWarnings("serial") // That is the point.
    private static final class Unversioned implements Serializable {}

    @Test
    void anotherVersionOfAClassIsRefusedAndNotMisread() throws Exception {
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> wire.reader.readValue(ofAnotherVersion(new NamedTask(6))))
                .withMessageContaining("4711")
                .withMessageContaining("not the same in parent and worker")
                .withMessageContaining("of another version");
    }

    /** Writes an object of a class that has the version 4711 where it comes from. */
    private Payload ofAnotherVersion(Object value) throws Exception {
        EncodedValue encoded = wire.writer.writeValue(value);
        for (int number : encoded.definitions()) {
            Define define = wire.writer.definition(number);
            byte[] bytes = define.bytes().clone();
            // The version follows the name of the class, whose length is at offset 5 in every stream with a descriptor
            // first.
            int versionAt = 7 + ByteBuffer.wrap(bytes).getShort(5);
            ByteBuffer.wrap(bytes).putLong(versionAt, 4711L);
            wire.received.define(new Define(number, define.kind(), bytes));
        }

        return encoded.payload();
    }

    @Test
    void aValueThatIsWrittenAloneNeedsNoDefinitions() throws Exception {
        Payload alone = wire.writer.writeAlone(new Point(1, "alone"));

        assertThat(wire.reader.readValue(alone)).isEqualTo(new Point(1, "alone"));
    }

    @Test
    void readsWhatPlainJavaSerializationReads() throws Exception {
        HashMap<Object, Object> map = new HashMap<>();
        map.put(map.getClass(), new Object[] {map});
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(plain)) {
            out.writeObject(map);
        }
        HashMap<?, ?> back = (HashMap<?, ?>) wire.carry(map);

        assertThat(((Object[]) back.get(HashMap.class))[0]).isSameAs(back);
        assertThat(plain.size()).isPositive();
    }

    @Test
    void onlyWhatRunsNoCodeOfItsClassesIsReadInPassing() throws Exception {
        assertThat(wire.reader.isReadAtOnce(Payload.NONE)).isTrue();
        assertThat(wire.reader.isReadAtOnce(Payload.raw(new byte[9]))).isTrue();
        assertThat(isReadAtOnce(1, "text")).isTrue();
        assertThat(isReadAtOnce(new Point(1, "p"))).isFalse();
        for (char kind : "ILDBS".toCharArray()) {
            assertThat(wire.reader.isReadAtOnce(chunk(kind))).as("kind " + kind).isTrue();
        }
        for (char kind : "COPx".toCharArray()) { // No honest answer has pairs, or what nobody knows.
            assertThat(wire.reader.isReadAtOnce(chunk(kind))).as("kind " + kind).isFalse();
        }
    }

    private boolean isReadAtOnce(Object... values) throws Exception {
        return wire.reader.isReadAtOnce(wire.writer.writeValues(values).payload());
    }

    /** An answer to a chunk without failures. */
    private static Payload chunk(char kind) {
        byte[] bytes = ByteBuffer.allocate(13)
                .putInt(2)
                .putInt(0)
                .put((byte) kind)
                .putInt(2)
                .array();
        return new Payload(Payload.Form.CHUNK, bytes, bytes.length);
    }
}
