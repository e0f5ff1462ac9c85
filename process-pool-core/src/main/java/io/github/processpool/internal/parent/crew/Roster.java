package io.github.processpool.internal.parent.crew;

import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerLink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool from their start to their end, those that are idle in a line of their own, and the slots that they
 * have. Filled and emptied by {@link Hiring}, {@link Succession} and the {@link Crew}.
 *
 * <p>It decides nothing about them.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
final class Roster {

    /** In larger pools no task is sent ahead: there are more workers than processors anyway. */
    static final int LARGEST_SENT_AHEAD = 64;

    private static final int FIRST_ROOM = 16;

    private final List<WorkerHandle> workers = new ArrayList<>();
    private final List<WorkerHandle> view = Collections.unmodifiableList(workers);
    private final Map<WorkerLink, WorkerHandle> handles = new HashMap<>();
    /** Idle workers, the one that became so last in front; may hold some that are not idle any more. */
    private Deque<WorkerHandle> idle = new ArrayDeque<>(FIRST_ROOM);
    /** For so many workers {@code idle} has room without growing, which a lack of memory could leave half done. */
    private int room = FIRST_ROOM;

    // -- All --

    void add(WorkerHandle worker) {
        if (workers.size() == room) {
            Deque<WorkerHandle> larger = new ArrayDeque<>(2 * room);
            larger.addAll(idle);
            idle = larger;
            room *= 2;
        }
        handles.put(worker.link(), worker); // Found too early does no harm, not at all would.
        workers.add(worker);
    }

    void remove(WorkerHandle worker) {
        workers.remove(worker);
        handles.remove(worker.link());
        idle.remove(worker);
    }

    /** From time to time: puts right what an error has left half done. */
    void repair() {
        for (WorkerHandle worker : workers) {
            handles.putIfAbsent(worker.link(), worker);
            worker.workload().repair();
            if (worker.isIdle() && !idle.contains(worker)) {
                idle.addLast(worker);
            }
        }
        if (handles.size() > workers.size()) {
            handles.values().retainAll(workers);
        }
    }

    /** Returns a view, in the order of their starts. */
    List<WorkerHandle> workers() {
        return view;
    }

    @Nullable
    WorkerHandle find(WorkerLink link) {
        return handles.get(link);
    }

    WorkerHandle handleOf(WorkerLink link) {
        return Objects.requireNonNull(handles.get(link), "the worker has ended");
    }

    /** Returns how many are starting or warming up, for whatever purpose. */
    int starting() {
        int count = 0;
        for (WorkerHandle worker : workers) {
            count += worker.isStarting() ? 1 : 0;
        }
        return count;
    }

    /** Returns the lowest slot that nobody has, be it one who leaves; -1 if there is none. */
    int freeSlot(int slots) {
        BitSet taken = new BitSet();
        for (WorkerHandle worker : workers) {
            if (!worker.standing().isSpare()) {
                taken.set(worker.standing().slot());
            }
        }
        int slot = taken.nextClearBit(0);
        return slot < slots ? slot : -1;
    }

    /** Returns a spare worker that can take over at once and is not about to be replaced itself. */
    @Nullable
    WorkerHandle readySpare() {
        for (WorkerHandle worker : workers) {
            if (worker.standing().isSpare() && worker.state() == WorkerState.STANDBY && worker.due() == null) {
                return worker;
            }
        }
        return null;
    }

    /** Returns the busy worker that most tasks may be sent ahead to. */
    @Nullable
    WorkerHandle workerWithRoom(long now) {
        if (workers.size() > LARGEST_SENT_AHEAD) {
            return null;
        }
        WorkerHandle best = null;
        int most = 0;
        for (WorkerHandle worker : workers) {
            int room = worker.room(now);
            if (room > most) {
                most = room;
                best = worker;
            }
        }
        return best;
    }

    // -- The idle ones --

    /** One that has stood by is one of the pool's workers now, idle since that time if it is ready. */
    void enlist(WorkerHandle standby, long idleSince) {
        standby.takeOver(idleSince);
        lineUp(standby);
    }

    /** Puts a worker in front of the line if it is idle. */
    void lineUp(WorkerHandle worker) {
        if (worker.isIdle()) {
            idle.addFirst(worker);
        }
    }

    void leaveLine(WorkerHandle worker) {
        idle.remove(worker);
    }

    /** The first one has been given a task. */
    void onSent(WorkerHandle worker) {
        if (idle.peekFirst() == worker) {
            idle.pollFirst();
        }
    }

    @Nullable
    WorkerHandle idleWorker() {
        WorkerHandle first = idle.peekFirst();
        while (first != null && !first.isIdle()) {
            idle.pollFirst();
            first = idle.peekFirst();
        }
        return first;
    }

    int idleCount() {
        return idle.size();
    }

    void moveIdleToEnd() {
        WorkerHandle first = idleWorker();
        if (first != null) {
            idle.addLast(idle.removeFirst());
        }
    }

    void moveIdleToFront(WorkerHandle worker) {
        if (idle.peekFirst() != worker && idle.removeFirstOccurrence(worker)) {
            idle.addFirst(worker);
        }
    }

    /** Returns a copy of the line, the one that became idle first in front. */
    List<WorkerHandle> idleLongestFirst() {
        List<WorkerHandle> longestFirst = new ArrayList<>(idle);
        Collections.reverse(longestFirst);
        return longestFirst;
    }
}
