package io.github.processpool.internal.parent.task;

import io.github.processpool.ResultSerializationException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One answer of a worker whose reading runs code of the user, and so may take for ever: comes from the {@code Delivery}, waits for a
 * thread of the {@link Readings}, and hands what was read back to the {@code Delivery}. Owner of its task from {@code READING} to
 * {@code ENDED}.
 *
 * <pre>{@code
 * WAITING ----> READ -----------> OVER         begin, end: what was read is the outcome
 *    |            '--> GIVEN_UP --> OVER       giveUp: the future has ended otherwise, but a thread is still in it
 *    '--------------------------> OVER         giveUp, refuse: it is never read
 *                       READ <--- OVER         keep: what was read could not be delivered, and is an orphan that is found again
 *                       READ ---> OVER         endIfOrphaned: its thread got lost
 * }</pre>
 *
 * <p><b>Thread safety:</b> moved by the {@link Readings} under their lock, so that a thread which ends it and one which gives it up
 * meet in its state; code of the user runs without it.
 */
public final class Reading {

    private enum State {
        WAITING,
        READ,
        GIVEN_UP,
        OVER
    }

    private final PendingTask<?> task;
    private final int bytes;
    private final Supplier<Outcome> source;
    private final Consumer<Outcome> receiver;
    private final Runnable onLeft;

    // -- Guarded by the lock of the Readings --
    private State state = State.WAITING;
    /** The one that is in it. */
    private @Nullable Thread thread;
    /** The one that has begun it, which ends its future. */
    private @Nullable Thread reader;

    private long sinceNanos;
    /** What was read, if its future could not be ended with it so far. */
    private @Nullable Outcome undelivered;
    /** Whether its thread, which is stuck or slow in it, has been replaced. */
    boolean replaced;

    @Nullable
    ReadingLine line;

    @Nullable
    Reading before;

    @Nullable
    Reading after;

    /** Whether its answer need not be kept any more; used by whoever ends it. */
    private boolean left;

    /**
     * An answer that nobody reads yet.
     *
     * @param bytes how long it is
     * @param reader runs code of the user
     * @param receiver ends the future; not called if that has ended otherwise
     * @param onLeft called once, when the answer need not be kept any more, be it read or given up
     */
    public Reading(
            PendingTask<?> task, int bytes, Supplier<Outcome> reader, Consumer<Outcome> receiver, Runnable onLeft) {
        this.task = task;
        this.bytes = bytes;
        this.source = reader;
        this.receiver = receiver;
        this.onLeft = onLeft;
    }

    PendingTask<?> task() {
        return task;
    }

    int bytes() {
        return bytes;
    }

    // -- Moves; under the lock, each says whether it was one --

    /** The current thread is going to read it. */
    boolean begin(long nowNanos) {
        if (state != State.WAITING) {
            return false;
        }
        state = State.READ;
        sinceNanos = nowNanos;
        reader = Thread.currentThread();
        thread = reader;
        return true;
    }

    /** The current thread has read it; false if it was given up. No interrupt that it has made itself reaches the next one. */
    boolean end() {
        boolean wanted = state == State.READ;
        state = State.OVER;
        thread = null;
        Thread.interrupted();
        return wanted;
    }

    /** Its future has ended otherwise, and a thread is in it, which is to be interrupted and left to itself. */
    boolean giveUp() {
        if (state != State.READ || thread == null) {
            return false;
        }
        state = State.GIVEN_UP;
        return true;
    }

    /** It has waited for a thread, and will not be read. */
    boolean refuse() {
        boolean waited = state == State.WAITING;
        state = waited ? State.OVER : state;
        return waited;
    }

    /** What was read could not be delivered, and is to be once more. */
    void keep(Outcome outcome) {
        state = State.READ;
        reader = null;
        undelivered = outcome;
    }

    /** The future could not be ended, or its thread got lost in it, which the caller says; either may be without any handler. */
    boolean endIfOrphaned(boolean left) {
        boolean orphaned = left && (state == State.READ || state == State.OVER);
        state = orphaned ? State.OVER : state;
        return orphaned;
    }

    // -- Steps; without the lock --

    /** Runs code of the user. */
    Outcome read() {
        try {
            return source.get();
        } catch (Throwable e) {
            return failure(e);
        }
    }

    private static Outcome failure(Throwable problem) {
        try {
            return Outcome.failure(problem);
        } catch (Throwable e) {
            return Readings.NO_ROOM;
        }
    }

    /** It is over: its future ends. */
    void deliver(Outcome outcome) {
        try {
            letGo();
        } finally {
            receiver.accept(outcome);
        }
    }

    private void letGo() {
        if (!left) {
            left = true;
            onLeft.run();
        }
    }

    /** It is given up, or not even begun: its future has ended. */
    void leave() {
        try {
            letGo();
        } finally {
            task.where().markEnded();
        }
    }

    /** Returns what was read before its thread died, or that nothing was. */
    Outcome salvage() {
        Outcome outcome = undelivered;
        return outcome == null
                ? unreadable("the thread that read it got lost, most likely when the heap of this JVM was full")
                : outcome;
    }

    /** Returns the outcome of one that can't be read. */
    Outcome unreadable(String why) {
        try {
            return Outcome.failure(new ResultSerializationException(
                    "The result of " + task.describe() + " can't be read: " + why, null));
        } catch (Throwable e) {
            return Readings.NO_ROOM;
        }
    }

    // -- Looks; under the lock --

    /** Returns for how long a thread has been in it; 0 if none has begun. */
    long nanosSoFar(long nowNanos) {
        return state == State.WAITING ? 0 : nowNanos - sinceNanos;
    }

    /** Returns the one that is in it; null if there is none. */
    @Nullable
    Thread thread() {
        return thread;
    }

    /** Returns the one that has begun it; null: none has, or what it has read waits to be delivered. */
    @Nullable
    Thread reader() {
        return reader;
    }

    /** Returns whether nobody has begun it. */
    boolean isUnbegun() {
        return state == State.WAITING;
    }

    /** Returns words for people. */
    String describe(long nowNanos) {
        return task.describe() + " for " + nanosSoFar(nowNanos) / 1_000_000_000L + " s";
    }
}
