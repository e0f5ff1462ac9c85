package io.github.processpool.internal.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.Payload.Form;
import java.io.InvalidClassException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A payload costs memory in proportion to the bytes that came, and a few megabytes, whatever lengths it claims. */
class ForgedValueTest {

    private static final long MEGABYTE = 1 << 20;
    private static final int CLAIMED = 0x7eadbeef;

    private final JavaCodec codec = new JavaCodec(
            new DefinitionTable(),
            new Definitions(ForgedValueTest.class.getClassLoader()),
            "",
            16 << 20,
            Sharing.NOTHING);

    /** Replaces a length that occurs once in a stream. */
    private Payload withLength(Object honest, int length, int claimed) {
        Payload payload = codec.writeAlone(honest);
        byte[] bytes = Arrays.copyOf(payload.bytes(), payload.length());
        byte[] wanted = ByteBuffer.allocate(4).putInt(length).array();
        for (int i = 0; i <= bytes.length - 4; i++) {
            if (Arrays.equals(bytes, i, i + 4, wanted, 0, 4)) {
                ByteBuffer.wrap(bytes).putInt(i, claimed);
                return new Payload(Form.STREAM, bytes, bytes.length);
            }
        }
        throw new AssertionError("no length " + length + " in it");
    }

    private void assertRefusedWithoutMemory(Payload forged) {
        assertThatThrownBy(() -> codec.readValue(forged)).isInstanceOf(InvalidClassException.class);
        assertThat(Allocation.of(() -> codec.readValue(forged))).isLessThan(MEGABYTE);
    }

    @Test
    void refusesAnArrayThatClaimsMoreElementsThanThereAreBytes() {
        assertRefusedWithoutMemory(withLength(new long[0x0a0b], 0x0a0b, CLAIMED));
        assertRefusedWithoutMemory(withLength(new byte[0x0a0b], 0x0a0b, CLAIMED));
        assertRefusedWithoutMemory(withLength(new Object[0x0a0b], 0x0a0b, CLAIMED));
        assertRefusedWithoutMemory(withLength(new String[0x0a0b], 0x0a0b, CLAIMED));
    }

    @Test
    void refusesAnArrayOfLongsThatIsLargerThanItsStream() {
        assertRefusedWithoutMemory(withLength(new long[0x10000], 0x10000, 0x7ffff));
    }

    @Test
    void refusesCollectionsThatClaimMoreElementsThanThereAreBytes() {
        Object[] elements = IntStream.range(0, 0x0a0b).boxed().toArray();
        List<Object> list = List.of(elements);
        assertRefusedWithoutMemory(withLength(new ArrayList<>(list), 0x0a0b, CLAIMED));
        assertRefusedWithoutMemory(withLength(new HashSet<>(list), 0x0a0b, CLAIMED));
        HashMap<Object, Object> map = new HashMap<>();
        list.forEach(element -> map.put(element, ""));
        assertRefusedWithoutMemory(withLength(map, 0x0a0b, CLAIMED));
    }

    @Test
    void refusesManyNestedArraysThatClaimALotEach() {
        // Each claims what a single one might, and nothing says so before the last one is read.
        Object[] outermost = new Object[0x0a0b];
        Object[] array = outermost;
        for (int depth = 0; depth < 500; depth++) {
            Object[] inner = new Object[0x0a0b];
            array[0] = inner;
            array = inner;
        }
        Payload honest = codec.writeAlone(outermost);
        // Without the elements that are null: only the beginnings are left.
        byte[] bytes = new byte[honest.length()];
        int length = 0;
        for (int i = 0; i < honest.length(); i++) {
            boolean inARun = i > 2
                    && honest.bytes()[i] == 0x70
                    && honest.bytes()[i - 1] == 0x70
                    && honest.bytes()[i - 2] == 0x70;
            if (!inARun) {
                bytes[length++] = honest.bytes()[i];
            }
        }
        Payload forged = new Payload(Form.STREAM, bytes, length);

        assertThatThrownBy(() -> codec.readValue(forged)).isInstanceOf(InvalidClassException.class);
        assertThat(Allocation.of(() -> codec.readValue(forged)))
                .isLessThan(100L * length + 8 * StreamRoom.FREE_ELEMENTS);
    }

    @Test
    void readsHonestValuesOfEveryShape() throws Exception {
        List<Integer> numbers = IntStream.range(0, 5000).boxed().toList();
        HashMap<Integer, Object> maps = new HashMap<>();
        numbers.forEach(number -> maps.put(number, new HashMap<>(Collections.singletonMap("k", number))));
        HashMap<Integer, Object> sparse = new HashMap<>(16, 0.25f);
        numbers.forEach(number -> sparse.put(number, number));
        IdentityHashMap<Object, Object> identities = new IdentityHashMap<>();
        numbers.forEach(number -> identities.put(number, number));
        BitSet bits = new BitSet();
        bits.set(100_000);
        List<Serializable> honest = new ArrayList<>(List.of(
                new long[1000],
                new long[0],
                new byte[1][1000],
                new int[100][100],
                new String[10_000],
                new double[] {1},
                new Object[100][100],
                (Serializable) numbers,
                (Serializable) Collections.nCopies(1000, "x"),
                maps,
                sparse,
                new ArrayList<>(numbers),
                new ArrayDeque<>(numbers),
                new PriorityQueue<>(numbers),
                new HashSet<>(numbers),
                new TreeMap<>(maps),
                new Hashtable<>(sparse),
                new ConcurrentHashMap<>(sparse),
                new Vector<>(10_000, 5),
                new StringBuilder(1000).append("text"),
                bits));
        for (int i = 0; i < 1000; i++) {
            honest.add(new HashMap<>(Collections.singletonMap(i, new HashSet<>(List.of(i)))));
            honest.add(new ArrayList<>(List.of(new int[0], new ArrayDeque<>())));
        }

        for (Serializable value : honest) {
            Object read = assertDoesNotThrow(() -> codec.readValue(codec.writeAlone(value)), value.getClass()::getName);
            assertThat(read).isExactlyInstanceOf(value.getClass());
        }
        assertThat(codec.readValue(codec.writeAlone((Serializable) honest))).isInstanceOf(ArrayList.class);
    }

    @Test
    void readsMutatedStreamsWithAnErrorAtWorst() {
        HashMap<String, Object> value = new HashMap<>();
        value.put("numbers", new ArrayList<>(List.of(1, 2L, 3.0)));
        value.put("bytes", new byte[100]);
        value.put("exception", new IllegalStateException("words", new RuntimeException("cause")));
        value.put("type", String[].class);
        byte[] honest = Arrays.copyOf(
                codec.writeAlone(value).bytes(), codec.writeAlone(value).length());
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            byte[] bytes = honest.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
            Form form = Form.VALUES[round % 8 == 0 ? random.nextInt(Form.VALUES.length) : Form.STREAM.ordinal()];

            assertThat(Allocation.of(() -> codec.readValue(new Payload(form, bytes, length))))
                    .as("round %d", round)
                    .isLessThan(4 * MEGABYTE);
        }
    }
}
