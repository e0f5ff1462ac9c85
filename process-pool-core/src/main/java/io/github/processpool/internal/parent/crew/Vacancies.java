package io.github.processpool.internal.parent.crew;

import io.github.processpool.internal.parent.crew.WorkerLine.Place;
import io.github.processpool.internal.parent.pool.PoolLock;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The workers that may take a task, in lines by the number of tasks that they have: told by the {@link Crew} of every worker that
 * was given a task or is rid of one, it says who is next, an idle worker or one with room behind short tasks, at a cost that does not
 * depend on how many workers there are. It also knows those with tasks that wait behind others.
 *
 * <pre>{@code
 * none -> line 0 <-> line 1 <-> ... <-> line 31     update: by the number of tasks
 *   ^--------'---------'------------------'         seen to take no task just now, or leave
 * }</pre>
 *
 * <p>The lines may hold workers that take no task any more: whoever is next is asked first, and leaves the line if it does not. It
 * comes back when it has answered, which is why nobody is forgotten.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
final class Vacancies {

    private static final int IDLE = 0;

    private final WorkerLine[] lines =
            IntStream.range(0, Workload.DEEPEST).mapToObj(WorkerLine::new).toArray(WorkerLine[]::new);
    /** A bit for each line that may hold somebody; a line without one holds nobody. */
    private int occupied;

    /** Those with more than one task, whether they take another one or not. */
    private final WorkerLine crowded = new WorkerLine(lines.length);

    /** Puts a worker where it belongs: in front of the idle ones if it has just become one, behind those with as many tasks. */
    void update(WorkerHandle worker) {
        updateCrowd(worker);
        Place place = worker.places().vacancy();
        WorkerLine line = lineOf(worker);
        if (line == place.line()) {
            return;
        }
        leave(worker);
        if (line == null) {
            return;
        }
        occupied |= 1 << line.number();
        if (line.number() == IDLE) {
            line.addFirst(place);
        } else {
            line.addLast(place);
        }
    }

    private void updateCrowd(WorkerHandle worker) {
        Place place = worker.places().crowd();
        boolean belongs = worker.workload().sentCount() > 1;
        if (belongs && place.line() == null) {
            crowded.addLast(place);
        } else if (!belongs && place.line() != null) {
            crowded.remove(place);
        }
    }

    private @Nullable WorkerLine lineOf(WorkerHandle worker) {
        if (worker.isIdle()) {
            return lines[IDLE];
        }
        int tasks = worker.workload().sentCount();
        return worker.life() == Life.IN_SERVICE && tasks > 0 && tasks < lines.length ? lines[tasks] : null;
    }

    /** Forgets a worker until it is updated. */
    void leave(WorkerHandle worker) {
        WorkerLine line = worker.places().vacancy().line();
        if (line != null) {
            line.remove(worker.places().vacancy());
        }
    }

    /** Forgets a worker for good. */
    void forget(WorkerHandle worker) {
        leave(worker);
        if (worker.places().crowd().line() != null) {
            crowded.remove(worker.places().crowd());
        }
    }

    // -- The idle ones --

    /** Returns the worker that became idle last; null if none is. */
    @Nullable
    WorkerHandle idle() {
        WorkerHandle first = lines[IDLE].first();
        while (first != null && !first.isIdle()) {
            leave(first);
            first = lines[IDLE].first();
        }
        return first;
    }

    /** Returns at most how many are idle. */
    int idleCount() {
        return lines[IDLE].size();
    }

    /** The first idle one can't take a task just now. */
    void moveIdleToEnd() {
        WorkerHandle first = idle();
        if (first != null) {
            leave(first);
            lines[IDLE].addLast(first.places().vacancy());
        }
    }

    /** Does nothing if the worker is not in the line of the idle. */
    void moveIdleToFront(WorkerHandle worker) {
        if (worker.places().vacancy().line() == lines[IDLE]) {
            leave(worker);
            lines[IDLE].addFirst(worker.places().vacancy());
        }
    }

    /** Returns a copy of the line of the idle, the one that became so first in front. */
    List<WorkerHandle> idleLongestFirst() {
        return lines[IDLE].lastFirst();
    }

    // -- The busy ones --

    /** Returns the busy worker with the fewest tasks that takes one more behind them; null if there is none. */
    @Nullable
    WorkerHandle withRoom(long now) {
        int left = occupied & ~(1 << IDLE);
        while (left != 0) {
            int tasks = Integer.numberOfTrailingZeros(left);
            for (WorkerHandle first = lines[tasks].first(); first != null; first = lines[tasks].first()) {
                if (first.room(now) > 0) {
                    return first;
                }
                leave(first);
            }
            occupied &= ~(1 << tasks);
            left &= left - 1;
        }
        return null;
    }

    /** Does something with each worker that has more than one task, which may change that. */
    void eachCrowded(Consumer<WorkerHandle> action) {
        crowded.each(action);
    }
}
