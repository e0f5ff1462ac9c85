package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.Recycling;
import io.github.processpool.internal.parent.crew.StartGuard;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.pool.FailedStarts;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.process.JvmRefusal;
import io.github.processpool.internal.parent.process.Obituary;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Breaks the pool when its workers can't be started, and mends it when one could: hears of good and bad starts and of early deaths
 * from the {@link Supervision}, and asks the {@link StartGuard} whether there is hope. All tasks that wait fail with a broken pool.
 *
 * <p>It starts no worker to try again; that is the {@link Patrol}.
 *
 * <p><b>Thread safety:</b> everything needs the {@link PoolLock}.
 */
public final class StartBreaker {

    private static final Logger log = PoolLoggers.of(StartBreaker.class);
    /** A worker that dies sooner than this after it was ready, without a task, is not replaced at once. */
    private static final long PROVEN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PoolContext pool;
    private final StartGuard guard;
    private final Crew crew;
    private final Dispatcher dispatcher;
    private final Recycling recycling;
    private final Events events;
    private final StartFailureLog words;

    /** Breaks and mends this pool. */
    public StartBreaker(
            PoolContext pool, StartGuard guard, Crew crew, Dispatcher dispatcher, Recycling recycling, Events events) {
        this.pool = pool;
        this.guard = guard;
        this.crew = crew;
        this.dispatcher = dispatcher;
        this.recycling = recycling;
        this.events = events;
        this.words = new StartFailureLog(pool.name(), events);
    }

    /** A worker is ready. */
    void onGoodStart() {
        guard.started();
        words.onGoodStart();
        if (pool.status().recover()) {
            events.aside(() -> log.info("Process pool '{}' can start workers again", pool.name()));
            pool.lock().lastly(() -> events.publish(listener -> listener.poolRecovered(pool.name())));
        }
    }

    /** A worker did not become ready, though it was wanted; it is no member of the crew any more. */
    void onBadStart(WorkerHandle worker, WorkerStartException failure) {
        long now = pool.now();
        guard.failed(worker.preparingSince(), now);
        boolean anyOfUse = crew.workers().stream().anyMatch(WorkerHandle::isOfUse);
        // With workers that live it was not always so.
        if (!anyOfUse && failure.getCause() instanceof JvmRefusal refusal && refusal.isLasting()) {
            guard.failedLastingly(now);
        }
        words.onBadStart(failure, now);
        if (!guard.isHopeless(now)) {
            return;
        }
        FailedStarts reason =
                new FailedStarts(failure, guard.failures(), guard.sinceFirstAttempt(now), guard.isLasting());
        if (anyOfUse) {
            recycling.giveUp(() -> pool.status().broken(reason));
            return;
        }
        if (pool.status().isRunning()) {
            breakPool(reason);
        }
        for (PendingTask<?> task : dispatcher.withdrawAll()) {
            PoolBrokenException own = pool.status().broken(reason);
            pool.lock().afterwards(() -> task.finish(Outcome.failure(own)));
        }
    }

    private void breakPool(FailedStarts failed) {
        pool.status().breakPool(failed);
        PoolBrokenException reason = pool.status().broken();
        events.aside(() -> log.error("{}", failed.brief(pool.name())));
        pool.lock().lastly(() -> events.publish(listener -> listener.poolBroken(pool.name(), reason)));
    }

    /** A worker that was ready is gone: those that can be started, but do not stay, are not to be started all the time. */
    void onDeath(WorkerHandle worker, Obituary obituary, boolean hadNoTask) {
        long now = pool.now();
        if (obituary.reason() == ExitReason.MEMORY_PRESSURE) {
            guard.diedEarly(now); // There is no memory: another one at once would only be the next to go.
        } else if (worker.lived(now) > PROVEN_NANOS) {
            guard.proven(worker.readyNanos());
        } else if (hadNoTask && !obituary.reason().isOrderly() && obituary.reason() != ExitReason.KILLED) {
            guard.diedEarly(now);
        }
    }
}
