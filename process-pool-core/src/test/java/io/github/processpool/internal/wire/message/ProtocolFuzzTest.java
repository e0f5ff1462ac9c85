package io.github.processpool.internal.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.Progress;
import io.github.processpool.internal.wire.codec.Allocation;
import io.github.processpool.internal.wire.message.Message.Began;
import io.github.processpool.internal.wire.message.Message.Call;
import io.github.processpool.internal.wire.message.Message.CallFailure;
import io.github.processpool.internal.wire.message.Message.CallInterrupt;
import io.github.processpool.internal.wire.message.Message.CallResult;
import io.github.processpool.internal.wire.message.Message.CallTaken;
import io.github.processpool.internal.wire.message.Message.CallerEnded;
import io.github.processpool.internal.wire.message.Message.Collect;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.ForgetSpace;
import io.github.processpool.internal.wire.message.Message.GuestDefine;
import io.github.processpool.internal.wire.message.Message.Hello;
import io.github.processpool.internal.wire.message.Message.InitializerFailed;
import io.github.processpool.internal.wire.message.Message.Inspect;
import io.github.processpool.internal.wire.message.Message.Inspected;
import io.github.processpool.internal.wire.message.Message.Interrupt;
import io.github.processpool.internal.wire.message.Message.LogEvent;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import io.github.processpool.internal.wire.message.Message.Ready;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.Message.SpecialRun;
import io.github.processpool.internal.wire.message.Message.Stop;
import io.github.processpool.internal.wire.message.Message.TakeSlot;
import io.github.processpool.internal.wire.message.Message.ThreadDump;
import io.github.processpool.internal.wire.message.Message.WarmUp;
import io.github.processpool.internal.wire.message.Payload.Form;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random and mutated frames: an error or a message, never a hang, never memory that a forged length asks for. */
class ProtocolFuzzTest {

    private static final int LIMIT = 64 << 20;
    private static final long MEGABYTE = 1 << 20;
    private static final Report REPORT =
            new Report(17, 1, 2, 3, Fitness.FIT, true, Optional.of(new Progress(1, 2, "half of it")));
    private static final RemoteProblem PROBLEM = new RemoteProblem("some.Type", "words", "at some.Type.method");
    private static final Payload VALUE = new Payload(Form.STREAM, new byte[500], 500);

    private static final LogRecord LOG = new LogRecord(
            LogLevel.INFO, 1, "a.B", "main", "said so", Map.of("a", "b"), Map.of("c", "d"), List.of("E"), PROBLEM);

    /** One of each kind. */
    static final List<Message> MESSAGES = List.of(
            new Hello(1, 2, 3, true),
            new Setup("pool", "key", 1, 1000, "!*", false, Payload.NONE, VALUE),
            new Ready(0),
            new InitializerFailed(PROBLEM, Payload.NONE),
            new Define(5, DefinitionKind.CLASS, new byte[] {1, 2, 3}),
            new Run(17, 4, -1, 2, VALUE),
            new SpecialRun(new Run(18, 5, -1, 2, VALUE), 3, 2, "key-5", "member"),
            new GuestDefine(3, new Define(5, DefinitionKind.CLASS, new byte[] {1, 2, 3})),
            new ForgetSpace(3),
            new Interrupt(17, true),
            new TakeSlot(1),
            new WarmUp(),
            new Collect(),
            new Inspect(1, InspectionKind.HEAP, "/tmp/heap.hprof"),
            new Inspected(1, true, "\"main\" RUNNABLE"),
            new Stop(),
            new Began(17),
            new Result(REPORT, VALUE),
            new Failure(REPORT, FailureKind.THREW, PROBLEM, VALUE),
            new ThreadDump(17, "\"main\" RUNNABLE"),
            new LogEvent(17, LOG),
            new LogLevels(Map.of("ROOT", "INFO"), Map.of("a.B", "")),
            new Call(1, 2, 3, 4, "take()", VALUE),
            new CallInterrupt(1, 2),
            new CallTaken(1, 2, true),
            new CallerEnded(1),
            new CallResult(1, true, true, VALUE),
            new CallFailure(1, false, PROBLEM, VALUE));

    @TempDir
    Path folder;

    private static byte[] bytes(Message message) {
        FrameWriter writer = new FrameWriter();
        Frame frame = MessageFormat.write(message);
        ByteBuffer target = ByteBuffer.allocate(frame.wireLength());
        writer.begin(frame);
        writer.copyInto(target);
        return target.array();
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        for (int i = random.nextInt(6); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length * 2)) : bytes;
    }

    /** Everything that can be read of it. */
    private static List<Message> readAll(byte[] bytes) throws ProtocolException {
        FrameReader reader = new FrameReader(LIMIT);
        ByteBuffer source = ByteBuffer.wrap(bytes);
        List<Message> messages = new ArrayList<>();
        for (Frame frame = reader.next(source); frame != null; frame = reader.next(source)) {
            messages.add(MessageFormat.read(frame, Side.EITHER));
        }
        return messages;
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            readAll(bytes);
        } catch (ProtocolException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void readsBackWhatItWrites() throws Exception {
        for (Message message : MESSAGES) {
            assertThat(readAll(bytes(message))).usingRecursiveComparison().isEqualTo(List.of(message));
        }
    }

    @Test
    void readsRandomBytesWithAProtocolErrorAtWorst() {
        Random random = new Random(1);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (round % 2 == 0 && bytes.length > 9) {
                // Lengths that may be right, so that more than the first check is reached.
                ByteBuffer.wrap(bytes)
                        .putInt(random.nextInt(100))
                        .putInt(random.nextInt(100))
                        .put((byte) random.nextInt(34));
            }
            readOrRefuse(bytes);
        }
    }

    @Test
    void readsMutatedFramesWithAProtocolErrorAtWorst() {
        Random random = new Random(2);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = mutated(bytes(MESSAGES.get(round % MESSAGES.size())), random);
            readOrRefuse(bytes);
        }
    }

    @Test
    void readsFramesThatArriveByteByByte() throws Exception {
        FrameReader reader = new FrameReader(LIMIT);
        for (Message message : MESSAGES) {
            byte[] bytes = bytes(message);
            Frame frame = null;
            for (int i = 0; i < bytes.length; i++) {
                assertThat(frame).isNull();
                frame = reader.next(ByteBuffer.wrap(bytes, i, 1));
            }
            assertThat(frame).isNotNull();
            assertThat(MessageFormat.read(frame, Side.EITHER))
                    .usingRecursiveComparison()
                    .isEqualTo(message);
        }
    }

    @Test
    void believesNoLength() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, LIMIT + 1}) {
            for (int position : new int[] {0, Integer.BYTES}) {
                ByteBuffer prefix = ByteBuffer.allocate(Frame.PREFIX_LENGTH).putInt(position, length);
                assertThatThrownBy(() -> new FrameReader(LIMIT).next(prefix.duplicate()))
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining("the limit is");
                assertThat(Allocation.of(() -> new FrameReader(LIMIT).next(prefix.duplicate())))
                        .isLessThan(MEGABYTE);
            }
        }
    }

    @Test
    void allocatesALongBodyOnlyAsItArrives() {
        ByteBuffer prefix =
                ByteBuffer.allocate(Frame.PREFIX_LENGTH).putInt(0, 20).putInt(Integer.BYTES, LIMIT);

        assertThat(Allocation.of(() -> new FrameReader(LIMIT).next(prefix))).isLessThan(2 * MEGABYTE);
    }

    @Test
    void believesNoLengthOfATextInAHeader() {
        byte[] bytes = bytes(new ThreadDump(17, "x".repeat(100)));
        ByteBuffer.wrap(bytes).putInt(Frame.PREFIX_LENGTH + Long.BYTES, Integer.MAX_VALUE);

        assertThatThrownBy(() -> readAll(bytes)).isInstanceOf(ProtocolException.class);
        assertThat(Allocation.of(() -> readAll(bytes))).isLessThan(MEGABYTE);
    }

    @Test
    void endsTheReceptionOfAChannelWhateverComes() throws Exception {
        // Forbidden outcome: receive neither returns false nor throws, though the peer has left.
        Random random = new Random(3);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
            server.bind(address);
            for (int round = 0; round < 60; round++) {
                byte[] bytes = mutated(bytes(MESSAGES.get(round % MESSAGES.size())), random);
                try (SocketChannel peer = SocketChannel.open(address);
                        MessageChannel channel = new MessageChannel(server.accept(), LIMIT, Side.EITHER)) {
                    peer.write(ByteBuffer.wrap(bytes));
                    peer.shutdownOutput();
                    Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> receiveToTheEnd(channel));
                }
            }
        }
    }

    private static void receiveToTheEnd(MessageChannel channel) throws IOException {
        try {
            while (channel.receive(message -> {}, 0)) {
                // Until the end.
            }
        } catch (ProtocolException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
