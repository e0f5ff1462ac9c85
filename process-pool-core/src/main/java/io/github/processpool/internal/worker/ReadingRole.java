package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.message.MessageChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Says which thread of a worker reads what the parent sends. That is the {@link WorkerLoop}, except where tasks follow one another
 * quickly: there the {@link TaskRunner}, through its {@link TaskInbox}, reads the next one itself as soon as it has answered the one
 * before, and no other thread has to be woken for it. The loop looks from time to time whether it still does.
 *
 * <pre>{@code
 * LOOP     the loop reads, and sleeps until something comes; the only state of a worker that has nothing to do for long
 * NOBODY   the runner runs a task, or does something else
 * RUNNER   the runner looks whether something has come, and does not wait for it
 *
 *   .-------------------- giveBack | attend | summon -------.
 *   v                                                       |
 * LOOP ---- give ----> NOBODY ------ read: begins ------> RUNNER
 *   ^                    ^ '------ read: ends ---------------' |
 *   '------------------- read: fails --------------------------'
 * }</pre>
 *
 * <p>{@code giveBack} is the runner's, to which nothing has come for a moment; {@code attend} the loop's, which finds that the runner
 * has not looked for a moment: so what comes for a task that runs long, or without end, is heard. {@code summon} is for any thread that
 * waits for the parent before that. These three lead from NOBODY only, so a read is never cut short.
 *
 * <p><b>Thread safety:</b> the loop gives and attends, the runner reads and gives back, any thread summons. Each change is a
 * compare-and-set or made by the one who holds the role, so what was read by one thread is seen by the next.
 */
final class ReadingRole {

    /** How often the loop looks while it does not read. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** How many times the loop keeps the role once it had to come back to it: tasks are not that short. */
    private static final int KEEPS = 16;

    private enum Reader {
        LOOP,
        NOBODY,
        RUNNER
    }

    /** Where messages come from. */
    @FunctionalInterface
    interface Source {

        /** Takes the messages that have come; says whether there were any. */
        boolean read() throws IOException;
    }

    private final Source source;
    private final AtomicReference<Reader> reader = new AtomicReference<>(Reader.LOOP);
    /** Set by the loop before it gives the role for the first time. */
    private volatile @Nullable Thread loop;
    /** How often the runner has looked; written by the runner, compared by the loop. */
    private volatile long looks;
    /** Whether somebody has called the loop back; reset by the loop. */
    private volatile boolean summoned;
    /** Why the runner could not read; set once, by the runner. */
    private volatile @Nullable Throwable problem;

    // -- The loop's --
    private long looksBefore;
    private int keeps;

    /** The loop reads. */
    ReadingRole(Source source) {
        this.source = source;
    }

    // -- Called by the loop --

    /** Returns whether the loop has the role; for tests not private. */
    boolean isLoops() {
        return reader.get() == Reader.LOOP;
    }

    /**
     * Returns whether the loop is to read now. Throws what reading has thrown: the loop may find itself with the role before it has
     * attended again, and a message is lost then.
     */
    boolean isLoopToRead() throws IOException {
        boolean loops = isLoops();
        if (loops) {
            throwProblem();
        }
        return loops;
    }

    /** The loop has the role, and has brought a task: gives it up, unless it had to come back lately. */
    void give() {
        if (keeps > 0) {
            keeps--;
        } else {
            loop = Thread.currentThread();
            looksBefore = looks;
            reader.set(Reader.NOBODY);
        }
    }

    /** The loop does not have the role: waits for a moment, and takes it if nobody has looked meanwhile. Throws what reading has thrown. */
    void attend() throws IOException {
        LockSupport.parkNanos(this, LOOK_NANOS);
        look();
    }

    /** Without the wait, for tests not private. */
    void look() throws IOException {
        long now = looks;
        boolean missed = now == looksBefore && reader.compareAndSet(Reader.NOBODY, Reader.LOOP);
        looksBefore = now;
        if (missed || summoned) {
            summoned = false;
            keeps = KEEPS;
        }
        throwProblem();
    }

    private void throwProblem() throws IOException {
        Throwable thrown = problem;
        if (thrown instanceof IOException e) {
            throw e;
        } else if (thrown instanceof RuntimeException e) {
            throw e;
        } else if (thrown instanceof Error e) {
            throw e;
        }
    }

    // -- Called by the runner --

    /** Takes what has come, if it is up to the runner; says whether something has. What it fails with is the loop's to throw. */
    boolean read() {
        if (reader.get() != Reader.NOBODY || !reader.compareAndSet(Reader.NOBODY, Reader.RUNNER)) {
            return false;
        }
        Reader next = Reader.LOOP;
        try {
            boolean some = source.read();
            looks = looks + 1;
            next = Reader.NOBODY;
            return some;
        } catch (Throwable e) {
            problem = e;
            return false;
        } finally {
            reader.set(next);
            if (next == Reader.LOOP) {
                LockSupport.unpark(loop);
            }
        }
    }

    /** Nothing has come for a moment: the loop is to wait for it. */
    void giveBack() {
        if (isNobodys() && reader.compareAndSet(Reader.NOBODY, Reader.LOOP)) {
            LockSupport.unpark(loop);
        }
    }

    // -- Called by any thread --

    /** Somebody waits for what the parent sends, or takes, while a task runs. */
    void summon() {
        if (isNobodys() && reader.compareAndSet(Reader.NOBODY, Reader.LOOP)) {
            summoned = true;
            LockSupport.unpark(loop);
        }
    }

    /** Waits until all that was posted has left: where the parent has to make room, the loop is to hear of that. */
    void awaitSent(MessageChannel channel) {
        channel.flush();
        if (channel.isStuck()) {
            summon();
        }
        channel.awaitSent();
    }

    private boolean isNobodys() {
        return reader.get() == Reader.NOBODY;
    }
}
