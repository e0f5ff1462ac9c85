package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ProcessPoolException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.parent.crew.StartGuard;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.dispatch.Quarantine;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.process.NamedWorker;
import io.github.processpool.internal.parent.process.Obituary;
import io.github.processpool.internal.parent.supervision.Death.Part;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Decides what becomes of a task whose worker was lost with it: back to the queue if it never began, another attempt if it may
 * have one, and otherwise a failure that says all that is known. A task that never began is suspect all the same if its worker
 * had begun nothing else: with the second worker that dies so, it fails, or later if the worker was killed from outside and the task
 * is small. A guest, the task of another member of a cluster, has the one attempt here, and its submitter judges by the same rules. Told by
 * {@link Supervision}, {@link TaskAnswers} and {@link MemberAnswers}; keeps the {@link Quarantine} and the {@link StartGuard} informed of
 * losses and of tasks that did no harm.
 *
 * <p><b>Thread safety:</b> everything needs the {@link PoolLock}, but {@link #verdict}, which takes it.
 */
public final class Losses {

    /** How many workers may die with a task that they have not begun. */
    static final int MOST_DEATHS = 2;
    /** How many may be killed from outside with a task that is too small to be the reason: somebody kills workers. */
    static final int MOST_KILLS = 10;

    private static final int SMALL_BYTES = 64 * 1024;

    private static final Logger log = PoolLoggers.of(Losses.class);

    private final PoolContext pool;
    private final PoolLock lock;
    private final Dispatcher dispatcher;
    private final Quarantine quarantine;
    private final StartGuard guard;
    private final PoolShutdown shutdown;
    private final Events events;

    /** Tells these, all of one pool. */
    public Losses(
            PoolContext pool,
            Dispatcher dispatcher,
            Quarantine quarantine,
            StartGuard guard,
            PoolShutdown shutdown,
            Events events) {
        this.pool = pool;
        this.lock = pool.lock();
        this.dispatcher = dispatcher;
        this.quarantine = quarantine;
        this.guard = guard;
        this.shutdown = shutdown;
        this.events = events;
    }

    // -- A worker is gone --

    /** A task whose worker is gone is run again if it never began, or if it may be; otherwise its failure is put off. */
    void onLost(PendingTask<?> task, WorkerHandle worker, Obituary obituary, List<Runnable> outcomes) {
        if (isElsewhere(task, worker)) {
            return; // An error has come between after it had been seen to, and all of it is done again.
        }
        Death death = Death.of(worker.link(), obituary);
        Supplier<Throwable> failure = failure(task, death, part(task, worker, death));
        if (failure == null) {
            dispatcher.putBack(task);
            return;
        }
        Supplier<Throwable> expiry = task.expiry().reason();
        task.where().startedNanos();
        Runnable outcome = () -> task.finish(
                task.guest() != null && expiry == null
                        ? Outcome.value(death.crash())
                        : Outcome.failure(expiry != null ? expiry.get() : failure.get()));
        outcomes.add(outcome);
        lock.afterwards(outcome); // Before it is marked: nobody else would end it.
        task.where().markEnded();
    }

    private static boolean isElsewhere(PendingTask<?> task, WorkerHandle worker) {
        Sending sending = task.where().sending();
        return sending == null || sending.worker() != worker.link();
    }

    /** A worker that had begun nothing may have died of what it had received. */
    private static Part part(PendingTask<?> task, WorkerHandle worker, Death death) {
        if (hasBegun(task, worker)) {
            return Part.BEGUN;
        } else if (!death.isTasksDoing() || worker.workload().hasBegunFirst()) {
            return Part.NONE;
        }
        return worker.workload().firstTask() == task ? Part.FIRST : Part.BEHIND;
    }

    /** Takes the task back for good if it has not begun: should the process still live, it will not begin this. */
    private static boolean hasBegun(PendingTask<?> task, WorkerHandle worker) {
        Sending sending = task.where().sending();
        if (sending == null) {
            return true;
        }
        Scoreboard board = worker.link().scoreboard();
        // Once it was seen to have begun, the page can't take that back.
        if (task.where().startedNanos() == 0
                && (board.revoke(sending.ticket()) || board.hasNotBegun(sending.ticket()))) {
            return false;
        }
        if (task.chunk().isChunk()) {
            task.chunk().noteBegun(board.chunk().elementsBegun(sending.ticket()));
        }
        return true;
    }

    /** A task's worker has died, here or on another member of a cluster; returns how the task fails, null: it is to be queued again. */
    @Nullable
    Supplier<Throwable> failure(PendingTask<?> task, Death death, Part part) {
        if (death.isTasksDoing() && (part == Part.BEGUN || part == Part.FIRST)) {
            count(task, death.story(), death.circumstances()); // One death is one loss, however many tasks were there.
        }
        if (part == Part.BEGUN) {
            boolean again = tryAgain(task, death.mayFollow());
            int attempts = task.where().attempts();
            return again ? null : () -> verdict(task, crashed(task, death, attempts));
        }
        List<String> deaths = part == Part.NONE ? List.of() : task.where().noteDeathBeforeBegin(death.story());
        boolean again = Homecoming.isWanted(task) && deaths.size() < mostDeaths(task, death, part);
        return again ? null : () -> neverBegun(task, deaths, death);
    }

    /** A task that may be attempted more often has as many chances before it has begun; a guest has them where it was submitted. */
    private static int mostDeaths(PendingTask<?> task, Death death, Part part) {
        if (task.guest() != null) {
            return part == Part.FIRST ? 1 : Integer.MAX_VALUE;
        }
        int most = death.isFromOutside() && task.record().bytes() < SMALL_BYTES ? MOST_KILLS : MOST_DEATHS;
        return Math.max(most, task.options().maxAttempts());
    }

    private WorkerCrashedException neverBegun(PendingTask<?> task, List<String> deaths, Death last) {
        return new WorkerCrashedException(
                "Task '" + task.name() + "' never began: " + String.join("; before that, ", deaths)
                        + ". Each had been sent this task of " + task.record().bytes()
                        + " bytes, and had begun nothing. If it is too large for them, give "
                        + OutcomeReader.wayOut(pool.settings()),
                last.circumstances(),
                null);
    }

    private static WorkerCrashedException crashed(PendingTask<?> task, Death death, int attempts) {
        int allowed = task.options().maxAttempts();
        String attempt = allowed == 1
                ? ""
                : "; this was attempt " + attempts + " of " + allowed
                        + (death.mayFollow() ? "" : ", and it is not run again");
        return new WorkerCrashedException(
                "Task '" + task.name() + "' was lost: " + death.story() + attempt, death.circumstances(), null);
    }

    // -- A worker lives, with or without heap --

    /** A task has ended and its worker lives: that speaks for the worker, and if it is well, for the task's key. */
    void survived(PendingTask<?> task, WorkerHandle worker, Fitness fitness) {
        guard.proven(worker.readyNanos());
        if (fitness == Fitness.FIT) {
            quarantine.survived(task);
        }
    }

    /** A worker has no heap left, and is lost by that though it still lives. */
    void countHeapExhausted(PendingTask<?> task, NamedWorker worker) {
        count(task, worker.describe() + " ran out of heap", OutcomeReader.heapExhausted(worker.pid()));
    }

    /** A chunk that could not even be read counts as begun: each of its elements alone would cost a worker as well. */
    static void noteBegun(PendingTask<?> task, WorkerHandle worker, long ticket) {
        int begun = task.chunk().isChunk() ? worker.link().scoreboard().chunk().elementsBegun(ticket) : 0;
        if (begun > 0) {
            task.chunk().noteBegun(begun);
        }
    }

    /** A task has ended on another member of a cluster, and its worker is well. */
    void survivedElsewhere(PendingTask<?> task) {
        quarantine.survived(task);
    }

    // -- Attempts and keys --

    /** Counts an attempt that was lost with its worker; says whether there is another one. */
    boolean tryAgain(PendingTask<?> task) {
        return tryAgain(task, true);
    }

    private boolean tryAgain(PendingTask<?> task, boolean mayFollow) {
        task.where().countAttempt();
        boolean again = mayFollow
                && Homecoming.isWanted(task)
                && task.where().attempts() < task.options().maxAttempts()
                && !quarantine.holds(task);
        if (again) {
            task.chunk().beginNextAttempt();
            int next = task.where().attempts() + 1;
            pool.counters().countRetry();
            lock.lastly(() -> {
                events.announceStart(task);
                events.publish(listener -> listener.taskRetried(task, next));
            });
        }
        return again;
    }

    /** A worker was lost with a task, which may be one too many for the key of the task. */
    private void count(PendingTask<?> task, String story, Circumstances facts) {
        task.options().quarantineKey().ifPresent(key -> {
            if (quarantine.workerLost(key, story, facts)) {
                // When the other tasks of this worker are where they belong.
                lock.afterwards(this::refuseQuarantined);
                String words = quarantine.announcement(key);
                events.aside(() -> log.warn("Process pool '{}': {}", pool.name(), words));
            }
        });
    }

    private void refuseQuarantined() {
        try (var held = lock.hold()) {
            dispatcher.refuseQuarantined();
            shutdown.finishIfDrained();
        }
    }

    /** Returns the failure of a lost task: another attempt may have been due, but its key is quarantined. */
    Throwable verdict(PendingTask<?> task, ProcessPoolException loss) {
        try (var held = lock.hold()) {
            boolean refused = task.where().attempts() < task.options().maxAttempts() && quarantine.holds(task);
            return refused
                    ? quarantine.refusal(task, loss instanceof WorkerCrashedException crash ? crash : null)
                    : loss;
        }
    }
}
