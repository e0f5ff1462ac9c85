package io.github.processpool.internal.parent;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolState;
import io.github.processpool.WorkerState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks after what no message tells: workers that are hung, idle for long or due to be replaced, a broken pool that may be tried
 * again, and tasks whose beginning is only on a scoreboard so far. Called by the {@link Timer}.
 *
 * <p><b>Thread safety:</b> the timer's thread only; takes the {@link PoolLock} itself.
 */
final class Patrol {

    private final PoolSettings.Clocks clocks;
    private final PoolLock lock;
    private final Crew crew;
    private final Dispatcher dispatcher;
    private final Admission admission;
    private final Renewal renewal;
    private final PoolShutdown shutdown;
    private final Events events;
    /** When the timer was here last. */
    private long lastTick = System.nanoTime();
    /** Until then missing heartbeats are our own fault. */
    private long lenientUntil = System.nanoTime();

    Patrol(
            PoolSettings.Clocks clocks,
            PoolLock lock,
            Crew crew,
            Dispatcher dispatcher,
            Admission admission,
            Renewal renewal,
            PoolShutdown shutdown,
            Events events) {
        this.clocks = clocks;
        this.lock = lock;
        this.crew = crew;
        this.dispatcher = dispatcher;
        this.admission = admission;
        this.renewal = renewal;
        this.shutdown = shutdown;
        this.events = events;
    }

    void tick() {
        long now = System.nanoTime();
        // If we were suspended ourselves, the workers were too: their clocks start anew.
        if (now - lastTick > TimeUnit.SECONDS.toNanos(3)) {
            lenientUntil = now + clocks.heartbeat().toNanos();
        }
        lastTick = now;
        List<WorkerHandle> hung = new ArrayList<>();
        List<PendingTask<?>> running = new ArrayList<>();
        lock.lock();
        try {
            crew.shrink(now);
            renewal.tick(now);
            dispatcher.rescueTheWaiting(now);
            if (admission.state() == PoolState.BROKEN) {
                crew.probe();
            }
            for (WorkerHandle worker : crew.workers()) {
                if (isHung(worker, now)) {
                    hung.add(worker);
                }
                if (events.isHeard()) {
                    worker.sentTasks().stream()
                            .filter(task -> task.startedNanos() != 0)
                            .forEach(running::add);
                }
            }
        } finally {
            lock.unlock();
        }
        shutdown.finishIfDrained();
        hung.forEach(worker -> worker.kill(ExitReason.HUNG));
        running.forEach(events::announceStart);
    }

    private boolean isHung(WorkerHandle worker, long now) {
        long limit = clocks.heartbeat().toNanos();
        WorkerProcess process = worker.process();
        if (limit == 0
                || process == null
                || worker.state() == WorkerState.STARTING
                || now < lenientUntil
                || worker.isExcused(now)) {
            return false;
        }
        long last = process.scoreboard().heartbeatNanos();
        return last != 0 && now - worker.toOurs(last) > limit;
    }
}
