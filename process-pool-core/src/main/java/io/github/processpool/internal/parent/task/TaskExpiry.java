package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of a task, and whether one of them ran out before its result was there. It measures nothing: its clocks are set and
 * stopped from outside.
 *
 * <pre>{@code
 * open -> expired     expire: what comes now is too late
 *   '---> arrived     arrive: the result is here and only waits for what the task has logged; no clock can run out now
 * }</pre>
 *
 * <p><b>Thread safety:</b> any thread; the first of the two counts.
 */
public final class TaskExpiry {

    private final PendingTask<?> task;
    /** Changed under this object's lock; volatile so that a task without clocks need not take it. */
    private volatile List<Future<?>> clocks = List.of();
    /** Set once. */
    private volatile @Nullable Supplier<Throwable> reason;
    /** Set once. */
    private volatile boolean arrived;
    /** What its worker did shortly before its time was up; null if nobody has asked, or there is no answer. */
    private volatile @Nullable String threadDump;
    /** Set once: all that has to follow when a clock has run out is under way. */
    private volatile boolean dealtWith;

    /** The sending whose time is watched; volatile for the mender. */
    private volatile @Nullable Sending watched;

    TaskExpiry(PendingTask<?> task) {
        this.task = task;
    }

    /** Stops a clock as soon as there is an outcome: until it runs out it would keep task and result from being collected. */
    public void stopAtEnd(Future<?> clock) {
        synchronized (this) {
            clocks = clocks.isEmpty() ? new ArrayList<>(3) : clocks;
            clocks.add(clock);
        }
        if (task.hasOutcome()) {
            stopClocks();
        }
    }

    /** No clock of it runs out any more, but one that is just doing so. */
    public void stopClocks() {
        List<Future<?>> running;
        if (clocks.isEmpty()) {
            return; // One that comes now finds the outcome set.
        }
        watched = null; // A future may be kept for long; the worker that it came from need not be.
        synchronized (this) {
            running = clocks;
            clocks = List.of();
        }
        for (Future<?> clock : running) {
            clock.cancel(false);
        }
    }

    /** A clock has run out; says whether this call was the first to know. */
    public synchronized boolean expire(Supplier<Throwable> why) {
        if (reason != null || arrived || task.hasOutcome()) {
            return false;
        }
        reason = why;
        return true;
    }

    /** The time of a sending is watched. */
    public void markWatched(Sending sending) {
        watched = sending;
        if (task.hasOutcome()) {
            watched = null;
        }
    }

    /** Returns whether no later sending than this one is watched. */
    public boolean isWatchedFor(Sending sending) {
        Sending last = watched;
        return last == null || last == sending;
    }

    /** Returns whether it may run without end, because an error has kept its clock from being set. */
    public boolean lacksClock() {
        Sending current = task.where().sending();
        return current != null && current != watched && task.options().timeout().isPresent() && !task.hasOutcome();
    }

    /** Returns whether a clock has run out, and an error has kept from happening what has to follow. */
    public boolean isHalfDone() {
        return reason != null && !dealtWith && !task.hasOutcome();
    }

    /** All that has to follow is under way. */
    public void markDealtWith() {
        dealtWith = true;
    }

    /** The result is here. Returns the reason why it is too late all the same if a clock ran out before; null if none did. */
    public synchronized @Nullable Supplier<Throwable> arrive() {
        arrived = reason == null;
        return reason;
    }

    /** The worker has been asked, because there will be no time for that when the time is up. */
    public void keepThreadDump(String dump) {
        threadDump = task.hasOutcome() ? null : dump;
    }

    /** Returns what its worker did shortly before its time was up; null if that is not known. */
    public @Nullable String threadDump() {
        return threadDump;
    }

    /** Returns whether the result came before a clock ran out. */
    public boolean hasArrived() {
        return arrived;
    }

    /** Returns the failure that the outcome must be if a clock has run out; null if none has. */
    public @Nullable Supplier<Throwable> reason() {
        return reason;
    }
}
