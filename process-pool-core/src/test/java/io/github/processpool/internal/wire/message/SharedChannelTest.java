package io.github.processpool.internal.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.internal.system.SharedBytes;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two ends of a channel whose bytes go through memory that both have mapped. */
@Timeout(60)
class SharedChannelTest {

    private static final int LIMIT = 1 << 24;
    private static final int LONG_BODY = 1 << 20;

    @TempDir
    Path folder;

    private ServerSocketChannel server;
    private MessageChannel parent;
    private MessageChannel worker;
    private SharedBytes memory;

    @BeforeEach
    void connect() throws IOException {
        Path file = folder.resolve("page");
        Scoreboard page = Scoreboard.create(file);
        Scoreboard pageOfWorker = Scoreboard.open(file);
        page.seal();
        memory = page.streams();
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        server.bind(address);
        worker = new MessageChannel(SocketChannel.open(address), LIMIT, Side.WORKER);
        parent = new MessageChannel(server.accept(), LIMIT, Side.PARENT);
        worker.share(pageOfWorker.streams());
        parent.share(memory);
    }

    @AfterEach
    void close() throws IOException {
        worker.close();
        parent.closeForGood();
        server.close();
    }

    private static Define message(int number, int length) {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) number);
        return new Define(number, DefinitionKind.VALUES[0], body);
    }

    private static List<Integer> lengths(long seed) {
        Random random = new Random(seed);
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            lengths.add(random.nextInt(i % 50 == 0 ? 400_000 : 300));
        }
        return lengths;
    }

    /** Receives as many messages as there are lengths, and compares them. */
    private static void receive(MessageChannel channel, List<Integer> lengths) throws IOException {
        List<Integer> left = new ArrayList<>(lengths);
        int[] number = {0};
        while (!left.isEmpty()) {
            boolean more = channel.receive(
                    message -> {
                        Define define = (Define) message;
                        Define expected = message(number[0], left.remove(0));
                        assertThat(define.id()).isEqualTo(number[0]++);
                        assertThat(define.bytes()).isEqualTo(expected.bytes());
                    },
                    0);
            assertThat(more).isTrue();
        }
    }

    private static CompletableFuture<Void> inBackground(Step step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                step.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void post(MessageChannel channel, List<Integer> lengths) {
        for (int i = 0; i < lengths.size(); i++) {
            channel.post(message(i, lengths.get(i)));
            channel.flush();
        }
    }

    @Test
    void aPollHandsOnWhatHasComeAndWaitsForNothing() throws Exception {
        List<Message> received = new ArrayList<>();
        assertThat(worker.poll(received::add)).isFalse();
        post(parent, List.of(10, 20));

        assertThat(worker.poll(received::add)).isTrue();

        assertThat(received).hasSize(2);
        assertThat(worker.poll(received::add)).isFalse();
    }

    /** The rest of a message is found by another thread than its beginning. */
    @Test
    void threadsThatTakeTurnsReadOneStream() throws Exception {
        List<Integer> lengths = lengths(3);
        CompletableFuture<Void> parentSends = inBackground(() -> post(parent, lengths));
        List<Message> received = new ArrayList<>();

        while (received.size() < lengths.size()) {
            inBackground(() -> worker.poll(received::add)).get();
            worker.poll(received::add);
            parent.poll(message -> {}); // Which sends on what has found no room.
        }

        parentSends.get();
        for (int i = 0; i < lengths.size(); i++) {
            assertThat(((Define) received.get(i)).bytes())
                    .isEqualTo(message(i, lengths.get(i)).bytes());
        }
    }

    @Test
    void messagesOfAnyLengthArriveInTheirOrderInBothDirectionsAtOnce() throws Exception {
        List<Integer> there = lengths(1);
        List<Integer> back = lengths(2);
        CompletableFuture<Void> parentReceives = inBackground(() -> receive(parent, back));
        CompletableFuture<Void> workerReceives = inBackground(() -> receive(worker, there));
        CompletableFuture<Void> parentSends = inBackground(() -> post(parent, there));
        CompletableFuture<Void> workerSends = inBackground(() -> post(worker, back));

        parentSends.get();
        workerSends.get();
        // A receiver that has all it waits for sends on what is left of the other direction.
        CompletableFuture.anyOf(parentReceives, workerReceives).get();
        inBackground(() -> pump(parentReceives.isDone() ? parent : worker));
        CompletableFuture.allOf(parentReceives, workerReceives).get();
    }

    private static void pump(MessageChannel channel) throws IOException {
        while (channel.receive(message -> {}, 0)) {
            // Until the end.
        }
    }

    @Test
    void whatHasLeftArrivesThoughItsSenderIsGone() throws Exception {
        for (int i = 0; i < 100; i++) {
            worker.post(message(i, 100));
            worker.awaitSent();
        }
        worker.close();

        List<Integer> received = new ArrayList<>();
        while (parent.receive(message -> received.add(((Define) message).id()), 0)) {
            // Until the end.
        }

        assertThat(received).hasSize(100).isSorted();
    }

    @Test
    void whoeverSleepsIsWokenByAMessage() throws Exception {
        CountDownLatch received = new CountDownLatch(50);
        CompletableFuture<Void> receiver = inBackground(() -> {
            while (received.getCount() > 0) {
                parent.receive(message -> received.countDown(), 0);
            }
        });
        Ring ofWorker = Ring.half(memory, 1);
        while (received.getCount() > 0) {
            long before = received.getCount();
            while (!ofWorker.isReaderAsleep()) {
                Thread.onSpinWait();
            }
            worker.post(message(1, 10));
            worker.flush();
            while (received.getCount() == before) {
                Thread.onSpinWait();
            }
        }

        receiver.get();
    }

    @Test
    void whoeverWaitsForRoomGoesOnWhenThereIsSome() throws Exception {
        CompletableFuture<Void> senderReceives = inBackground(() -> pump(worker));
        worker.post(message(7, LONG_BODY));
        worker.flush(); // Returns, though there is not so much room.
        CompletableFuture<Void> sent = inBackground(worker::awaitSent);

        List<Define> received = new ArrayList<>();
        while (received.isEmpty()) {
            parent.receive(message -> received.add((Define) message), 0);
        }

        assertThat(received.get(0).bytes()).isEqualTo(message(7, LONG_BODY).bytes());
        sent.get();
        parent.close();
        senderReceives.get();
    }

    @Test
    void aReaderDoesNotBelieveThatMoreWasWrittenThanThereIsRoom() {
        Ring ofWorker = Ring.half(memory, 1);
        ofWorker.setWritten(ofWorker.capacity() + 1L);

        assertThatThrownBy(() -> parent.receive(message -> {}, 1)).isInstanceOf(ProtocolException.class);

        ofWorker.setWritten(-1);
        assertThatThrownBy(() -> parent.receive(message -> {}, 1)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aWriterDoesNotBelieveThatMoreWasTakenThanItHasWrittenAndIsLostThen() {
        Ring ofParent = Ring.half(memory, 0);
        ofParent.setRead(1L << 40);
        parent.post(message(1, LONG_BODY));

        parent.flush();

        assertThat(parent.isLost()).isTrue();
    }

    @Test
    void theMemoryIsNotSharedBeforeAllHasLeftTheOldWay() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (MessageChannel late = new MessageChannel(SocketChannel.open(address), LIMIT, Side.WORKER)) {
            late.post(message(1, 1));

            assertThatThrownBy(() -> late.share(memory)).isInstanceOf(ProtocolException.class);
        }
    }
}
