package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.dispatch.Quarantine;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.Obituary;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a task whose worker was lost with it: back to the queue if it never began, another attempt if it may
 * have one, and otherwise a failure that says all that is known. Told by {@link Supervision}; keeps the {@link Quarantine}
 * informed.
 *
 * <p><b>Thread safety:</b> any thread; where it says so, with the {@link PoolLock} held.
 */
public final class Losses {

    private static final Logger log = LoggerFactory.getLogger(Losses.class);

    private final PoolContext pool;
    private final PoolLock lock;
    private final Dispatcher dispatcher;
    private final Quarantine quarantine;
    private final PoolShutdown shutdown;
    private final Events events;

    public Losses(
            PoolContext pool, Dispatcher dispatcher, Quarantine quarantine, PoolShutdown shutdown, Events events) {
        this.pool = pool;
        this.lock = pool.lock();
        this.dispatcher = dispatcher;
        this.quarantine = quarantine;
        this.shutdown = shutdown;
        this.events = events;
    }

    /** Under the lock: a task whose worker is gone is run again if it never began, or if it may be; otherwise it fails. */
    void onLost(PendingTask<?> task, WorkerHandle worker, Obituary obituary, List<Runnable> outcomes) {
        Sending sending = task.where().sending();
        // Taken back for good: should the process still live, because nobody may kill it, it will not begin this.
        boolean begun = sending == null
                || !(worker.link().scoreboard().revoke(sending.ticket())
                        || worker.link().scoreboard().hasNotBegun(sending.ticket()));
        if (begun && isTasksDoing(obituary.reason())) {
            count(task, worker.link().describe() + " " + obituary.words(), obituary.circumstances());
        }
        if (begun && task.chunk().isChunk() && sending != null) {
            task.chunk().noteBegun(worker.link().scoreboard().elementsBegun(sending.ticket()));
        }
        if (!begun && !task.hasOutcome()) {
            dispatcher.putBack(task);
        } else if (begun && tryAgain(task)) {
            dispatcher.putBack(task);
        } else {
            Supplier<Throwable> expiry = task.expiry().reason();
            int attempts = task.where().attempts();
            task.where().startedNanos();
            task.where().markEnded();
            outcomes.add(() -> task.finish(Outcome.failure(
                    expiry != null ? expiry.get() : verdict(task, crashed(task, worker, obituary, attempts)))));
        }
    }

    /** Under the lock: counts an attempt that was lost with its worker; says whether there is another one. */
    boolean tryAgain(PendingTask<?> task) {
        task.where().countAttempt();
        boolean again = !task.hasOutcome()
                && task.expiry().reason() == null
                && task.where().attempts() < task.options().maxAttempts()
                && !quarantine.holds(task);
        if (again) {
            task.chunk().beginNextAttempt();
            int next = task.where().attempts() + 1;
            pool.counters().countRetry();
            lock.afterwards(() -> {
                events.announceStart(task);
                events.publish(listener -> listener.taskRetried(task, next));
            });
        }
        return again;
    }

    /** Whether a worker that died so was killed by its task, and not by the pool. */
    private static boolean isTasksDoing(ExitReason reason) {
        return switch (reason) {
            case CRASHED, HUNG, OUT_OF_MEMORY, PROTOCOL_ERROR -> true;
            default -> false;
        };
    }

    /** Under the lock: a worker was lost with a task, which may be one too many for the key of the task. */
    void count(PendingTask<?> task, String words, Circumstances facts) {
        task.options().quarantineKey().ifPresent(key -> {
            if (quarantine.workerLost(key, words, facts)) {
                // When the other tasks of this worker are where they belong.
                lock.afterwards(this::refuseQuarantined);
                lock.afterwards(() -> log.warn("Process pool '{}': {}", pool.name(), quarantine.announcement(key)));
            }
        });
    }

    private void refuseQuarantined() {
        try (var held = lock.hold()) {
            dispatcher.refuseQuarantined();
            shutdown.finishIfDrained();
        }
    }

    /** What becomes of a task that was lost: where another attempt was due, but its key is quarantined, that is what it says. */
    Throwable verdict(PendingTask<?> task, WorkerCrashedException crash) {
        try (var held = lock.hold()) {
            boolean refused = task.where().attempts() < task.options().maxAttempts() && quarantine.holds(task);
            return refused ? quarantine.refusal(task, crash) : crash;
        }
    }

    private static WorkerCrashedException crashed(
            PendingTask<?> task, WorkerHandle worker, Obituary obituary, int attempts) {
        int allowed = task.options().maxAttempts();
        String attempt = allowed == 1 ? "" : "; this was attempt " + attempts + " of " + allowed;
        return new WorkerCrashedException(
                "Task '" + task.name() + "' was lost: " + worker.link().describe() + " " + obituary.words() + attempt,
                obituary.circumstances(),
                null);
    }

    /** A chunk that could not even be read counts as begun: each of its elements alone would cost a worker as well. */
    static void noteBegun(PendingTask<?> task, WorkerHandle worker, long ticket) {
        int begun = task.chunk().isChunk() ? worker.link().scoreboard().elementsBegun(ticket) : 0;
        if (begun > 0) {
            task.chunk().noteBegun(begun);
        }
    }
}
