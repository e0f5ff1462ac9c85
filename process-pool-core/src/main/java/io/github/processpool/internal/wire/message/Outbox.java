package io.github.processpool.internal.wire.message;

import io.github.processpool.internal.system.Frames;
import io.github.processpool.internal.system.OwnedLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The sending half of a {@link MessageChannel}: takes messages from any thread, and writes their frames to an {@link Outlet} in the
 * order in which they came. It never waits for a slow peer: frames that the outlet does not take stay here, and the receiving thread
 * sends them on when there is room.
 *
 * <p>A thread that writes may lose its frames without any handler of ours being run, see {@link OwnedLock}. Nobody knows how much it
 * has written then: nothing more is sent, and {@link #isLost} says so.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class Outbox {

    private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();
    /** How many bytes of log events and of answers to calls wait in {@code frames}. */
    private final AtomicLong waitingBytes = new AtomicLong();

    private final LostWriter writer = new LostWriter();
    /** For tests not private. */
    final OwnedLock writeLock = new OwnedLock(writer, writer);

    private final Condition allSent = writeLock.newCondition();
    /** Guarded by writeLock. */
    private Outlet outlet;
    /** Guarded by writeLock. */
    private final FrameWriter frameWriter = new FrameWriter();
    /** Whether somebody is writing, or was and has not come to its end; guarded by writeLock. */
    private boolean unfinished;
    /** Set once, when a thread has got lost while it was writing, or the way out was spoilt; volatile for those who look. */
    private volatile boolean lost;
    /** Set once, when the peer is gone or the channel closed; volatile because every sender looks at it. */
    private volatile boolean broken;
    /** Whether frames wait for room; changed under the writeLock, volatile for the receiving thread. */
    private volatile boolean stuck;
    /** Whether something was begun to be sent, and has not left; changed under the writeLock, volatile for those who flush. */
    private volatile boolean pending;

    /** Asked and told by the lock. A class, because functions are classes as well, which each worker would have to make. */
    private final class LostWriter implements Predicate<Thread>, Consumer<Throwable> {

        @Override
        public boolean test(Thread thread) {
            return Frames.areGone(thread, Outbox.class);
        }

        @Override
        public void accept(Throwable problem) {
            loseIt();
        }
    }

    /** Sends through that. */
    Outbox(Outlet outlet) {
        this.outlet = outlet;
    }

    /** What was posted has left; from now on all goes another way. */
    void turnTo(Outlet other) throws IOException {
        writeLock.lock();
        try {
            if (!frames.isEmpty() || !frameWriter.isIdle() || !outlet.isEmpty()) {
                throw new ProtocolException("something waits to be sent the old way");
            }
            outlet = other;
        } finally {
            writeLock.unlock();
        }
    }

    /** Returns whether frames wait for room. */
    boolean isStuck() {
        return stuck;
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

    /** Sends frames, as many as there is room for. If another thread is sending already, that one sends these, too. */
    void flush() {
        while ((pending || !frames.isEmpty()) && writeLock.tryLock()) {
            boolean all;
            try {
                all = writeAll(true);
            } finally {
                writeLock.unlock();
            }
            if (!all) {
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
            while (!broken && !writeAll(true)) {
                allSent.awaitUninterruptibly();
            }
        } finally {
            writeLock.unlock();
        }
        flush(); // Another thread may have posted while this one had the lock.
    }

    /** The receiving thread: there may be room again. */
    void onRoom() {
        writeLock.lock();
        try {
            writeAll(false);
        } finally {
            writeLock.unlock();
        }
        flush();
    }

    /**
     * The receiving thread, which has nothing better to do: tries whether there is room by now, and returns whether something has left.
     */
    boolean sendOn() {
        boolean moved = false;
        if (writeLock.tryLock()) {
            try {
                long before = outlet.sentBytes();
                writeAll(false);
                moved = outlet.sentBytes() != before;
            } finally {
                writeLock.unlock();
            }
            if (!stuck) {
                flush();
            }
        }
        return moved;
    }

    /** From now on everything that is posted is dropped. */
    void breakOff() {
        broken = true;
    }

    /** Called from time to time: looks whether a thread that was writing has got lost, and then lets nobody wait for it any more. */
    void lookAtWriter() {
        writeLock.lookAtOwner();
        remind();
        if (lost) {
            close();
        }
    }

    /** An error may have kept somebody from being woken, here or on the other side. */
    private void remind() {
        flush();
        if (!broken && writeLock.tryLock()) {
            try {
                if (!broken) { // Memory that is shared is given back after that.
                    outlet.remind();
                }
            } catch (InternalError e) {
                loseIt();
            } finally {
                writeLock.unlock();
            }
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

    /** Returns whether nothing is left; otherwise the receiving thread goes on when there is room. */
    private boolean writeAll(boolean patient) {
        if (unfinished) {
            loseIt(); // Only in the middle of a write can anybody have left it so.
        }
        unfinished = true;
        try {
            return writeFrames(patient);
        } finally {
            unfinished = false;
        }
    }

    private boolean writeFrames(boolean patient) {
        try {
            while (!broken) {
                pending = true; // First: whatever fails on the way, what is begun is sent some time.
                stage(outlet.room());
                if (outlet.isEmpty() && frameWriter.isIdle() && frames.isEmpty()) {
                    stuck = false;
                    outlet.expectRoom(false);
                    pending = false;
                    allSent.signalAll();
                    return true;
                }
                if (!outlet.send(patient && !stuck) && !expectsRoom()) {
                    return false;
                }
            }
        } catch (ProtocolException | InternalError e) {
            loseIt(); // Memory that both share says what can't be, or has become shorter: the peer lives, and can't be
            // reached.
        } catch (IOException | CancelledKeyException e) {
            broken = true;
            frames.clear();
        }
        pending = false;
        frames.clear(); // Frames that were posted since the channel broke have nowhere to go.
        allSent.signalAll();
        return true;
    }

    /** The receiving thread goes on when there is room; returns true if there is some after all. */
    private boolean expectsRoom() throws IOException {
        stuck = true; // First: the receiving thread may be told as soon as it was said.
        return outlet.expectRoom(true);
    }

    /** A frame leaves the queue once it is begun: if there is no memory for that, it is the next one still. */
    private void stage(ByteBuffer room) {
        while (room.hasRemaining()) {
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
            frameWriter.copyInto(room);
        }
    }
}
