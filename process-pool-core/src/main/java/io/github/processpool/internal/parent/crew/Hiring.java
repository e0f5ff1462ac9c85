package io.github.processpool.internal.parent.crew;

import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolSettings.Sizing;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import java.util.function.Consumer;

/**
 * Says how many workers are started when: hears how many tasks wait, counts who is there, and starts as many as are missing, as
 * far as the {@link StartGuard} lets it; a spare worker that is ready comes before a start. A worker that it starts goes
 * to the {@code WorkerLife}, after the lock is released.
 *
 * <pre>{@code
 * OPEN -> DRAINING -> CLOSED      drain: only for waiting tasks; close: nobody any more
 *   '-------------------^
 * }</pre>
 *
 * <p>It dismisses nobody.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
final class Hiring {

    private enum Mode {
        OPEN,
        DRAINING,
        CLOSED
    }

    private final PoolContext pool;
    private final Sizing sizing;
    private final Roster roster;
    private final StartGuard guard;
    private final DefinitionTable definitions;
    private final WarmUps warmUps;
    /** Starts the process of a worker; called without the lock. */
    private final Consumer<WorkerHandle> starter;

    private Mode mode = Mode.OPEN;
    private int minWorkers;
    private int maxWorkers;
    private long lastId;
    /** How many tasks waited when somebody last looked. */
    private int queued;
    /** Whether another look is due when a pause ends. */
    private boolean willLookAgain;

    Hiring(
            PoolContext pool,
            Roster roster,
            StartGuard guard,
            DefinitionTable definitions,
            WarmUps warmUps,
            Consumer<WorkerHandle> starter) {
        this.pool = pool;
        this.sizing = pool.settings().sizing();
        this.roster = roster;
        this.guard = guard;
        this.definitions = definitions;
        this.warmUps = warmUps;
        this.starter = starter;
        this.minWorkers = sizing.minWorkers();
        this.maxWorkers = sizing.maxWorkers();
    }

    // -- How many --

    int minWorkers() {
        return minWorkers;
    }

    int maxWorkers() {
        return maxWorkers;
    }

    void resize(int max) {
        maxWorkers = max;
        minWorkers = Math.min(minWorkers, max);
    }

    /** Only workers for waiting tasks are started from now on. */
    void drain() {
        mode = isOpen() ? Mode.DRAINING : mode;
    }

    /** No worker is started any more. */
    void close() {
        mode = Mode.CLOSED;
    }

    /** Returns whether workers are started at all. */
    boolean isOpen() {
        return mode != Mode.CLOSED;
    }

    // -- When --

    /** Fills what is missing with as many tasks waiting as last time; returns whether a spare worker took over. */
    boolean balance() {
        return balance(queued);
    }

    /** Fills what is missing for so many waiting tasks, up to the minimum, and stands by; returns whether a spare worker took over. */
    boolean balance(int waitingTasks) {
        queued = waitingTasks;
        if (!isOpen()) {
            return false;
        }
        Headcount headcount = roster.headcount();
        int active = headcount.active();
        int starting = headcount.activeStarting();
        int needed = queued + headcount.ahead();
        int missing = Math.max(minWorkers - active, Math.min(maxWorkers - active, needed - starting));
        boolean anyTookOver = missing > 0 && fill(missing, starting);
        refillSpares();
        return anyTookOver;
    }

    /** Without a free slot a worker that is leaving still has it; its end brings us here again. */
    private boolean fill(int missing, int starting) {
        boolean anyTookOver = false;
        int slot = roster.headcount().freeSlot(maxWorkers);
        for (int i = 0; i < missing && slot >= 0; i++) {
            WorkerHandle spare = roster.headcount().readySpare();
            if (spare != null) {
                spare.standing().takeSlot(slot);
                roster.enlist(spare, pool.now());
                anyTookOver = true;
            } else if (mayStart(starting + i)) {
                start(slot);
            } else {
                break;
            }
            slot = roster.headcount().freeSlot(maxWorkers);
        }
        return anyTookOver;
    }

    /** Those that are about to take over count as spare workers until they have, so that there are not too many processes. */
    private void refillSpares() {
        if (sizing.spareWorkers() == 0 || mode == Mode.DRAINING) {
            return;
        }
        int standing = roster.headcount().standingBy();
        int starting = roster.headcount().starting();
        for (; standing < sizing.spareWorkers() && mayStart(starting); standing++, starting++) {
            start(-1);
        }
    }

    /** Returns whether one more may be started beside so many; if only a pause is in the way, looks again after it. */
    private boolean mayStart(int starting) {
        long pause = guard.pauseNanos(pool.now());
        if (pause > 0) {
            lookAgainAfter(pause);
            return false;
        }
        return !guard.isFailing() || starting == 0;
    }

    /** The turn of a start that has waited is there; false if starts have begun to fail meanwhile, or it is not wanted any more. */
    boolean begin(WorkerHandle waiting) {
        boolean othersStart = roster.workers().stream().anyMatch(worker -> worker.life() == Life.STARTING);
        boolean wanted = waiting.life() == Life.WAITING && isOpen();
        boolean may = wanted && (!guard.isFailing() || (guard.pauseNanos(pool.now()) == 0 && !othersStart));
        if (may) {
            waiting.markStarting(pool.now());
        }
        return may;
    }

    private void lookAgainAfter(long nanos) {
        if (!willLookAgain) {
            pool.timer().after(nanos, () -> {
                try (var held = pool.lock().hold()) {
                    willLookAgain = false;
                    balance(); // A spare worker that takes over now gets its task with the next tick.
                }
            });
            willLookAgain = true; // Only if it will: the action waits for the lock.
        }
    }

    /** Starts one worker to see whether that works again, though nobody may need it. */
    void probe() {
        boolean any = false;
        for (WorkerHandle worker : roster.workers()) {
            any |= worker.isOfUse() || worker.isStarting();
        }
        int slot = roster.headcount().freeSlot(maxWorkers);
        if (isOpen() && !any && slot >= 0 && guard.pauseNanos(pool.now()) == 0) {
            start(slot);
        }
    }

    /** Finds somebody to take over from a worker: a spare one if there is one, otherwise one is started, if that works at present. */
    void findSuccessor(WorkerHandle worker) {
        WorkerHandle spare = roster.headcount().readySpare();
        if (spare != null) {
            spare.standing().takeSlot(worker.standing().slot());
            worker.standing().succeedWith(spare);
        } else if (mayStart(roster.headcount().starting())) {
            worker.standing().succeedWith(start(worker.standing().slot()));
        }
    }

    private WorkerHandle start(int slot) {
        WorkerLink link = new WorkerLink(++lastId, slot, definitions);
        WorkerHandle worker =
                new WorkerHandle(link, pool.now(), sizing.maxTasksPerWorker(), warmUps.areWanted(), roster.headcount());
        boolean starts = false;
        try {
            roster.add(worker);
            pool.lock().afterwards(() -> starter.accept(worker));
            starts = true;
        } finally {
            if (!starts) {
                roster.remove(worker); // Nobody else would ever miss it.
            }
        }
        return worker;
    }
}
