package io.github.processpool.benchmarks.peer;

import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.MemberAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One side of a conversation over the engine alone: payloads, in as many messages as they need, each of which has the length of the whole
 * in front. Both sides put each payload together, as those who run tasks have to, and a thread of its own answers.
 *
 * <p><b>Thread safety:</b> the engine's thread takes messages, another one takes payloads.
 */
final class Echo implements ClusterTransport.Receiver, AutoCloseable {

    private static final int PIECE = ClusterTransport.LARGEST_MESSAGE - Integer.BYTES;

    private final ClusterTransport transport;
    private final BlockingQueue<byte[]> payloads = new LinkedBlockingQueue<>();
    private final CountDownLatch met = new CountDownLatch(1);
    private volatile @Nullable MemberAddress other;
    /** The engine's thread's own. */
    private @Nullable ByteBuffer coming;

    private Echo(ClusterTransport transport) {
        this.transport = transport;
    }

    /** Joins, waits for the other side, and sends back what comes. */
    static Echo open(ClusterTransport transport) throws IOException, InterruptedException {
        Echo echo = join(transport);
        Thread answering = new Thread(echo::answer, "echo");
        answering.setDaemon(true);
        answering.start();
        return echo;
    }

    /** Joins, and waits for the other side. */
    static Echo join(ClusterTransport transport) throws IOException, InterruptedException {
        Echo echo = new Echo(transport);
        transport.open(echo);
        echo.met.await();
        return echo;
    }

    private void answer() {
        try {
            while (true) {
                send(payloads.take());
            }
        } catch (IOException | InterruptedException e) {
            // The other side has ended.
        }
    }

    byte[] ask(byte[] payload) throws IOException, InterruptedException {
        send(payload);
        return payloads.take();
    }

    private void send(byte[] payload) throws IOException {
        MemberAddress to = other;
        if (to == null) {
            throw new IOException("Nobody is there");
        }
        int sent = 0;
        do {
            int length = Math.min(PIECE, payload.length - sent);
            ByteBuffer head =
                    ByteBuffer.allocate(Integer.BYTES).putInt(payload.length).flip();
            transport.send(to, head, ByteBuffer.wrap(payload, sent, length));
            sent += length;
        } while (sent < payload.length);
    }

    @Override
    public void view(List<MemberAddress> members) {
        if (members.size() > 1) {
            String self = transport.self().id();
            members.stream().filter(member -> !member.id().equals(self)).forEach(member -> other = member);
            met.countDown();
        }
    }

    @Override
    public void message(MemberAddress from, ByteBuffer message) {
        int length = message.getInt();
        ByteBuffer whole = coming == null ? ByteBuffer.allocate(length) : coming;
        whole.put(message);
        coming = whole.hasRemaining() ? whole : null;
        if (coming == null) {
            payloads.add(whole.array());
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
