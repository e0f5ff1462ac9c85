package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.wire.message.Introduction;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Message.ForgetSpace;
import io.github.processpool.internal.wire.message.Message.GuestDefine;
import io.github.processpool.internal.wire.message.Message.Hello;
import io.github.processpool.internal.wire.message.Message.Interrupt;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.Message.ShowThreads;
import io.github.processpool.internal.wire.message.Message.SpecialRun;
import io.github.processpool.internal.wire.message.Message.Stop;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.Payload.Form;
import io.github.processpool.internal.wire.message.Side;
import io.github.processpool.internal.wire.page.Scoreboard;
import io.github.processpool.internal.worker.WorkerMain;
import io.github.processpool.testing.Pools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real worker whose parent speaks the protocol badly: it says so and ends, and never hangs. The test is the parent. */
@Timeout(120)
class WorkerFuzzIT {

    private static final int LIMIT = 1 << 20;
    private static final Payload NOTHING = new Payload(Form.NONE, new byte[0], 0);

    @RegisterExtension
    final Pools pools = new Pools();

    /** A worker that has connected, and the socket to it. */
    private final class Victim implements AutoCloseable {

        private final Process process;
        private final SocketChannel socket;
        private final Scoreboard scoreboard;

        private Victim() throws IOException {
            Path folder = Files.createTempDirectory(pools.folder(), "v");
            Path page = folder.resolve("w");
            scoreboard = Scoreboard.create(page);
            byte[] token = new byte[Introduction.TOKEN_LENGTH];
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
                process = new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "-Xmx64m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                WorkerMain.class.getName())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(folder.resolve("err").toFile())
                        .start();
                try (OutputStream input = process.getOutputStream()) {
                    new Introduction(
                                    token,
                                    folder.resolve("s").toString(),
                                    page.toString(),
                                    ProcessHandle.current().pid(),
                                    LIMIT,
                                    "mark",
                                    false)
                            .writeTo(input);
                }
                socket = server.accept();
            }
            ByteBuffer received = ByteBuffer.allocate(token.length);
            while (received.hasRemaining() && socket.read(received) >= 0) {
                // The token comes first.
            }
            assertThat(received.array()).isEqualTo(token);
            scoreboard.seal();
        }

        private void send(byte[] bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                socket.write(buffer);
            }
        }

        private void assertEnds() throws InterruptedException {
            assertThat(process.waitFor(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("the worker has ended")
                    .isTrue();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            process.destroyForcibly();
        }
    }

    /** The bytes of messages as a real channel would send them. */
    private byte[] bytesOf(Message... messages) throws IOException {
        Path address = pools.folder().resolve("bytes" + System.nanoTime());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(address));
            try (SocketChannel reader = SocketChannel.open(UnixDomainSocketAddress.of(address))) {
                try (MessageChannel writer = new MessageChannel(server.accept(), LIMIT, Side.PARENT)) {
                    for (Message message : messages) {
                        writer.post(message);
                    }
                    writer.awaitSent();
                }
                ByteBuffer buffer = ByteBuffer.allocate(4096);
                while (reader.read(buffer) >= 0) {
                    bytes.write(buffer.array(), 0, buffer.position());
                    buffer.clear();
                }
            }
        }
        return bytes.toByteArray();
    }

    private static Setup setup() {
        return new Setup("fuzz", "key", 0, 1000, "", false, Payload.NONE, NOTHING);
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length)) : bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void endsAfterMutatedFramesAndTheEndOfTheChannel(long seed) throws Exception {
        Random random = new Random(seed);
        byte[] junk = new byte[100];
        random.nextBytes(junk);
        byte[] conversation = bytesOf(
                new Define(0, DefinitionKind.LAMBDA, junk),
                new Define(1, DefinitionKind.CLASS, junk),
                new Run(1, 1, 0, 1, new Payload(Form.STREAM, junk, 100)),
                new Run(2, 2, -1, 0, new Payload(Form.SIMPLE, junk, 100)),
                new Interrupt(2, true),
                new ShowThreads(3),
                new GuestDefine(5, new Define(0, DefinitionKind.LAMBDA, junk)),
                new SpecialRun(new Run(4, 4, 0, 1, new Payload(Form.STREAM, junk, 100)), 5, 2, "key", "member"),
                new ForgetSpace(5),
                new Run(3, 3, 1, -1, new Payload(Form.RAW, junk, 100)));
        try (Victim victim = new Victim()) {
            for (long ticket = 1; ticket <= 4; ticket++) {
                victim.scoreboard.offer(ticket);
            }
            victim.send(bytesOf(setup()));
            try {
                for (int i = 0; i < 20; i++) {
                    victim.send(mutated(conversation, random));
                }
            } catch (IOException e) {
                // It has had enough already.
            }
            victim.socket.shutdownOutput();
            victim.assertEnds();
        }
    }

    @Test
    void endsAfterWhatIsNotForAWorker() throws Exception {
        List<byte[]> conversations = new ArrayList<>();
        conversations.add(bytesOf(new Run(1, 1, -1, 0, NOTHING)));
        conversations.add(bytesOf(setup(), new Hello(1, 2, 3, true)));
        conversations.add(bytesOf(setup(), new Define(-1, DefinitionKind.CLASS, new byte[3])));
        conversations.add(bytesOf(setup(), new Run(1, 1, -1, 0, NOTHING))); // Never offered.
        conversations.add(ByteBuffer.allocate(9).putInt(4, LIMIT + 1).array());
        for (byte[] conversation : conversations) {
            try (Victim victim = new Victim()) {
                victim.send(conversation);

                victim.assertEnds();
            }
        }
    }

    @Test
    void survivesATaskThatCantBeRead() throws Exception {
        byte[] junk = new byte[64];
        new Random(9).nextBytes(junk);
        try (Victim victim = new Victim()) {
            victim.send(bytesOf(setup()));
            for (long ticket = 1; ticket <= 10; ticket++) {
                assertThat(victim.scoreboard.offer(ticket)).isTrue();
                victim.send(bytesOf(new Run(ticket, ticket, -1, 0, new Payload(Form.STREAM, junk, junk.length))));
            }
            List<Message> answers = new ArrayList<>();
            try (MessageChannel channel = new MessageChannel(victim.socket, LIMIT, Side.PARENT)) {
                while (answers.stream()
                                .filter(Message.Failure.class::isInstance)
                                .count()
                        < 10) {
                    assertThat(channel.receive(answers::add, 30_000)).isTrue();
                }
                channel.post(new Stop());
                channel.flush();
                victim.assertEnds();
            }
            assertThat(victim.process.exitValue()).isZero();
        }
    }
}
