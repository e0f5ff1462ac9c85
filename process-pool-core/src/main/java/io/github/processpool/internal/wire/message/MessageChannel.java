package io.github.processpool.internal.wire.message;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One end of the private channel between the parent and one worker: takes messages from any thread, sends them in the order of
 * {@link #post}, and hands received ones to the one thread that calls {@link #receive}.
 *
 * <p>The socket is in non-blocking mode throughout, because a blocking one is <em>closed</em> when its thread is interrupted,
 * and threads of users write here. Nobody ever waits for a slow peer: what the socket does not take stays queued, and the
 * receiving thread sends it on when there is room.
 *
 * <p>It does not interpret messages, and does not know which side it is.
 *
 * <p><b>Thread safety:</b> {@code post}, {@code flush}, {@code awaitSent} and {@code close} from any thread; {@code receive}
 * from one.
 */
public final class MessageChannel implements Closeable {

    private static final int BUFFER_SIZE = 128 * 1024;

    private final SocketChannel socket;
    private final Selector selector;
    private final SelectionKey key;

    // -- Sending --
    private final Queue<Frame> outgoing = new ConcurrentLinkedQueue<>();
    /** How many bytes of log events wait in {@code outgoing}. */
    private final AtomicLong waitingLogBytes = new AtomicLong();

    private final ReentrantLock writeLock = new ReentrantLock();
    private final Condition allSent = writeLock.newCondition();
    /** What the socket has not taken yet; guarded by writeLock. */
    private final ByteBuffer staged = ByteBuffer.allocateDirect(BUFFER_SIZE);
    /** Guarded by writeLock. */
    private final FrameWriter frameWriter = new FrameWriter();
    /** Set once, when the peer is gone or the channel closed; volatile because every sender looks at it. */
    private volatile boolean broken;

    // -- Receiving: belongs to the receiving thread --
    private final ByteBuffer received = ByteBuffer.allocateDirect(BUFFER_SIZE);
    private final FrameReader frameReader;
    private final SpinLimit spin = new SpinLimit();
    private long receivedBytes;

    /** Takes what arrives. */
    @FunctionalInterface
    public interface Receiver {

        /**
         * Called on the receiving thread, in order.
         *
         * @param message what the other side sent
         * @throws IOException ends the reception
         */
        void onMessage(Message message) throws IOException;
    }

    /**
     * Takes over a connected socket.
     *
     * @param socket connected; closed with this channel
     * @param maxBodyLength the largest body to accept, in bytes
     * @throws IOException if the socket is not usable
     */
    public MessageChannel(SocketChannel socket, int maxBodyLength) throws IOException {
        this.socket = socket;
        this.frameReader = new FrameReader(maxBodyLength);
        socket.configureBlocking(false);
        this.selector = Selector.open();
        this.key = socket.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Queues a message; {@link #flush} sends it. Does nothing once the peer is gone.
     *
     * @param message what to send
     */
    public void post(Message message) {
        if (!broken) {
            Frame frame = MessageFormat.write(message);
            if (frame.type() == MessageFormat.LOG_EVENT) {
                waitingLogBytes.addAndGet(frame.wireLength());
            }
            outgoing.add(frame);
        }
    }

    /**
     * Returns how much of what was posted is log events that the socket has not taken yet: nothing else that is posted without
     * being waited for can be without end.
     *
     * @return bytes
     */
    public long waitingLogBytes() {
        return waitingLogBytes.get();
    }

    /**
     * Sends what is queued, as far as the socket takes it. If another thread is sending already, that one sends ours too.
     * Never blocks and never fails: the receiving thread is the one that learns of a dead peer.
     */
    public void flush() {
        while (!outgoing.isEmpty() && writeLock.tryLock()) {
            boolean stuck;
            try {
                stuck = !writeAll();
            } finally {
                writeLock.unlock();
            }
            if (stuck) {
                return;
            }
            // A message that was queued between the last look and the unlock found the lock taken: look again.
        }
    }

    /**
     * Waits until everything queued so far has left this process, whatever interrupts come; an interrupt is restored.
     */
    public void awaitSent() {
        flush();
        writeLock.lock();
        try {
            while (!broken && !writeAll()) {
                allSent.awaitUninterruptibly();
            }
        } finally {
            writeLock.unlock();
        }
        flush(); // What another thread has posted while we had the lock.
    }

    /**
     * Waits for bytes and hands on the messages that they complete. Yields for a moment before it blocks where answers come
     * sooner than a sleeping thread can be woken.
     *
     * @param receiver takes the messages
     * @param timeoutMillis how long to block; 0: until something comes
     * @return false at the end of the stream
     * @throws ProtocolException if the peer does not speak the protocol
     * @throws IOException if the receiver throws it
     */
    public boolean receive(Receiver receiver, long timeoutMillis) throws IOException {
        int count = fill();
        if (count == 0) {
            count = awaitBytes(timeoutMillis);
        }
        if (count > 0) {
            receivedBytes += count;
            received.flip();
            try {
                for (Frame frame = frameReader.next(received); frame != null; frame = frameReader.next(received)) {
                    receiver.onMessage(MessageFormat.read(frame));
                }
            } finally {
                received.clear();
            }
        }
        return count >= 0;
    }

    private int awaitBytes(long timeoutMillis) throws IOException {
        long start = System.nanoTime();
        long spinNanos = spin.nanos();
        int count = 0;
        while (count == 0 && System.nanoTime() - start < spinNanos) {
            Thread.yield();
            count = fill();
        }
        if (count == 0) {
            block(timeoutMillis);
            count = fill();
        }
        if (count != 0) {
            spin.waited(System.nanoTime() - start);
        }
        return count;
    }

    /**
     * Returns how much has arrived so far; for the receiving thread.
     *
     * @return bytes
     */
    public long receivedBytes() {
        return receivedBytes;
    }

    /** Makes a blocked {@link #receive} return. */
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void close() {
        broken = true;
        try {
            socket.close();
            selector.close();
        } catch (IOException e) {
            // Closing is all that was left to do with it.
        }
        outgoing.clear();
        writeLock.lock();
        try {
            allSent.signalAll();
        } finally {
            writeLock.unlock();
        }
    }

    /** Reads what is there: the number of bytes, 0 for none, -1 for the end. A dead peer is an end like any other. */
    private int fill() {
        try {
            return socket.read(received);
        } catch (IOException e) {
            return -1;
        }
    }

    private void block(long timeoutMillis) throws IOException {
        try {
            selector.select(
                    selected -> {
                        if (selected.isValid() && selected.isWritable()) {
                            writeWhatWaited();
                        }
                    },
                    timeoutMillis);
        } catch (ClosedSelectorException e) {
            // Closed by another thread: the next read says so.
        }
    }

    private void writeWhatWaited() {
        writeLock.lock();
        try {
            writeAll();
        } finally {
            writeLock.unlock();
        }
        flush();
    }

    /** Returns whether nothing is left; otherwise the receiving thread goes on when the socket has room. */
    private boolean writeAll() {
        try {
            while (!broken) {
                stage();
                if (staged.position() == 0) {
                    interestIn(SelectionKey.OP_READ);
                    allSent.signalAll();
                    return true;
                }
                staged.flip();
                socket.write(staged);
                boolean stuck = staged.hasRemaining();
                staged.compact();
                if (stuck) {
                    interestIn(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                    return false;
                }
            }
        } catch (IOException | CancelledKeyException e) {
            broken = true;
            outgoing.clear();
        }
        outgoing.clear(); // What was posted since the channel broke has nowhere to go.
        allSent.signalAll();
        return true;
    }

    private void stage() {
        while (staged.hasRemaining()) {
            if (frameWriter.isIdle()) {
                Frame next = outgoing.poll();
                if (next == null) {
                    return;
                }
                if (next.type() == MessageFormat.LOG_EVENT) {
                    waitingLogBytes.addAndGet(-next.wireLength());
                }
                frameWriter.begin(next);
            }
            frameWriter.copyInto(staged);
        }
    }

    private void interestIn(int operations) {
        if (key.interestOps() != operations) {
            key.interestOps(operations);
            selector.wakeup();
        }
    }

    /**
     * Returns how long reception spins before it blocks, for whoever waits on the same event.
     *
     * @return nanoseconds
     */
    public static long spinNanos() {
        return SpinLimit.SPIN_NANOS;
    }
}
