package io.github.processpool.internal.wire.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.WritableByteChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sending half of a {@link MessageChannel}: takes messages from any thread, and writes their frames to the socket in the order
 * in which they came. It never waits for a slow peer: frames that the socket does not take stay here, and the key of the socket
 * lets the receiving thread send them on when there is room.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class Outbox {

    private static final int BUFFER_SIZE = 128 * 1024;

    private final WritableByteChannel socket;
    private final SelectionKey key;

    private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();
    /** How many bytes of log events and of answers to calls wait in {@code frames}. */
    private final AtomicLong waitingBytes = new AtomicLong();

    private final ReentrantLock writeLock = new ReentrantLock();
    private final Condition allSent = writeLock.newCondition();
    /** Bytes that the socket has not taken yet; guarded by writeLock. */
    private final ByteBuffer staged = ByteBuffer.allocateDirect(BUFFER_SIZE);
    /** Guarded by writeLock. */
    private final FrameWriter frameWriter = new FrameWriter();
    /** Set once, when the peer is gone or the channel closed; volatile because every sender looks at it. */
    private volatile boolean broken;

    /**
     * Sends through a socket.
     *
     * @param key of that socket, for reading; it is for writing, too, while frames wait
     */
    Outbox(WritableByteChannel socket, SelectionKey key) {
        this.socket = socket;
        this.key = key;
    }

    /** Queues a message, unless the peer is gone. */
    void post(Message message) {
        if (!broken) {
            Frame frame = MessageFormat.write(message);
            frames.add(frame);
            if (MessageFormat.isWithoutEnd(frame.type())) { // Only if it is there; it may have left already.
                waitingBytes.addAndGet(frame.wireLength());
            }
        }
    }

    long waitingBytes() {
        return waitingBytes.get();
    }

    /** Sends frames, as many as the socket takes. If another thread is sending already, that one sends these, too. */
    void flush() {
        while (!frames.isEmpty() && writeLock.tryLock()) {
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

    /** Waits until everything queued so far has left this process, whatever interrupts come; an interrupt is restored. */
    void awaitSent() {
        flush();
        writeLock.lock();
        try {
            while (!broken && !writeAll()) {
                allSent.awaitUninterruptibly();
            }
        } finally {
            writeLock.unlock();
        }
        flush(); // Another thread may have posted while this one had the lock.
    }

    /** The receiving thread: the socket has room again. */
    void onRoom() {
        writeLock.lock();
        try {
            writeAll();
        } finally {
            writeLock.unlock();
        }
        flush();
    }

    /** From now on everything that is posted is dropped. */
    void breakOff() {
        broken = true;
    }

    /** After the socket has been closed: nobody waits any more. */
    void close() {
        frames.clear();
        writeLock.lock();
        try {
            allSent.signalAll();
        } finally {
            writeLock.unlock();
        }
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
                if (!sendStaged()) {
                    interestIn(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                    return false;
                }
            }
        } catch (IOException | CancelledKeyException e) {
            broken = true;
            frames.clear();
        }
        frames.clear(); // Frames that were posted since the channel broke have nowhere to go.
        allSent.signalAll();
        return true;
    }

    /** Returns whether the socket has taken all. Whatever it throws, the next frame is put behind what it has not taken. */
    private boolean sendStaged() throws IOException {
        staged.flip();
        try {
            socket.write(staged);
            return !staged.hasRemaining();
        } finally {
            staged.compact();
        }
    }

    /** A frame leaves the queue once it is begun: if there is no memory for that, it is the next one still. */
    private void stage() {
        while (staged.hasRemaining()) {
            if (frameWriter.isIdle()) {
                Frame next = frames.peek();
                if (next == null) {
                    return;
                }
                frameWriter.begin(next);
                frames.poll();
                if (MessageFormat.isWithoutEnd(next.type())) {
                    waitingBytes.addAndGet(-next.wireLength());
                }
            }
            frameWriter.copyInto(staged);
        }
    }

    private void interestIn(int operations) {
        if (key.interestOps() != operations) {
            key.interestOps(operations);
            key.selector().wakeup();
        }
    }
}
