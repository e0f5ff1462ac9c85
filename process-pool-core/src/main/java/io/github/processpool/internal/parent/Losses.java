package io.github.processpool.internal.parent;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerCrashedException.Circumstances;
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
final class Losses {

    private static final Logger log = LoggerFactory.getLogger(Losses.class);

    private final PoolSettings settings;
    private final PoolLock lock;
    private final Dispatcher dispatcher;
    private final Quarantine quarantine;
    private final PoolShutdown shutdown;
    private final Counters counters;
    private final Events events;

    Losses(
            PoolSettings settings,
            PoolLock lock,
            Dispatcher dispatcher,
            Quarantine quarantine,
            PoolShutdown shutdown,
            Counters counters,
            Events events) {
        this.settings = settings;
        this.lock = lock;
        this.dispatcher = dispatcher;
        this.quarantine = quarantine;
        this.shutdown = shutdown;
        this.counters = counters;
        this.events = events;
    }

    /** Under the lock: a task whose worker is gone is run again if it never began, or if it may be; otherwise it fails. */
    void onLost(PendingTask<?> task, WorkerHandle worker, Obituary obituary, List<Runnable> outcomes) {
        PendingTask.Sending sending = task.sending();
        // Taken back for good: should the process still live, because nobody may kill it, it will not begin this.
        boolean begun = sending == null
                || !(worker.scoreboard().revoke(sending.ticket())
                        || worker.scoreboard().hasNotBegun(sending.ticket()));
        if (begun && isTasksDoing(obituary.reason())) {
            count(task, worker.describe() + " " + obituary.words(), obituary.circumstances());
        }
        if (begun && task.isChunk() && sending != null) {
            task.noteBegun(worker.scoreboard().elementsBegun(sending.ticket()));
        }
        if (!begun && !task.hasOutcome()) {
            dispatcher.putBack(task);
        } else if (begun && tryAgain(task)) {
            dispatcher.putBack(task);
        } else {
            Supplier<Throwable> expiry = task.expiry();
            int attempts = task.attempts();
            task.startedNanos();
            task.markGone();
            outcomes.add(() -> task.finish(Outcome.failure(
                    expiry != null ? expiry.get() : verdict(task, crashed(task, worker, obituary, attempts)))));
        }
    }

    /** Under the lock: counts an attempt that was lost with its worker; says whether there is another one. */
    boolean tryAgain(PendingTask<?> task) {
        task.countAttempt();
        boolean again = !task.hasOutcome()
                && task.expiry() == null
                && task.attempts() < task.options().maxAttempts()
                && !quarantine.holds(task);
        if (again) {
            task.beginNextAttempt();
            int next = task.attempts() + 1;
            counters.countRetry();
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
                lock.afterwards(() -> log.warn("Process pool '{}': {}", settings.name(), quarantine.announcement(key)));
            }
        });
    }

    private void refuseQuarantined() {
        lock.lock();
        try {
            dispatcher.refuseQuarantined();
            shutdown.finishIfDrained();
        } finally {
            lock.unlock();
        }
    }

    /** What becomes of a task that was lost: where another attempt was due, but its key is quarantined, that is what it says. */
    Throwable verdict(PendingTask<?> task, WorkerCrashedException crash) {
        lock.lock();
        try {
            boolean refused = task.attempts() < task.options().maxAttempts() && quarantine.holds(task);
            return refused ? quarantine.refusal(task, crash) : crash;
        } finally {
            lock.unlock();
        }
    }

    private static WorkerCrashedException crashed(
            PendingTask<?> task, WorkerHandle worker, Obituary obituary, int attempts) {
        int allowed = task.options().maxAttempts();
        String attempt = allowed == 1 ? "" : "; this was attempt " + attempts + " of " + allowed;
        return new WorkerCrashedException(
                "Task '" + task.name() + "' was lost: " + worker.describe() + " " + obituary.words() + attempt,
                obituary.circumstances(),
                null);
    }

    /** A chunk that could not even be read counts as begun: each of its elements alone would cost a worker as well. */
    static void noteBegun(PendingTask<?> task, WorkerHandle worker, long ticket) {
        int begun = task.isChunk() ? worker.scoreboard().elementsBegun(ticket) : 0;
        if (begun > 0) {
            task.noteBegun(begun);
        }
    }
}
