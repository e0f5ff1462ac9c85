package io.github.processpool.cluster.internal.link;

import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.Frame;
import io.github.processpool.cluster.internal.protocol.FrameReader;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps what is sent, and on demand holds or refuses it; hands it to the receiver of another one if it is told to. */
final class ScriptedTransport implements ClusterTransport {

    static final MemberAddress SELF = new MemberAddress("self", "self:1");
    static final MemberAddress OTHER = new MemberAddress("other", "other:1");

    private final List<byte[]> sent = new ArrayList<>();
    private final List<MemberAddress> sentTo = new ArrayList<>();
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore permits = new Semaphore(0);
    private volatile boolean holding;
    private volatile boolean deaf;
    private volatile int failures;
    private volatile @Nullable Receiver receiver;
    private volatile @Nullable Receiver other;

    /** From now on each message waits to be let go. Nothing is being sent. */
    void hold() {
        entered.drainPermits();
        permits.drainPermits();
        holding = true;
    }

    /** As {@link #hold}, whatever interrupts come. */
    void holdDeaf() {
        deaf = true;
        holding = true;
    }

    void letGo(int messages) {
        permits.release(messages);
    }

    /** No message waits any more. */
    void letGo() {
        holding = false;
        permits.release(1000);
    }

    /** Waits until one more message is being sent. */
    void awaitSending() throws InterruptedException {
        if (!entered.tryAcquire(30, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing is sent");
        }
    }

    void failNext(int times) {
        failures = times;
    }

    void deliverTo(Receiver to) {
        other = to;
    }

    synchronized List<byte[]> sent() {
        return List.copyOf(sent);
    }

    synchronized List<MemberAddress> sentTo() {
        return List.copyOf(sentTo);
    }

    /** Returns the frames of one message. */
    List<Frame> frames(int message) throws ProtocolException {
        FrameReader reader = new FrameReader(ByteBuffer.wrap(sent().get(message)));
        List<Frame> frames = new ArrayList<>();
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            frames.add(frame);
        }
        return frames;
    }

    Receiver receiver() {
        return receiver;
    }

    @Override
    public void open(Receiver to) {
        receiver = to;
    }

    @Override
    public void send(MemberAddress to, ByteBuffer... parts) throws IOException {
        entered.release();
        if (holding) {
            await();
        }
        if (failures > 0) {
            failures--;
            for (ByteBuffer part : parts) {
                part.position(part.limit()); // It may have been read half.
            }
            throw new IOException("scripted");
        }
        ByteBuffer whole = ByteBuffer.allocate(LARGEST_MESSAGE); // Overflows if it is larger.
        for (ByteBuffer part : parts) {
            whole.put(part);
        }
        byte[] bytes = new byte[whole.flip().remaining()];
        whole.get(bytes);
        synchronized (this) {
            sent.add(bytes);
            sentTo.add(to);
        }
        Receiver next = other;
        if (next != null) {
            next.message(SELF, ByteBuffer.wrap(bytes));
        }
    }

    private void await() throws IOException {
        try {
            if (deaf) {
                permits.acquireUninterruptibly();
            } else {
                permits.acquire();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public MemberAddress self() {
        return SELF;
    }

    @Override
    public void close() {
        receiver = null;
    }
}
