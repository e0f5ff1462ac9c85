package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.Recycling;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.dispatch.TaskStopper;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.Round;
import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.PendingTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks after what no message tells: workers that are hung, idle for long or due to be replaced, a broken pool that may be tried
 * again, and tasks whose beginning is only on a scoreboard so far. Called by the {@link Timer}.
 *
 * <p><b>Thread safety:</b> the timer's thread only; takes the {@link PoolLock} itself.
 */
public final class Patrol {

    /** Ticks are never that far apart while this process runs. */
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** A worker that has something to begin is given at least so long. */
    private static final long SHORTEST_IDLING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final String LOST_PAGE = "has cut off the memory that it shares with its parent and was killed";

    private final PoolContext pool;
    private final Crew crew;
    private final Events events;
    /** Under the lock. */
    private final Round tidying;

    private final Round round;
    /** When the timer was here last. */
    private long lastTick;
    /** Until then missing heartbeats are our own fault. */
    private long lenientUntil;

    /** Looks after these, all of one pool. */
    public Patrol(
            PoolContext pool,
            Crew crew,
            Dispatcher dispatcher,
            Recycling recycling,
            PoolShutdown shutdown,
            Events events) {
        this.pool = pool;
        this.lastTick = pool.now();
        this.lenientUntil = lastTick;
        this.crew = crew;
        this.events = events;
        this.tidying = new Round(
                () -> crew.shrink(lastTick),
                () -> recycling.tick(lastTick),
                () -> dispatcher.rescueTheWaiting(lastTick),
                this::probe);
        this.round = new Round(this::tidyUp, shutdown::finishIfDrained, this::lookAfterWorkers, this::tellOfBegun);
    }

    /** Called from time to time. */
    public void tick() {
        forgiveOwnPause(pool.now());
        round.run();
    }

    /** If we were suspended ourselves, the workers were too: their clocks start anew. */
    private void forgiveOwnPause(long now) {
        if (now - lastTick > LONGEST_PAUSE_NANOS) {
            lenientUntil = now + pool.settings().clocks().heartbeat().toNanos();
        }
        lastTick = now;
    }

    private void tidyUp() {
        try (var held = pool.lock().hold()) {
            tidying.run();
        }
    }

    private void probe() {
        if (pool.status().isBroken()) {
            crew.probe();
        }
    }

    private void lookAfterWorkers() {
        List<WorkerHandle> workers;
        try (var held = pool.lock().hold()) {
            workers = List.copyOf(crew.workers());
        }
        Round.each(workers, this::lookAfter);
    }

    private void lookAfter(WorkerHandle worker) {
        boolean hung;
        boolean stuck;
        try (var held = pool.lock().hold()) {
            hung = isHung(worker, lastTick);
            stuck = isStuck(worker, lastTick);
        }
        if (hung) {
            worker.link().kill(ExitReason.HUNG);
        } else if (stuck) {
            worker.link().kill(ExitReason.HUNG, TaskStopper.IDLES);
        } else if (hasLostPage(worker)) {
            worker.link().kill(ExitReason.PROTOCOL_ERROR, LOST_PAGE);
        }
    }

    private void tellOfBegun() {
        if (events.isHeard()) {
            begunTasks().forEach(events::announceStart);
        }
    }

    private List<PendingTask<?>> begunTasks() {
        List<PendingTask<?>> begun = new ArrayList<>();
        try (var held = pool.lock().hold()) {
            for (WorkerHandle worker : crew.workers()) {
                worker.workload().sentTasks().stream()
                        .filter(task -> task.where().startedNanos() != 0)
                        .forEach(begun::add);
            }
        }
        return begun;
    }

    private static boolean hasLostPage(WorkerHandle worker) {
        WorkerProcess process = worker.link().process();
        return process != null && process.scoreboard().isLost();
    }

    private boolean isHung(WorkerHandle worker, long now) {
        long limit = pool.settings().clocks().heartbeat().toNanos();
        if (limit == 0 || worker.link().process() == null) {
            return false;
        }
        long silent = worker.pulse().silentNanos(now); // Looked at each time, so that it is known since when.
        if (worker.isStarting() || now < lenientUntil || worker.pulse().isExcused(now)) {
            return false;
        }
        return silent > limit;
    }

    /** Its loop shows signs of life, and yet it does not begin what it was sent. */
    private boolean isStuck(WorkerHandle worker, long now) {
        long limit = pool.settings().clocks().heartbeat().toNanos();
        long stuck = worker.pulse().stuckNanos(now);
        return limit != 0
                && stuck > Math.max(limit, SHORTEST_IDLING_NANOS)
                && now >= lenientUntil
                && !worker.pulse().isExcused(now);
    }
}
