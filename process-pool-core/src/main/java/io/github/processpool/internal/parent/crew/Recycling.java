package io.github.processpool.internal.parent.crew;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolStatus;
import io.github.processpool.internal.parent.task.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which workers are to be replaced though they could go on: those that are too old, those that the {@code MemoryLimit}
 * names, and all when somebody asks for that; and how many at a time. The {@link Crew} does it: the replacement first.
 *
 * <pre>{@code
 * in service -> due               too old, too large, or asked for
 *               due -> succeeded  its successor is being started: only a few at a time
 *                      succeeded -> leaving   the successor is ready and the worker's tasks are done
 * }</pre>
 *
 * <p>Workers that have used up their tasks are none of its business, the crew knows them itself.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}, which {@link #recycleAll} and {@link #recycle} take themselves.
 */
public final class Recycling {

    /** However small the limits are: no worker is replaced sooner than this after it was ready. */
    public static final long SHORTEST_LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** This part of a pool's workers, but at least one, may be starting in order to replace others. */
    private static final int FRACTION = 4;

    /** Slots next to each other are far apart in this sequence, which never repeats. */
    private static final double GOLDEN_RATIO = 0.6180339887498949;

    private final PoolLock lock;
    private final Crew crew;
    private final PoolStatus status;
    private final String poolName;
    private final @Nullable Duration maxAge;
    private final Events events;

    private final List<Roll> rolls = new ArrayList<>();

    /** One call of {@link #recycleAll}: which workers have not left yet. */
    private record Roll(Set<WorkerHandle> left, CompletableFuture<Void> done) {}

    public Recycling(PoolContext pool, Crew crew, Events events) {
        this.lock = pool.lock();
        this.crew = crew;
        this.status = pool.status();
        this.poolName = pool.name();
        this.maxAge = pool.settings().sizing().maxWorkerAge();
        this.events = events;
    }

    /** Replaces every worker that there is now; completes when they have left. */
    public CompletableFuture<Void> recycleAll() {
        try (var held = lock.hold()) {
            return recycle(crew.workers());
        }
    }

    /** Replaces these workers; completes when they have left. */
    public CompletableFuture<Void> recycle(List<WorkerHandle> workers) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try (var held = lock.hold()) {
            if (!status.isRunning()) {
                done.completeExceptionally(whyNot(workers.size()));
            } else if (workers.isEmpty()) {
                done.complete(null);
            } else {
                workers.forEach(worker -> markDue(worker, ExitReason.REQUESTED));
                rolls.add(new Roll(new HashSet<>(workers), done));
                proceed();
            }
            return done;
        }
    }

    /** Called by the timer. */
    public void tick(long now) {
        if (!status.isRunning()) {
            return;
        }
        for (WorkerHandle worker : crew.workers()) {
            if (isTooOld(worker, now)) {
                markDue(worker, ExitReason.AGED);
            }
        }
        proceed();
    }

    private boolean isTooOld(WorkerHandle worker, long now) {
        return maxAge != null
                && !worker.isStarting()
                && worker.lived(now) >= SHORTEST_LIFE_NANOS
                && now - worker.startedNanos() >= ageOf(worker.standing().slot(), maxAge.toNanos());
    }

    /** Up to a tenth earlier, and in each slot at another time, because workers are often started together. */
    static long ageOf(int slot, long limitNanos) {
        double part = (slot + 1) * GOLDEN_RATIO;
        return limitNanos - (long) (limitNanos / 10.0 * (part - Math.floor(part)));
    }

    /** A worker has grown too large. */
    public void onTooLarge(WorkerHandle worker) {
        markDue(worker, ExitReason.OVER_MEMORY_LIMIT);
        proceed();
    }

    /** Put down to be recorded before anything is changed. */
    private void markDue(WorkerHandle worker, ExitReason reason) {
        if (worker.due() == null && events.areRecyclingsKept()) {
            long pid = worker.link().pid();
            int slot = worker.standing().slot();
            lock.lastly(() -> events.keepRecycling(pid, slot, reason));
        }
        worker.standing().markDue(reason);
    }

    /** Starts as many replacements as may be started now, for idle workers first. */
    public void proceed() {
        if (!status.isRunning()) {
            return;
        }
        int room = Math.max(1, crew.maxWorkers() / FRACTION);
        List<WorkerHandle> due = new ArrayList<>();
        for (WorkerHandle worker : crew.workers()) {
            boolean replacesOther = worker.isStarting() && worker.standing().predecessor() != null;
            room -= replacesOther ? 1 : 0;
            if (worker.due() != null && canBeReplaced(worker)) {
                due.add(worker);
            }
        }
        due.sort(Comparator.comparing(worker -> worker.state() == WorkerState.BUSY));
        for (WorkerHandle worker : due) {
            boolean startsNobody = worker.standing().isReplaced();
            if (room > 0 || startsNobody) {
                replace(worker);
                room -= startsNobody ? 0 : 1;
            }
        }
    }

    /** False for one that starts, leaves, or waits for another one to leave: its turn comes, or is over. */
    private static boolean canBeReplaced(WorkerHandle worker) {
        boolean inService = worker.state() == WorkerState.IDLE || worker.state() == WorkerState.BUSY;
        return inService
                ? worker.standing().successor() == null || mayHandOver(worker)
                : worker.standing().isSpare() && worker.state() == WorkerState.STANDBY;
    }

    /** Its successor, which stands by already, was found for another reason; neither takes a task, and nobody else would tell it. */
    private static boolean mayHandOver(WorkerHandle worker) {
        return worker.standing().isReplaced() && worker.workload().isEmpty();
    }

    /** A spare worker has no one to wait for: another one is started in its place. */
    private void replace(WorkerHandle worker) {
        ExitReason reason = worker.due();
        if (worker.isActive()) {
            crew.replace(worker);
        } else if (reason != null) {
            crew.dismiss(worker, reason);
        }
    }

    /** A worker has left. */
    public void onEnded(WorkerHandle worker) {
        for (Roll roll : List.copyOf(rolls)) {
            roll.left().remove(worker);
            if (roll.left().isEmpty()) {
                events.aside(() -> roll.done().complete(null)); // First: it may be done twice, and has to be once.
                rolls.remove(roll);
            }
        }
        proceed();
    }

    /** The pool is shut down or broken: those who wait for workers that can't be replaced any more learn why. */
    public void onStateChange() {
        if (status.isRunning()) {
            return;
        }
        for (Roll roll : rolls) {
            RuntimeException reason = whyNot(roll.left().size());
            events.aside(() -> roll.done().completeExceptionally(reason));
        }
        rolls.clear();
    }

    /** No worker can be started at present, though some live: those who wait for replacements learn why. They are still due. */
    public void giveUp(Supplier<RuntimeException> reason) {
        for (Roll roll : rolls) {
            RuntimeException own = reason.get();
            events.aside(() -> roll.done().completeExceptionally(own));
        }
        rolls.clear();
    }

    private RuntimeException whyNot(int left) {
        return status.isBroken()
                ? status.broken()
                : new PoolShutdownException("Process pool '" + poolName
                        + "' was shut down before its workers were replaced; " + left + " of the old ones were left");
    }
}
