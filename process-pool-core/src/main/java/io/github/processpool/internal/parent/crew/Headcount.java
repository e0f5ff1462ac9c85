package io.github.processpool.internal.parent.crew;

import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.pool.PoolLock;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many workers of a {@link Roster} are what, and how many tasks all of them have, for {@link Hiring} and the backlog, which ask
 * with every task. Tasks are counted where a {@link SentRing} changes. Workers are counted anew, by a look at each of them, when
 * somebody asks after one of them has changed, as their {@link WorkerHandle}s and {@link Standing}s say: that is seldom, and a count
 * that is derived can't go wrong.
 *
 * <p>It changes nobody.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
final class Headcount {

    private final List<WorkerHandle> workers;

    // -- Of tasks; always right but after an error between two steps, until the next repair --
    private int sent;
    private int ahead;

    // -- Of workers; right unless outdated --
    private boolean outdated = true;
    private int active;
    private int activeStarting;
    private int starting;
    private int standingBy;
    private @Nullable WorkerHandle readySpare;
    private final BitSet takenSlots = new BitSet();

    /** Counts the workers of a list, which may change. */
    Headcount(List<WorkerHandle> workers) {
        this.workers = workers;
    }

    // -- Told --

    /** A worker is about to have another number of tasks than before. */
    void onLoad(int before, int now) {
        sent += now - before;
        ahead += Math.max(0, now - 1) - Math.max(0, before - 1);
    }

    /** A worker has come or gone, or its life or standing has changed or is just about to. */
    void onChange() {
        outdated = true;
    }

    /** From time to time: derives anew what an error has left wrong. */
    void repair() {
        sent = 0;
        ahead = 0;
        for (WorkerHandle worker : workers) {
            onLoad(0, worker.workload().sentCount());
        }
        outdated = true;
    }

    // -- Asked --

    /** Returns how many tasks were sent to all workers and have not been answered. */
    int sent() {
        return sent;
    }

    /** Returns how many of them have another one in front at their worker. */
    int ahead() {
        return ahead;
    }

    /** Returns how many workers count as the pool's. */
    int active() {
        return counted().active;
    }

    /** Returns how many of those are starting or warming up. */
    int activeStarting() {
        return counted().activeStarting;
    }

    /** Returns how many are starting or warming up, for whatever purpose. */
    int starting() {
        return counted().starting;
    }

    /** Returns how many are to take over, ready or not, and are not leaving. */
    int standingBy() {
        return counted().standingBy;
    }

    /** Returns a spare worker that can take over at once and is not about to be replaced itself; null if there is none. */
    @Nullable
    WorkerHandle readySpare() {
        return counted().readySpare;
    }

    /** Returns the lowest slot that nobody has, be it one who leaves; -1 if there is none. */
    int freeSlot(int slots) {
        int slot = counted().takenSlots.nextClearBit(0);
        return slot < slots ? slot : -1;
    }

    private Headcount counted() {
        if (outdated) {
            active = 0;
            activeStarting = 0;
            starting = 0;
            standingBy = 0;
            readySpare = null;
            takenSlots.clear();
            for (WorkerHandle worker : workers) {
                count(worker);
            }
            outdated = false;
        }
        return this;
    }

    private void count(WorkerHandle worker) {
        boolean starts = worker.isStarting();
        boolean spare = worker.standing().isSpare();
        starting += starts ? 1 : 0;
        if (worker.isActive()) {
            active++;
            activeStarting += starts ? 1 : 0;
        }
        standingBy += worker.standing().isStandby() && !worker.life().isLeaving() ? 1 : 0;
        if (!spare) {
            takenSlots.set(worker.standing().slot());
        } else if (readySpare == null && worker.state() == WorkerState.STANDBY && worker.due() == null) {
            readySpare = worker;
        }
    }
}
