package io.github.processpool.internal.parent;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.PoolState;
import io.github.processpool.WorkerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which workers are to be replaced though they could go on: those that are too old, those that the {@link MemoryLimit}
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
final class Renewal {

    /** However small the limits are: no worker is replaced sooner than this after it was ready. */
    static final long SHORTEST_LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** This part of a pool's workers, but at least one, may be starting in order to replace others. */
    private static final int FRACTION = 4;

    /** Slots next to each other are far apart in this sequence, which never repeats. */
    private static final double GOLDEN_RATIO = 0.6180339887498949;

    private final PoolLock lock;
    private final Crew crew;
    private final Admission admission;
    private final String poolName;
    private final @Nullable Duration maxAge;
    /** Runs what may run code of the user's. */
    private final Consumer<Runnable> callbacks;

    private final List<Roll> rolls = new ArrayList<>();

    /** One call of {@link #recycleAll}: which workers have not left yet. */
    private record Roll(Set<WorkerHandle> left, CompletableFuture<Void> done) {}

    Renewal(PoolLock lock, Crew crew, Admission admission, PoolSettings settings, Consumer<Runnable> callbacks) {
        this.lock = lock;
        this.crew = crew;
        this.admission = admission;
        this.poolName = settings.name();
        this.maxAge = settings.sizing().maxWorkerAge();
        this.callbacks = callbacks;
    }

    /** Replaces every worker that there is now; completes when they have left. */
    CompletableFuture<Void> recycleAll() {
        lock.lock();
        try {
            return recycle(crew.workers());
        } finally {
            lock.unlock();
        }
    }

    /** Replaces these workers; completes when they have left. */
    CompletableFuture<Void> recycle(List<WorkerHandle> workers) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        lock.lock();
        try {
            if (admission.state() != PoolState.RUNNING) {
                done.completeExceptionally(whyNot(workers.size()));
            } else if (workers.isEmpty()) {
                done.complete(null);
            } else {
                workers.forEach(worker -> worker.markDue(ExitReason.REQUESTED));
                rolls.add(new Roll(new HashSet<>(workers), done));
                proceed();
            }
            return done;
        } finally {
            lock.unlock();
        }
    }

    /** Called by the timer. */
    void tick(long now) {
        if (admission.state() != PoolState.RUNNING) {
            return;
        }
        for (WorkerHandle worker : crew.workers()) {
            if (isTooOld(worker, now)) {
                worker.markDue(ExitReason.AGED);
            }
        }
        proceed();
    }

    private boolean isTooOld(WorkerHandle worker, long now) {
        return maxAge != null
                && worker.state() != WorkerState.STARTING
                && worker.lived(now) >= SHORTEST_LIFE_NANOS
                && now - worker.startedNanos() >= ageOf(worker.slot(), maxAge.toNanos());
    }

    /** Up to a tenth earlier, and in each slot at another time, because workers are often started together. */
    static long ageOf(int slot, long limitNanos) {
        double part = (slot + 1) * GOLDEN_RATIO;
        return limitNanos - (long) (limitNanos / 10.0 * (part - Math.floor(part)));
    }

    /** A worker has grown too large. */
    void onTooLarge(WorkerHandle worker) {
        worker.markDue(ExitReason.OVER_MEMORY_LIMIT);
        proceed();
    }

    /** Starts as many replacements as may be started now, for idle workers first. */
    void proceed() {
        if (admission.state() != PoolState.RUNNING) {
            return;
        }
        int room = Math.max(1, crew.maxWorkers() / FRACTION);
        List<WorkerHandle> due = new ArrayList<>();
        for (WorkerHandle worker : crew.workers()) {
            boolean replacesOther = worker.state() == WorkerState.STARTING && crew.predecessorOf(worker) != null;
            room -= replacesOther ? 1 : 0;
            if (worker.due() != null && canBeRenewed(worker)) {
                due.add(worker);
            }
        }
        due.sort(Comparator.comparing(worker -> worker.state() == WorkerState.BUSY));
        for (WorkerHandle worker : due) {
            if (room > 0) {
                renew(worker);
                room--;
            }
        }
    }

    /** Not one that starts, leaves, or waits for another one to leave: its turn comes, or is over. */
    private static boolean canBeRenewed(WorkerHandle worker) {
        boolean inService = worker.state() == WorkerState.IDLE || worker.state() == WorkerState.BUSY;
        return inService ? worker.successor() == null : worker.isSpare() && worker.state() == WorkerState.STANDBY;
    }

    /** A spare worker has no one to wait for: another one is started in its place. */
    private void renew(WorkerHandle worker) {
        ExitReason reason = worker.due();
        if (worker.isActive()) {
            crew.replace(worker);
        } else if (reason != null) {
            crew.dismiss(worker, reason);
        }
    }

    /** A worker has left. */
    void onEnded(WorkerHandle worker) {
        for (Roll roll : List.copyOf(rolls)) {
            if (roll.left().remove(worker) && roll.left().isEmpty()) {
                rolls.remove(roll);
                later(() -> roll.done().complete(null));
            }
        }
        proceed();
    }

    /** The pool is shut down or broken: who waits for workers that can't be replaced any more learns why. */
    void onStateChange() {
        if (admission.state() == PoolState.RUNNING) {
            return;
        }
        for (Roll roll : rolls) {
            RuntimeException reason = whyNot(roll.left().size());
            later(() -> roll.done().completeExceptionally(reason));
        }
        rolls.clear();
    }

    /** No worker can be started at present, though some live: who waits for replacements learns why. They are still due. */
    void giveUp(Supplier<RuntimeException> reason) {
        for (Roll roll : rolls) {
            RuntimeException own = reason.get();
            later(() -> roll.done().completeExceptionally(own));
        }
        rolls.clear();
    }

    private RuntimeException whyNot(int left) {
        return admission.state() == PoolState.BROKEN
                ? admission.broken()
                : new PoolShutdownException("Process pool '" + poolName
                        + "' was shut down before its workers were replaced; " + left + " of the old ones were left");
    }

    private void later(Runnable action) {
        lock.afterwards(() -> callbacks.accept(action));
    }
}
