package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerExit;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.life.WorkerEvents;
import io.github.processpool.internal.parent.life.WorkerLife;
import io.github.processpool.internal.parent.pool.FailedStarts;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.process.Obituary;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.PendingTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Hears of the turns in the lives of workers from their {@link WorkerLife}s, and sees to it that the tasks of those that are gone
 * get their outcomes or go back to the queue, that the crew is filled up again, and that all of it is counted and told.
 *
 * <p>Ends of tasks that their workers report are not its business; that is {@link TaskAnswers}.
 *
 * <p><b>Thread safety:</b> called by the threads of all workers; takes the {@link PoolLock} itself.
 */
public final class Supervision implements WorkerEvents {

    private static final Logger log = PoolLoggers.of(Supervision.class);

    private final PoolContext pool;
    private final PoolLock lock;
    private final CrewChanges changes;
    private final StartBreaker breaker;
    private final Losses losses;
    private final PoolShutdown shutdown;
    private final Events events;

    /** Tells these, all of one pool. */
    public Supervision(
            PoolContext pool,
            CrewChanges changes,
            StartBreaker breaker,
            Losses losses,
            PoolShutdown shutdown,
            Events events) {
        this.pool = pool;
        this.lock = pool.lock();
        this.changes = changes;
        this.breaker = breaker;
        this.losses = losses;
        this.shutdown = shutdown;
        this.events = events;
    }

    // -- It waits for its turn --

    @Override
    public void onTurnAwaited(WorkerHandle worker) {
        try (var held = lock.hold()) {
            worker.markWaiting();
        }
    }

    @Override
    public boolean onTurn(WorkerHandle worker) {
        try (var held = lock.hold()) {
            return changes.onTurn(worker);
        }
    }

    @Override
    public void onGivenUp(WorkerHandle worker) {
        try (var held = lock.hold()) {
            changes.onGone(worker);
            changes.fillUp();
        }
        shutdown.finishIfDrained();
    }

    // -- It is ready --

    @Override
    public void onReady(WorkerHandle worker) {
        becameReady(worker);
    }

    @Override
    public void onWarm(WorkerHandle worker) {
        becameReady(worker);
    }

    private void becameReady(WorkerHandle worker) {
        long now = pool.now();
        WorkerSnapshot snapshot;
        boolean ready;
        boolean news;
        try (var held = lock.hold()) {
            ready = changes.onReady(worker, now);
            snapshot = worker.snapshot(pool.now(), WorkerHandle.UNKNOWN);
            news = ready && worker.announce();
            if (news) {
                pool.counters().countStart();
            }
            if (ready) {
                breaker.onGoodStart();
            }
            changes.welcome();
            shutdown.finishIfDrained();
        }
        if (news) {
            long startNanos = now - worker.startedNanos();
            if (log.isDebugEnabled()) {
                String who = worker.link().describe();
                long millis = TimeUnit.NANOSECONDS.toMillis(startNanos);
                events.aside(() -> log.debug("{} of pool '{}' is ready after {} ms", who, pool.name(), millis));
            }
            events.announceStart(snapshot, startNanos);
        }
        long warmUpNanos = worker.warmUp().nanos();
        if (ready && warmUpNanos > 0) {
            events.publish(listener -> listener.workerWarmedUp(snapshot, warmUpNanos));
        }
    }

    // -- It did not become ready --

    @Override
    public void onStartFailed(WorkerHandle worker, WorkerStartException failure) {
        ExitReason recorded = worker.link().exitReason();
        ExitReason reason = recorded == null ? ExitReason.START_FAILED : recorded;
        boolean wanted = reason == ExitReason.START_FAILED;
        String words = worker.link().endWords();
        // Without the command, which has the system properties of this JVM in it: they may be secret.
        String description = words == null ? FailedStarts.withoutCommand(failure) : words;
        WorkerSnapshot snapshot;
        try (var held = lock.hold()) {
            snapshot = worker.snapshot(pool.now(), WorkerHandle.UNKNOWN);
            WorkerSnapshot last = snapshot;
            // Before anybody can hear that it is gone.
            worker.link().countEnd(() -> countExit(last, reason, description));
            changes.onGone(worker);
            if (wanted) {
                breaker.onBadStart(worker, failure);
            }
            changes.fillUp();
        }
        if (words != null) {
            String who = worker.link().describe();
            events.aside(() -> log.warn("{} of pool '{}' {} before it was ready", who, pool.name(), words));
        }
        shutdown.finishIfDrained();
        events.announceEnd(snapshot, reason, description);
    }

    // -- It is gone; called again by its thread should an error come between --

    @Override
    public void onEnded(WorkerHandle worker, Obituary obituary) {
        List<Runnable> outcomes = new ArrayList<>();
        WorkerSnapshot snapshot;
        try (var held = lock.hold()) {
            snapshot = worker.snapshot(pool.now(), WorkerHandle.UNKNOWN);
            WorkerSnapshot last = snapshot;
            // Before anybody can hear that it is gone.
            worker.link().countEnd(() -> countExit(last, obituary.reason(), obituary.words()));
            for (PendingTask<?> task : worker.workload().sentTasks()) {
                losses.onLost(task, worker, obituary, outcomes);
            }
            changes.onGone(worker);
            breaker.onDeath(worker, obituary, snapshot.tasksCompleted() == 0 && outcomes.isEmpty());
            changes.fillUp();
        }
        String who = worker.link().describe();
        events.aside(() -> report(who, obituary));
        shutdown.finishIfDrained(); // After the outcomes: when the pool is said to be over, every future is.
        events.announceEnd(snapshot, obituary.reason(), obituary.words());
    }

    private void countExit(WorkerSnapshot worker, ExitReason reason, String description) {
        pool.counters()
                .exits()
                .count(new WorkerExit(
                        worker.pid(),
                        worker.slot(),
                        reason,
                        description,
                        worker.startedAt(),
                        Instant.now(),
                        worker.tasksCompleted()));
    }

    private void report(String who, Obituary obituary) {
        if (obituary.reason().isOrderly()) {
            log.debug("{} of pool '{}' {}", who, pool.name(), obituary.words());
        } else {
            log.warn("{} of pool '{}' {}", who, pool.name(), obituary.words());
        }
    }
}
