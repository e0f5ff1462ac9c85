package io.github.processpool.internal.parent.memory;

import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.Recycling;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.system.ResidentMemory;
import io.github.processpool.internal.wire.message.Message.Collect;
import io.github.processpool.internal.wire.page.Vitals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Weighs the workers of a pool from time to time and tells the {@link Recycling} which of them are too large: resident memory, with
 * the heap counted at what is live in it.
 *
 * <p>Only a collection can tell how much is live, and that costs. It is asked for when nothing cheaper decides:
 *
 * <pre>{@code
 * resident                   <= limit   small enough: garbage only makes this figure larger
 * resident - committed heap  >  limit   too large, whatever is in the heap
 * otherwise                             the worker collects, between two tasks, and tells what is left
 * }</pre>
 *
 * <p>A worker that turns out to be full of garbage is asked again after a pause that doubles each time, or when its memory outside
 * the heap has grown so much that what was live then would be too much now.
 *
 * <p>A worker that has never been small enough is not replaced before it has had a task: another one would be no smaller.
 *
 * <p>It looks at no message and on no task's path; it does not replace anybody itself.
 *
 * <p><b>Thread safety:</b> used by the timer's thread only; takes the {@link PoolLock} to look at the crew.
 */
public final class MemoryLimit {

    private static final Logger log = PoolLoggers.of(MemoryLimit.class);
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** How long an asked worker may take before it is asked again: it may run a long task. */
    private static final long ANSWER_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final PoolContext pool;
    private final Crew crew;
    private final Recycling recycling;
    private final long limit;
    private final Map<WorkerHandle, Weighing> weighings = new HashMap<>();
    private long lastLook;
    private boolean warned;

    /** The notes on one worker. */
    private static final class Weighing {
        /** How many collections it had made when it was asked for one; -1: it was not asked. */
        private long asked = -1;

        private long askedNanos;
        private long pauseNanos = FIRST_PAUSE_NANOS;
        private long notBefore;
        private long resident;
        private long beat;
        /** Whether it was small enough at any time. */
        private boolean fitted;

        Weighing(long now) {
            notBefore = now;
        }
    }

    /** Looks at this crew and tells the recycling of it. */
    public MemoryLimit(PoolContext pool, Crew crew, Recycling recycling) {
        this.pool = pool;
        this.crew = crew;
        this.recycling = recycling;
        this.limit = pool.settings().launch().isInProcess()
                ? Long.MAX_VALUE // The memory of this JVM is nobody's own.
                : pool.settings().sizing().maxWorkerMemory();
        this.lastLook = pool.now() - INTERVAL_NANOS;
    }

    /** Called by the timer. */
    public void tick() {
        long now = pool.now();
        if (limit == Long.MAX_VALUE || now - lastLook < INTERVAL_NANOS) {
            return;
        }
        lastLook = now;
        List<WorkerHandle> workers = candidates(now);
        weighings.keySet().retainAll(workers);
        for (WorkerHandle worker : workers) {
            Weighing weighing = weighings.computeIfAbsent(worker, unknown -> new Weighing(now));
            if (isTooLarge(worker, weighing, now)) {
                replace(worker, weighing.fitted);
            }
        }
    }

    private List<WorkerHandle> candidates(long now) {
        try (var held = pool.lock().hold()) {
            return crew.workers().stream()
                    .filter(worker -> !worker.isStarting()
                            && worker.state() != WorkerState.RETIRING
                            && worker.due() == null
                            && worker.lived(now) >= Recycling.SHORTEST_LIFE_NANOS)
                    .toList();
        }
    }

    private boolean isTooLarge(WorkerHandle worker, Weighing weighing, long now) {
        Vitals vitals = worker.link().scoreboard().vitals();
        if (weighing.asked >= 0) {
            return isAnswerTooLarge(vitals, weighing, now);
        }
        long before = weighing.resident;
        long resident = ResidentMemory.privateOf(worker.link().pid());
        weighing.resident = resident;
        boolean small = resident < 0 ? vitals.heapBytes() <= limit : resident <= limit;
        weighing.fitted |= small;
        if (small || vitals.heartbeatNanos() == weighing.beat) {
            return false;
        }
        weighing.beat = vitals.heartbeatNanos();
        // The heap's size is that of the last heartbeat, between the two looks: the smaller one belongs to it.
        long outside = Math.max(0, Math.min(before, resident) - vitals.committedBytes());
        if (outside > limit) {
            return true;
        }
        boolean grown = vitals.collections() > 0 && outside + vitals.liveBytes() > limit;
        if (grown || now - weighing.notBefore >= 0) {
            ask(worker, weighing, now);
        }
        return false;
    }

    private static void ask(WorkerHandle worker, Weighing weighing, long now) {
        weighing.asked = worker.link().scoreboard().vitals().collections();
        weighing.askedNanos = now;
        worker.link().post(new Collect());
        worker.link().flush();
    }

    private boolean isAnswerTooLarge(Vitals vitals, Weighing weighing, long now) {
        if (vitals.collections() == weighing.asked) {
            if (now - weighing.askedNanos > ANSWER_PATIENCE_NANOS) {
                weighing.asked = -1;
            }
            return false;
        }
        weighing.asked = -1;
        weighing.notBefore = now + weighing.pauseNanos;
        weighing.pauseNanos = Math.min(LONGEST_PAUSE_NANOS, weighing.pauseNanos * 2);
        boolean small = vitals.neededBytes() <= limit;
        weighing.fitted |= small;
        return !small;
    }

    private void replace(WorkerHandle worker, boolean hasFitted) {
        boolean hopeless;
        try (var held = pool.lock().hold()) {
            hopeless = !hasFitted && !worker.workload().hasHadTask();
            if (!hopeless) {
                recycling.onTooLarge(worker);
            }
        }
        if (hopeless && !warned) {
            warned = true;
            log.warn(
                    "{} of pool '{}' needs more memory than maxWorkerMemory allows, {} MB, without having had a task."
                            + " It is kept until it has had one; give workers what they may need for their tasks as well",
                    worker.link().describe(),
                    pool.name(),
                    limit / (1024 * 1024));
        }
    }
}
