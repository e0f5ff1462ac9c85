package io.github.processpool.cluster.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import io.github.processpool.ExitReason;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.Role;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Cancel;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Credit;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Define;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Running;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Status;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.Crashed;
import io.github.processpool.internal.federation.GuestAnswer.End;
import io.github.processpool.internal.federation.GuestAnswer.TimedOut;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.ProtocolException;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Report;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

    private static final long SESSION = 0x1122334455667788L;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void everyMessageComesBackAsItWas() throws ProtocolException {
        for (int seed = 0; seed < 20; seed++) {
            for (ClusterMessage message : new RandomMessages(seed).all()) {
                assertThat(read(write(message)))
                        .usingRecursiveComparison()
                        .isEqualTo(new Frame.Whole(SESSION, message));
            }
        }
    }

    @Test
    void everyMessageIsAmongTheRandomOnes() {
        assertThat(new RandomMessages(0).all().stream().map(Object::getClass).collect(Collectors.toSet()))
                .hasSameElementsAs(List.of(ClusterMessage.class.getPermittedSubclasses()));
    }

    @Test
    void severalFramesComeInTheirOrder() throws ProtocolException {
        FrameWriter writer = new FrameWriter();
        writer.write(1, new Credit("a", 1));
        writer.writeAbort(2, 77);
        writer.write(3, new Credit("b", 2));
        writer.writePart(4, 78, 9, 0);

        FrameReader reader = new FrameReader(writer.slice(0, writer.size()));
        assertThat(reader.next()).isEqualTo(new Frame.Whole(1, new Credit("a", 1)));
        assertThat(reader.next()).isEqualTo(new Frame.Abort(2, 77));
        assertThat(reader.next()).isEqualTo(new Frame.Whole(3, new Credit("b", 2)));
        assertThat(reader.next()).isEqualTo(new Frame.Part(4, 78, 9, ByteBuffer.allocate(0)));
        assertThat(reader.next()).isNull();
    }

    @Test
    void headSaysHowLargeItsPayloadWillBe() throws ProtocolException {
        FrameWriter writer = new FrameWriter();
        ClusterMessage task = new RandomMessages(4).task();
        int length = Bodies.of(task).length();
        writer.writeHead(SESSION, task, 5);

        Frame.Head head = (Frame.Head) read(bytes(writer));
        assertThat(head.stream()).isEqualTo(5);
        assertThat(Bodies.of(head.message()).length()).isEqualTo(length).isPositive();
        assertThat(Bodies.of(head.message()).bytes()).isEmpty();
        assertThat(Bodies.with(head.message(), Bodies.of(task)))
                .usingRecursiveComparison()
                .isEqualTo(task);
    }

    // -- Versions --

    @Test
    void helloHasTheseBytesForEver() throws ProtocolException {
        Hello hello = new Hello(
                1, 1, 0x0102030405060708L, -1, "b", "fp", Role.SUBMIT, 17, List.of(new PoolOffer("p", 4, "s", 1024)));
        byte[] golden = HexFormat.of()
                .parseHex("01" + "01" + "0000000000000000" + "00000042" // version, type, no session, length
                        + "00000001" + "00000001" + "0102030405060708" + "ffffffffffffffff"
                        + "00000001" + "62" + "00000002" + "6670" + "01" + "00000011" // build, fingerprint, role, Java
                        + "00000001" + "00000001" + "70" + "00000004" + "00000001" + "73" + "0000000000000400");
        FrameWriter writer = new FrameWriter();
        writer.write(0, hello);

        assertThat(HexFormat.of().formatHex(bytes(writer)))
                .isEqualTo(HexFormat.of().formatHex(golden));
        assertThat(read(golden)).isEqualTo(new Frame.Whole(0, hello));
    }

    @Test
    void helloOfALaterVersionMaySayMore() throws ProtocolException {
        Hello hello = new Hello(1, 2, 7, 0, "b", "fp", Role.BOTH, 31, List.of());
        byte[] more = withMore(write(hello), 5);
        more[0] = 2;

        assertThat(read(more)).isEqualTo(new Frame.Whole(SESSION, hello));
        more[0] = 1;
        assertRefused(more, "too many");
    }

    @Test
    void helloWithoutACommonVersionIsReadFarEnough() throws ProtocolException {
        byte[] later = write(new Hello(2, 3, 7, 8, "b", "fp", Role.WORK, 31, List.of()));
        Arrays.fill(later, Frame.PREFIX_LENGTH + 24, later.length, (byte) 0xff);

        assertThat(read(later))
                .isEqualTo(new Frame.Whole(SESSION, new Hello(2, 3, 7, 8, "", "", Role.BOTH, 0, List.of())));
    }

    @Test
    void nothingButHelloIsReadInAnotherVersion() {
        byte[] bytes = write(new Cancel("p", 1, true));
        bytes[0] = 2;
        assertRefused(bytes, "type 11 in version 2");
    }

    @Test
    void unknownTypeIsNamed() {
        byte[] bytes = write(new Cancel("p", 1, true));
        bytes[1] = 33;
        assertRefused(bytes, "unknown type 33");
    }

    // -- What is wrong --

    @Test
    void whatIsCutAtAnyByteIsRefused() {
        for (ClusterMessage message : new RandomMessages(11).all()) {
            byte[] whole = write(message);
            for (int length = 1; length < whole.length; length++) {
                assertRefused(Arrays.copyOf(whole, length), "");
            }
        }
    }

    @Test
    void frameThatEndsTooEarlyIsRefused() {
        for (ClusterMessage message : new RandomMessages(12).all()) {
            byte[] whole = write(message);
            for (int length = Frame.PREFIX_LENGTH; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                ByteBuffer.wrap(cut).putInt(10, length - Frame.PREFIX_LENGTH);
                assertRefused(cut, "");
            }
        }
    }

    @Test
    void whatIsSpoiltAllocatesLittleAndThrowsOneExceptionOnly() throws ProtocolException {
        Random random = new Random(13);
        read(write(new RandomMessages(1).task())); // Classes are loaded.
        int refused = 0;
        for (int seed = 0; seed < 200; seed++) {
            for (ClusterMessage message : new RandomMessages(seed).all()) {
                byte[] bytes = write(message);
                for (int i = 1 + random.nextInt(3); i > 0; i--) {
                    spoil(bytes, random);
                }
                refused += isRefused(bytes) ? 1 : 0;
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void noiseThrowsOneExceptionOnly() {
        Random random = new Random(14);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > Frame.PREFIX_LENGTH && i % 2 == 0) { // Far enough to reach a row.
                bytes[0] = 1;
                bytes[1] = (byte) (1 + random.nextInt(15));
                ByteBuffer.wrap(bytes).putInt(10, bytes.length - Frame.PREFIX_LENGTH);
            }
            isRefused(bytes);
        }
    }

    @Test
    void twoGigabytesAreRefusedByTheirLength() {
        byte[] frame = write(new Credit("p", 1));
        ByteBuffer.wrap(frame).putInt(10, Integer.MAX_VALUE);
        assertThat(isRefused(frame)).isTrue();

        byte[] name = write(new Credit("p", 1));
        ByteBuffer.wrap(name).putInt(Frame.PREFIX_LENGTH, Integer.MAX_VALUE);
        assertThat(isRefused(name)).isTrue();

        byte[] payload = write(new RandomMessages(4).task());
        int length = Bodies.of(new RandomMessages(4).task()).length();
        ByteBuffer.wrap(payload).putInt(payload.length - length - Integer.BYTES, Integer.MAX_VALUE);
        assertThat(isRefused(payload)).isTrue();
    }

    @Test
    void payloadThatCallsItselfLostIsRefused() {
        ClusterMessage task = new RandomMessages(4).task();
        byte[] bytes = write(task);
        bytes[bytes.length - Bodies.of(task).length() - Integer.BYTES - 1] = (byte) Payload.Form.LOST.ordinal();
        assertRefused(bytes, "lost");
    }

    @Test
    void onlyPayloadsComeInParts() {
        byte[] bytes = write(new Credit("p", 1));
        bytes[1] |= (byte) Frame.IN_PARTS;
        assertRefused(bytes, "in parts");
    }

    // -- Sizes --

    @Test
    void textsForPeopleAreCutBetweenCharacters() throws ProtocolException {
        String text = "a" + "\u00e9".repeat(Limits.DUMP);
        Answer answer = (Answer) message(write(answer(new TimedOut(Clock.EXECUTION, text))));

        String read = ((TimedOut) answer.answer().end()).threadDump();
        assertThat(read).isEqualTo("a" + "\u00e9".repeat((Limits.DUMP - 1) / 2));
    }

    @Test
    void nameOfAPoolIsNeverCut() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> write(new Credit("p".repeat(Limits.NAME + 1), 1)))
                .withMessageContaining("1025 bytes");
    }

    @Test
    void lastLinesOfAWorkerTravel() throws ProtocolException {
        List<String> lines = Stream.iterate(0, i -> i + 1)
                .limit(Limits.LINES + 9)
                .map(i -> "line " + i)
                .toList();
        Answer answer = (Answer) message(write(answer(new Crashed(ExitReason.HUNG, "w", circumstances(lines, "")))));

        Circumstances read = ((Crashed) answer.answer().end()).circumstances();
        assertThat(read.stderrTail()).isEqualTo(lines.subList(9, lines.size()));
    }

    @Test
    void whatIsLargestFitsInOneMessage() throws ProtocolException {
        String much = "x".repeat(ClusterTransport.LARGEST_MESSAGE);
        Report report = new Report(1, 1, 1, 1, Report.Fitness.FIT, false, Optional.empty());
        RemoteProblem problem = new RemoteProblem(much, much, much);
        byte[] inline = new byte[Limits.INLINE];
        List<Running> running = Collections.nCopies(
                Limits.RUNNING, new Running(1, 1, 1, Optional.of(new io.github.processpool.Progress(1, 1, much))));
        for (ClusterMessage message : List.of(
                answer(new Crashed(ExitReason.CRASHED, much, circumstances(Collections.nCopies(99, much), much))),
                answer(new TimedOut(Clock.QUEUE, much)),
                answer(new Answered(new Message.Failure(report, FailureKind.THREW, problem, Payload.raw(inline)), 1)),
                new Status("p", running),
                new Define("p", new Message.Define(0, DefinitionKind.CLASS, new byte[DefinitionTable.LARGEST])))) {
            assertThat(message(write(message))).hasSameClassAs(message);
        }
    }

    @Test
    void whatDoesNotFitBehindOthersIsLeftOut() throws ProtocolException {
        FrameWriter writer = new FrameWriter();
        Define large = new Define("p", new Message.Define(0, DefinitionKind.CLASS, new byte[DefinitionTable.LARGEST]));
        writer.write(SESSION, new Credit("p", 1));
        assertThat(writer.write(SESSION, large)).isTrue();
        int size = writer.size();
        assertThat(writer.write(SESSION, large)).isFalse();
        assertThat(writer.size()).isEqualTo(size);
    }

    private static Answer answer(End end) {
        return new Answer("p", 1, new GuestAnswer(end, 1, 0), 0);
    }

    private static Circumstances circumstances(List<String> lines, String report) {
        return new Circumstances(1, OptionalInt.empty(), Optional.empty(), false, lines, Optional.of(report));
    }

    // -- Reading and writing --

    /** Some bits, or four bytes that look like a length. */
    private static void spoil(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        if (random.nextBoolean() && at + Integer.BYTES <= bytes.length) {
            ByteBuffer.wrap(bytes)
                    .putInt(at, random.nextBoolean() ? random.nextInt() : Integer.MAX_VALUE - random.nextInt(16));
        } else {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
    }

    /**
     * Whatever else it throws fails the test, and so does what it allocates beyond a multiple of what has come; a second time, because the
     * first one may load classes.
     */
    private static boolean isRefused(byte[] bytes) {
        long limit = 16 * 1024 + 32L * bytes.length;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean refused = isNotRead(bytes);
        if (THREADS.getCurrentThreadAllocatedBytes() - before > limit) {
            before = THREADS.getCurrentThreadAllocatedBytes();
            isNotRead(bytes);
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(limit);
        }
        return refused;
    }

    private static boolean isNotRead(byte[] bytes) {
        try {
            FrameReader reader = new FrameReader(ByteBuffer.wrap(bytes));
            while (reader.next() != null) {
                // The next one.
            }
            return false;
        } catch (ProtocolException e) {
            return true;
        }
    }

    private static void assertRefused(byte[] bytes, String words) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> read(bytes))
                .withMessageContaining(words);
    }

    private static ClusterMessage message(byte[] bytes) throws ProtocolException {
        return ((Frame.Whole) read(bytes)).message();
    }

    private static Frame read(byte[] bytes) throws ProtocolException {
        FrameReader reader = new FrameReader(ByteBuffer.wrap(bytes));
        Frame frame = reader.next();
        assertThat(frame).isNotNull();
        while (reader.next() != null) {
            // Frames that were made by chance.
        }
        return frame;
    }

    private static byte[] write(ClusterMessage message) {
        FrameWriter writer = new FrameWriter();
        assertThat(writer.write(SESSION, message)).isTrue();
        return bytes(writer);
    }

    private static byte[] withMore(byte[] frame, int count) {
        byte[] more = Arrays.copyOf(frame, frame.length + count);
        ByteBuffer.wrap(more).putInt(10, more.length - Frame.PREFIX_LENGTH);
        return more;
    }

    private static byte[] bytes(FrameWriter writer) {
        byte[] bytes = new byte[writer.size()];
        writer.slice(0, writer.size()).get(bytes);
        return bytes;
    }
}
