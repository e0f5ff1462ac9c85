package io.github.processpool.internal.wire.message;

import io.github.processpool.internal.system.Frames;
import io.github.processpool.internal.system.OwnedLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.WritableByteChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/**
 * The sending half of a {@link MessageChannel}: takes messages from any thread, and writes their frames to the socket in the order
 * in which they came. It never waits for a slow peer: frames that the socket does not take stay here, and the key of the socket
 * lets the receiving thread send them on when there is room.
 *
 * <p>A thread that writes may lose its frames without any handler of ours being run, see {@link OwnedLock}. Nobody knows how much it
 * has written then: nothing more is sent, and {@link #isLost} says so.
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

    /** For tests not private. */
    final OwnedLock writeLock = new OwnedLock(thread -> Frames.areGone(thread, Outbox.class), problem -> loseIt());

    private final Condition allSent = writeLock.newCondition();
    /** Bytes that the socket has not taken yet; guarded by writeLock. */
    private final ByteBuffer staged = ByteBuffer.allocateDirect(BUFFER_SIZE);
    /** Guarded by writeLock. */
    private final FrameWriter frameWriter = new FrameWriter();
    /** How much the socket has taken; guarded by writeLock. */
    private long sentBytes;
    /** Whether somebody is writing, or was and has not come to its end; guarded by writeLock. */
    private boolean unfinished;
    /** Whether frames wait for room in the socket; volatile because the receiving thread looks at it. */
    private volatile boolean stuck;
    /** Set once, when a thread has got lost while it was writing; volatile for those who look. */
    private volatile boolean lost;
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

    /** Returns whether frames wait until the socket has room. */
    boolean isStuck() {
        return stuck;
    }

    /** The receiving thread, which has nothing better to do: tries whether the socket takes more, and returns whether it did. */
    boolean sendOn() {
        if (!writeLock.tryLock()) {
            return false;
        }
        try {
            long before = sentBytes;
            writeAll();
            return sentBytes != before;
        } finally {
            writeLock.unlock();
        }
    }

    /** From now on everything that is posted is dropped. */
    void breakOff() {
        broken = true;
    }

    /** Called from time to time: looks whether a thread that was writing has got lost, and then lets nobody wait for it any more. */
    void lookAtWriter() {
        writeLock.lookAtOwner();
        if (lost) {
            close();
        }
    }

    /** Returns whether a thread has got lost while it was writing, so that nothing can be sent any more. */
    boolean isLost() {
        return lost;
    }

    private void loseIt() {
        lost = true;
        broken = true;
    }

    /** After the socket has been closed, or without a hope to send anything: nobody waits any more. */
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
        if (unfinished) {
            loseIt(); // Only in the middle of a write can anybody have left it so.
        }
        unfinished = true;
        try {
            return writeFrames();
        } finally {
            unfinished = false;
        }
    }

    private boolean writeFrames() {
        try {
            while (!broken) {
                stage();
                if (staged.position() == 0) {
                    stuck = false;
                    interestIn(SelectionKey.OP_READ);
                    allSent.signalAll();
                    return true;
                }
                if (!sendStaged()) {
                    stuck = true;
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
            sentBytes += socket.write(staged);
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
