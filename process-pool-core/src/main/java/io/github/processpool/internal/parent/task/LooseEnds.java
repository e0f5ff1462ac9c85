package io.github.processpool.internal.parent.task;

import org.jspecify.annotations.Nullable;

/**
 * An {@link OutcomeFuture} that knows which of the steps have been done that follow its outcome: its clocks are stopped, the reading
 * of its answer is given up, the map that it is part of is told, and its work is dropped or stopped if it was ended from outside. An
 * error in this JVM, such as a full heap, may come between any two of them; then the {@code TaskMender} has them done again.
 *
 * <p>It does none of that itself; that is up to the {@link PendingTask}.
 *
 * <p><b>Thread safety:</b> any thread; each step may be done twice.
 */
abstract class LooseEnds<T extends @Nullable Object> extends OutcomeFuture<T> {

    /** The thing to be done with the work of a future that was ended from outside; volatile for the mender, null: nothing. */
    private volatile @Nullable Leave leave;
    /** Why its reader has given up without an outcome; volatile for the mender. */
    private volatile @Nullable Throwable unread;
    /** Whether the map that it is part of knows that it is done; volatile: an error may leave that to another thread. */
    private volatile boolean mapTold;
    /** Whether its callbacks run, have run, or wait for a thread, be it for long; volatile for the mender. */
    private volatile boolean handedOver;
    /** Whether a thread that waits is to see to its callbacks; volatile: changed by the one that ends it and by those that wait. */
    private volatile boolean leftToWaiter;
    /** Ends the reading of its answer; volatile: set by the worker's thread, run by the one that ends the future. */
    private volatile @Nullable ReadingClaim readingEnd;

    private enum Leave {
        DROP,
        STOP
    }

    // -- The steps --

    abstract void stopClocks();

    /** Returns whether it is part of a map, which has to know of its end. */
    abstract boolean isPartOfMap();

    /** The map that it is part of knows of its end now. */
    abstract void tellMap();

    /** Has its callbacks run, on another thread. */
    abstract void handOverToSettle();

    abstract TaskHost host();

    /** Has its work dropped, or stopped. */
    abstract void abandonWork(boolean interrupt);

    @Override
    void afterDone() {
        try {
            stopClocks();
        } finally {
            try {
                giveUpReading();
            } finally {
                tellAll();
            }
        }
    }

    private void tellAll() {
        try {
            if (lacksMap()) {
                tellMap();
                mapTold = true;
            }
        } finally {
            handOver();
        }
    }

    private boolean lacksMap() {
        return isPartOfMap() && !mapTold;
    }

    private void handOver() {
        if (handedOver) {
            return;
        }
        handedOver = true; // First: the other thread may fail before this one goes on.
        boolean taken = false;
        try {
            handOverToSettle();
            taken = true;
        } finally {
            if (!taken) {
                handedOver = false;
            }
        }
    }

    /**
     * Returns whether a thread that waits for it settles it, or one is just doing that. A thread that goes away meanwhile is still
     * counted, and finds what was left to it, or is not.
     */
    boolean isLeftToWaiter() {
        if (isSettling()) {
            return true;
        }
        leftToWaiter = true;
        if (!isCountedOn()) {
            leftToWaiter = false;
        }
        return leftToWaiter;
    }

    /** Its look at the end has completed the superclass, unless callbacks have come meanwhile: these are for another thread. */
    @Override
    void afterWait() {
        if (isDone() && isLeftOver()) {
            settleElsewhere();
        }
    }

    /** Returns whether it was left to a thread that waits, and that has not come to it yet. */
    private boolean isLeftOver() {
        return leftToWaiter && !isTold();
    }

    /** On a thread of the callbacks; twice does no harm. */
    private void settleElsewhere() {
        leftToWaiter = false;
        boolean taken = false;
        try {
            host().runCallback(this::settle);
            taken = true;
        } finally {
            if (!taken) {
                notSettled();
            }
        }
    }

    /** Completes the superclass, which runs the callbacks. */
    @Override
    public void settle() {
        try {
            super.settle();
        } catch (RuntimeException | Error e) {
            notSettled();
            throw e;
        }
    }

    /** Its callbacks have not run, and nobody is about to run them: there was no memory for that. */
    void notSettled() {
        handedOver = false;
    }

    @Override
    void endedFromOutside(boolean interrupt) {
        leave = interrupt ? Leave.STOP : Leave.DROP;
        abandonWork(interrupt);
        leave = null;
    }

    // -- The reading of its answer --

    /** The worker's thread: its answer is going to be read, which the action ends if the task gets another outcome. */
    void readUntil(ReadingClaim end) {
        readingEnd = end;
        if (hasOutcome()) {
            giveUpReading();
        }
    }

    private void giveUpReading() {
        ReadingClaim end = readingEnd;
        if (end != null) {
            end.giveUp(); // Twice does no harm, and not at all would.
            readingEnd = null; // It holds the answer, which a future would keep for as long as it is kept.
        }
    }

    /** Returns whether it is among the {@link Readings}, which end it whatever happens. */
    public boolean isBeingRead() {
        ReadingClaim claim = readingEnd;
        return claim != null && claim.isHeld();
    }

    /** Its reader can't end it, most likely for want of memory. Allocates nothing. */
    public void leaveUnread(Throwable problem) {
        unread = problem;
    }

    /** Returns why its reader has given up; null: it has not. */
    public @Nullable Throwable unread() {
        return unread;
    }

    // -- After an error --

    /** Returns whether a step that follows its outcome has not been done, or not yet. */
    public boolean isHalfEnded() {
        return leave != null || (hasOutcome() && (isUntold() || isLeftOver() || readingEnd != null));
    }

    private boolean isUntold() {
        return lacksMap() || (!handedOver && !isSettling());
    }

    /** Returns whether its callbacks were handed over to threads, and have not all run. */
    public boolean lacksCallbacks() {
        return hasOutcome() && handedOver && !isTold();
    }

    /** For long that has been so: has them handed over again, unless a thread is in them. {@link #endAgain} follows. */
    @Override
    public void takeFromSettler() {
        super.takeFromSettler();
        distrustWaiters();
        handedOver &= isSettling();
    }

    /** Returns whether its callbacks have run. */
    abstract boolean isTold();

    /** Does these steps again. */
    public void endAgain() {
        if (hasOutcome() && isUntold()) {
            showDone();
        } else if (hasOutcome()) {
            giveUpReading();
        }
        if (hasOutcome() && isLeftOver()) {
            settleElsewhere(); // A thread that waits may be held up for long, or have lost its frames.
        }
        if (leave != null) {
            endedFromOutside(leave == Leave.STOP);
        }
    }
}
