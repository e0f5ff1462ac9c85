package io.github.processpool.internal.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.SerializableRunnable;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.Payload.Form;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Both ends in one process, with a wire that is a method call. */
class JavaCodecTest {

    private static final int LIMIT = 1 << 20;

    /** One direction: what one side writes and the other reads, with the definitions sent in between. */
    private static final class Wire {
        private final Definitions received = new Definitions(JavaCodecTest.class.getClassLoader());
        private final BitSet sent = new BitSet();
        private final JavaCodec writer;
        private final JavaCodec reader;

        Wire(String filter, DefinitionTable table) {
            writer = new JavaCodec(table, new Definitions(JavaCodecTest.class.getClassLoader()), "", LIMIT);
            reader = new JavaCodec(new DefinitionTable(), received, filter, LIMIT);
        }

        Wire(String filter) {
            this(filter, new DefinitionTable());
        }

        Wire() {
            this("");
        }

        private void define(int[] numbers) throws ProtocolException {
            for (int number : numbers) {
                if (!sent.get(number)) {
                    sent.set(number);
                    received.define(writer.definition(number));
                }
            }
        }

        Codec.Invocation read(EncodedTask task) throws Exception {
            define(task.definitions());
            return reader.readTask(new Run(1, 1, task.function(), task.arity(), task.values()));
        }

        Object run(Object function, Object... arguments) throws Throwable {
            return read(writer.writeTask(function, arguments)).call();
        }

        Object carry(Object value) throws Exception {
            EncodedValue encoded = writer.writeValue(value);
            define(encoded.definitions());
            return reader.readValue(encoded.payload());
        }
    }

    private final Wire wire = new Wire();

    // -- Shapes of functions --

    record Point(int x, String label) implements Serializable {
        String shifted(int by) {
            return label + (x + by);
        }
    }

    enum Colour {
        RED,
        GREEN {
            @Override
            String shout() {
                return "green!";
            }
        };

        String shout() {
            return name();
        }
    }

    static final class NamedTask implements SerializableFunction<Integer, Integer> {
        @Serial
        private static final long serialVersionUID = 1L;

        private final int factor;

        NamedTask(int factor) {
            this.factor = factor;
        }

        @Override
        public Integer apply(Integer value) {
            return factor * value;
        }
    }

    private static SerializableCallable<Object> returning(Object captured) {
        return () -> captured;
    }

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
        EncodedTask first = wire.writer.writeTask(returning("first"));
        EncodedTask second = wire.writer.writeTask(returning("second"));

        assertThat(first.function()).isNotNegative();
        assertThat(second.function()).isEqualTo(first.function());
        assertThat(wire.read(first).call()).isEqualTo("first");
        assertThat(wire.read(second).call()).isEqualTo("second");
        assertThat(second.values().length()).isLessThan(20);
    }

    @Test
    void theClassDescriptorOfAnArgumentIsSentOnce() throws Exception {
        EncodedTask first = wire.writer.writeTask(new NamedTask(1), 1);
        EncodedTask second = wire.writer.writeTask(new NamedTask(2), 2);

        assertThat(second.definitions()).isEqualTo(first.definitions());
        assertThat(new String(second.values().bytes(), StandardCharsets.ISO_8859_1))
                .doesNotContain("NamedTask");
    }

    @Test
    void whenTheTableIsFullEverythingIsWrittenInFull() throws Throwable {
        Wire full = new Wire("", DefinitionTable.full());
        SerializableFunction<Point, String> task = point -> point.shifted(2);

        EncodedTask encoded = full.writer.writeTask(task, new Point(40, "p"));

        assertThat(encoded.definitions()).isEmpty();
        assertThat(full.read(encoded).call()).isEqualTo("p42");
        assertThat(full.carry(Map.of("key", Colour.GREEN))).isEqualTo(Map.of("key", Colour.GREEN));
    }

    @Test
    void theTableIsBounded() {
        DefinitionTable table = new DefinitionTable();
        for (int i = 0; i < DefinitionTable.CAPACITY; i++) {
            assertThat(table.add(DefinitionKind.CLASS, new byte[0])).isEqualTo(i);
        }

        assertThat(table.add(DefinitionKind.CLASS, new byte[0])).isEqualTo(-1);
        assertThat(table.descriptor(Point.class)).isEqualTo(-1);
    }

    @Test
    void theNameOfATaskTellsWhereItComesFrom() {
        assertThat(wire.writer.writeTask(returning(1)).name()).startsWith("JavaCodecTest.lambda$returning$");
        assertThat(wire.writer
                        .writeTask((SerializableFunction<String, Integer>) Integer::parseInt, "1")
                        .name())
                .isEqualTo("Integer.parseInt");
        assertThat(wire.writer.writeTask(new NamedTask(1), 1).name()).isEqualTo("JavaCodecTest$NamedTask");
    }

    // -- Values --

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
        EncodedTask task = wire.writer.writeTask((SerializableFunction<byte[], byte[]>) value -> value, bytes);
        bytes[0] = 9;

        assertThat(Arrays.copyOf(task.values().bytes(), 3)).containsExactly(1, 2, 3);
    }

    // -- Limits when writing --

    @Test
    void whatIsLargerThanTheLimitIsRefusedByBothWays() {
        SerializableFunction<Object, Integer> task = value -> 1;

        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> wire.writer.writeTask(task, new byte[LIMIT + 1]))
                .withMessageContaining(String.valueOf(LIMIT));
        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> wire.writer.writeTask(task, List.of(new byte[LIMIT])));
        assertThatThrownBy(() -> wire.writer.writeValue(new byte[LIMIT + 1]))
                .matches(wire.writer::isTooLarge)
                .satisfies(problem ->
                        assertThat(wire.writer.explain(null, problem)).contains("maxPayload"));
        assertThat(wire.writer.writeTask(task, new byte[LIMIT]).values().length())
                .isEqualTo(LIMIT);
    }

    // -- Forged input --

    @Test
    void aNumberThatWasNeverDefinedIsRefused() {
        EncodedTask task = wire.writer.writeTask(returning(1));

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
        EncodedTask task = wire.writer.writeTask((SerializableFunction<Integer, Integer>) new NamedTask(1), 1);
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
    void aForgedArrayLengthIsRejectedBeforeTheArrayIsMade() throws Exception {
        for (Object value : new Object[] {new int[100], new Object[100], new ArrayList<>(Collections.nCopies(77, 1))}) {
            EncodedValue encoded = wire.writer.writeValue(value);
            wire.define(encoded.definitions());
            byte[] forged =
                    Arrays.copyOf(encoded.payload().bytes(), encoded.payload().length());
            int length = value instanceof List ? 77 : 100;
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
    void aStreamDeeperThanTheLimitIsRejected() throws Exception {
        Object[] deep = {};
        for (int i = 0; i < 3100; i++) {
            deep = new Object[] {deep};
        }
        Object[] nested = deep;
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        wire.carry(nested);
                    } catch (Throwable e) {
                        thrown.set(e);
                    }
                },
                "deep",
                64L << 20);
        thread.start();
        thread.join();

        assertThat(thrown.get()).isInstanceOf(InvalidClassException.class).hasMessageContaining("REJECTED");
    }

    // -- Filters --

    /** What an attacker wants to have read. */
    static final class Gadget implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        static boolean sprung;

        @Serial
        private void readObject(ObjectInputStream in) {
            sprung = true;
        }
    }

    @Test
    void aGadgetThatTheFilterDoesNotAllowIsNeverRead() throws Exception {
        Wire filtered = new Wire("java.base/*;!*");
        Gadget.sprung = false;

        assertThat(filtered.carry(new ArrayList<>(List.of(1, "two")))).isEqualTo(List.of(1, "two"));
        for (Object disguise :
                new Object[] {new Gadget(), List.of(new Gadget()), new Gadget[1], Map.of(1, new Gadget())}) {
            assertThatExceptionOfType(InvalidClassException.class)
                    .isThrownBy(() -> filtered.carry(disguise))
                    .withMessageContaining("REJECTED");
        }
        assertThat(Gadget.sprung).isFalse();
    }

    @Test
    void theFilterHoldsForValuesThatUseNoStreamToo() throws Exception {
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new Wire("!java.lang.Integer").carry(1));
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new Wire("maxarray=10").carry(new byte[11]));
        assertThat(new Wire("maxarray=10").carry(new byte[10])).isEqualTo(new byte[10]);
        assertThat(new Wire("!java.lang.Integer").carry(1L)).isEqualTo(1L);
    }

    @Test
    void theFilterHoldsForTheClassOfALambda() throws Throwable {
        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> new Wire("!" + JavaCodecTest.class.getName()).run(returning(1)))
                .withMessageContaining("REJECTED");
        assertThat(new Wire(JavaCodecTest.class.getName() + ";java.base/*;!*").run(returning(1)))
                .isEqualTo(1);
    }

    // -- Class evolution --

    @Test
    void anotherVersionOfAClassIsRefusedAndNotMisread() throws Exception {
        EncodedValue encoded = wire.writer.writeValue(new NamedTask(6));
        for (int number : encoded.definitions()) {
            Define define = wire.writer.definition(number);
            byte[] bytes = define.bytes().clone();
            // The version follows the name of the class, whose length is at offset 5 in every stream with a descriptor
            // first.
            int versionAt = 7 + ByteBuffer.wrap(bytes).getShort(5);
            ByteBuffer.wrap(bytes).putLong(versionAt, 4711L);
            wire.received.define(new Define(number, define.kind(), bytes));
        }

        assertThatExceptionOfType(InvalidClassException.class)
                .isThrownBy(() -> wire.reader.readValue(encoded.payload()))
                .withMessageContaining("4711");
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

    // -- Words --

    static final class Holder implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // That is the point.
        final Object field;

        Holder(Object field) {
            this.field = field;
        }
    }

    private static String refusalOf(Object function, Object... arguments) {
        try {
            new Wire().writer.writeTask(function, arguments);
            return "accepted";
        } catch (TaskSerializationException e) {
            return e.getMessage();
        }
    }

    @Test
    void thePathLeadsToTheCulpritWhereverItIs() {
        Object culprit = new Object();
        SerializableFunction<Object, Integer> one = value -> 1;
        SerializableBiFunction<Object, Object, Integer> two = (a, b) -> 1;

        assertThat(refusalOf(one, culprit)).contains("argument 1 (java.lang.Object) is not serializable");
        assertThat(refusalOf(two, 1, culprit)).contains("argument 2 (java.lang.Object)");
        assertThat(refusalOf(returning(culprit))).contains("captured value 1 (java.lang.Object)");
        assertThat(refusalOf(one, new Holder(new Holder(culprit))))
                .contains("argument 1.field.field (java.lang.Object)");
        assertThat(refusalOf(one, Arrays.asList(1, 2, culprit))).contains("argument 1[2] (java.lang.Object)");
        assertThat(refusalOf(one, (Object) new Object[] {null, culprit})).contains("argument 1[1] (java.lang.Object)");
        assertThat(refusalOf(one, Map.of("key", new Holder(culprit))))
                .contains("argument 1.values[0].field (java.lang.Object)");
        assertThat(refusalOf(one, Map.of(new Holder(culprit), 1)))
                .contains("argument 1.keys[0].field (java.lang.Object)");
        assertThat(refusalOf(returning(new Holder(List.of(culprit)))))
                .contains("captured value 1.field[0] (java.lang.Object)");
    }

    @Test
    void aCycleDoesNotKeepTheExplanationFromEnding() {
        Object[] cycle = new Object[2];
        cycle[0] = cycle;
        cycle[1] = new Object();

        assertThat(refusalOf((SerializableFunction<Object, Integer>) value -> 1, (Object) cycle))
                .contains("argument 1[1] (java.lang.Object)");
    }

    @Test
    void aPlainLambdaIsToldHowToBeWritten() {
        Callable<Integer> plain = () -> 1;
        Runnable runnable = new Thread();

        assertThat(refusalOf(plain)).contains("SerializableCallable").contains("JavaCodecTest lambda");
        assertThat(refusalOf(runnable)).contains("Let its class implement");
    }

    @Test
    void whatSupplyAsyncHandsOverIsToldWhatToUseInstead() {
        AtomicReference<String> message = new AtomicReference<>();
        CompletableFuture.supplyAsync(() -> 1, task -> message.set(refusalOf(task)));
        assertThat(message.get()).contains("supplyAsync").contains("pool.submit");
        CompletableFuture.runAsync(() -> {}, task -> message.set(refusalOf(task)));
        assertThat(message.get()).contains("runAsync");
        CompletableFuture.completedFuture(1).thenApplyAsync(value -> value, task -> message.set(refusalOf(task)));
        assertThat(message.get()).contains("Async");
    }
}
