package io.github.processpool.internal.parent.supervision;

import io.github.processpool.PoolState;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolStatus;
import io.github.processpool.internal.parent.pool.Round;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.UnfinishedTasks;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds tasks that an error in this JVM, such as a full heap, has left between two places or halfway through their end: walks through
 * the {@link UnfinishedTasks}, some at each tick, and gives each that it finds there twice in a row a place or an outcome.
 *
 * <pre>{@code
 * NEW                                        dropped: its submitter was told that it was not taken
 * QUEUED, in no queue                        queued again
 * SENT, with no worker                       queued again if it has never begun, otherwise failed
 * AWAY, and no ledger knows of it            failed
 * READING, and its reader has given up       failed
 * READING for long, and nobody reads it      failed
 * ENDED, without an outcome                  failed
 * SENT, without the clock that it needs      watched
 * an outcome, of which some do not know      they are told
 * an outcome, and left to one that waits     its callbacks are run by another thread
 * an outcome for long, and no callbacks      they are run, unless a thread is in them
 * }</pre>
 *
 * <p>It runs nothing of the user's, and starts no worker.
 *
 * <p><b>Thread safety:</b> the timer's thread only; takes the {@link PoolLock} itself.
 */
final class TaskMender {

    private static final int SLICE = 256;
    private static final int SLICES = 16;

    private final PoolLock lock;
    private final PoolStatus status;
    private final Crew crew;
    private final Dispatcher dispatcher;
    private final UnfinishedTasks unfinished;

    private final @Nullable PendingTask<?>[] slice = new PendingTask<?>[SLICE];
    /** Those of this round; a task may be on its way from one place to the next just now. */
    private Set<PendingTask<?>> suspects = new HashSet<>();
    /** Those of the round before. */
    private Set<PendingTask<?>> before = new HashSet<>();

    /** Answered, and with nobody known; most of these are on their way. */
    private final Lingering unclaimed;
    /** Whether callbacks wait for threads: their tasks are in good hands. */
    private final BooleanSupplier areCallbacksBehind;

    TaskMender(
            PoolContext pool,
            Crew crew,
            Dispatcher dispatcher,
            UnfinishedTasks unfinished,
            BooleanSupplier areCallbacksBehind) {
        this.lock = pool.lock();
        this.status = pool.status();
        this.crew = crew;
        this.dispatcher = dispatcher;
        this.unfinished = unfinished;
        this.areCallbacksBehind = areCallbacksBehind;
        this.unclaimed = new Lingering(pool.timer());
    }

    /** Looks at some, to the end of a round at most; returns whether it has come there. */
    boolean tick() {
        for (int i = 0; i < SLICES; i++) {
            int count = unfinished.next(slice);
            if (count == 0) {
                endRound();
                return true;
            }
            look(count);
        }
        return false;
    }

    /** Returns whether the last round has found any. */
    boolean hasSuspects() {
        return !before.isEmpty();
    }

    private void endRound() {
        Set<PendingTask<?>> old = before;
        old.clear();
        before = suspects;
        suspects = old;
        unclaimed.endRound();
    }

    /** None that it fails with keeps it from the next one. */
    private void look(int count) {
        Throwable problem = null;
        try (var held = lock.hold()) {
            for (int i = 0; i < count; i++) {
                PendingTask<?> task = slice[i];
                slice[i] = null;
                try {
                    if (task != null) {
                        look(task);
                    }
                } catch (RuntimeException | Error e) {
                    problem = e;
                }
            }
        }
        Round.throwIfAny(problem);
    }

    private void look(PendingTask<?> task) {
        if (isAstray(task)) {
            suspect(task);
        } else if (isUnclaimed(task) && unclaimed.isTooLong(task)) {
            fail(task);
        } else if (task.lacksCallbacks() && !areCallbacksBehind.getAsBoolean() && unclaimed.isTooLong(task)) {
            task.takeFromSettler();
            lock.afterwards(task::endAgain);
        }
    }

    private void suspect(PendingTask<?> task) {
        if (!before.contains(task)) {
            suspects.add(task);
            return;
        }
        if (isLost(task)) {
            giveAPlace(task);
        } else if (task.lacksClock()) {
            dispatcher.watchAgain(task);
        }
        if (task.isHalfEnded()) {
            lock.afterwards(task::endAgain);
        }
    }

    // -- What is wrong --

    private boolean isAstray(PendingTask<?> task) {
        return isLost(task) || task.isHalfEnded() || task.lacksClock();
    }

    private boolean isLost(PendingTask<?> task) {
        return switch (task.where().place()) {
            case NEW -> true;
            case QUEUED -> dispatcher.hasLost(task);
            case SENT -> !isWithWorker(task);
            case AWAY -> dispatcher.hasLostAway(task);
            case READING -> task.unread() != null;
            case ENDED -> !task.hasOutcome();
        };
    }

    /** Frames of its thread may have been popped before it was handed over, or after it was read: no handler has run then. */
    private static boolean isUnclaimed(PendingTask<?> task) {
        return task.where().place() == Place.READING && !task.hasOutcome() && !task.isBeingRead();
    }

    private boolean isWithWorker(PendingTask<?> task) {
        Sending sending = task.where().sending();
        WorkerHandle worker = sending == null ? null : crew.find(sending.worker());
        return sending != null && worker != null && worker.workload().taskOf(sending.ticket()) == task;
    }

    // -- What is done --

    private void giveAPlace(PendingTask<?> task) {
        if (status.state() == PoolState.TERMINATED) {
            fail(task); // Nobody would run it.
            return;
        }
        switch (task.where().place()) {
            case QUEUED -> dispatcher.putBack(task);
            case SENT -> {
                if (!task.hasOutcome() && hasNeverBegun(task)) {
                    dispatcher.putBack(task);
                } else {
                    fail(task);
                }
            }
            default -> fail(task);
        }
    }

    private static boolean hasNeverBegun(PendingTask<?> task) {
        Sending sending = task.where().sending();
        return sending == null
                || sending.worker().scoreboard().revoke(sending.ticket())
                || sending.worker().scoreboard().hasNotBegun(sending.ticket());
    }

    private void fail(PendingTask<?> task) {
        Outcome outcome = Outcome.failure(failure(task));
        lock.afterwards(() -> {
            task.finish(outcome);
            task.where().markEnded();
        });
    }

    private static Throwable failure(PendingTask<?> task) {
        Throwable unread = task.unread();
        if (unread != null) {
            return new ResultSerializationException(
                    "The answer of task '" + task.name() + "' could not be read, because this JVM ran short: " + unread
                            + ". Give it more heap, or return less",
                    unread);
        }
        return new WorkerCrashedException(
                "Task '" + task.name()
                        + "' was lost: an error in this JVM, most likely a full heap or a stack that overflowed, came"
                        + " between its worker and its future",
                new Circumstances(-1, OptionalInt.empty(), Optional.empty(), false, List.of(), Optional.empty()),
                null);
    }
}
