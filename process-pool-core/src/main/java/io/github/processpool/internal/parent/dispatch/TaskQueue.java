package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.TaskLane;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that no worker has: submitters and returning tasks come in, the {@link Dispatcher} takes them out. Higher priorities
 * first, within one in the order of submission, also for a task that comes back from a worker. There is a {@link TaskLane} for each
 * priority in use, so that one more or one less costs the same whatever the number of tasks.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}. Nobody waits here.
 */
public final class TaskQueue {

    private static final int USUAL = 0;

    /** The lane of the priority that nearly all tasks have. */
    private final TaskLane usual = new TaskLane();
    /** The lanes of the other priorities, the highest one first; none of them is empty, but for the time of a step. */
    private final NavigableMap<Integer, TaskLane> others = new TreeMap<>(Collections.reverseOrder());

    private int size;
    private long bytes;
    /** How many of them are guests, and how long these are. */
    private int guests;

    private long guestBytes;
    /** Whether a task has come back since somebody asked. */
    private boolean returned;
    /** Says which tasks may go to other members of a cluster; null: there is none. Set before the pool is used. */
    private @Nullable Predicate<PendingTask<?>> mayGo;

    /** Before the pool is used: says which tasks may go to other members of a cluster, to the same one always the same while it is here. */
    void onlyFree(Predicate<PendingTask<?>> condition) {
        mayGo = condition;
    }

    /** Takes in a new task. */
    void add(PendingTask<?> task) {
        int length = task.record().bytes();
        if (TaskLane.of(task) == null) {
            markIfFree(task);
            laneFor(task).append(task);
            count(task, 1, length);
        }
    }

    /** A task that was taken back from a worker, or lost with it: it has its old place. */
    void putBack(PendingTask<?> task) {
        int length = task.record().bytes();
        if (TaskLane.of(task) == null) {
            markIfFree(task);
            laneFor(task).putBack(task); // First: a task that is in no place would be lost, one in two is not.
            count(task, 1, length);
        }
        returned = true;
        task.where().markQueued();
    }

    private void count(PendingTask<?> task, int more, int moreBytes) {
        boolean guest = task.guest() != null; // Before anything is changed.
        size += more;
        bytes += moreBytes;
        if (guest) {
            guests += more;
            guestBytes += moreBytes;
        }
    }

    private void markIfFree(PendingTask<?> task) {
        Predicate<PendingTask<?>> condition = mayGo;
        if (condition != null) {
            TaskLane.markFree(task, condition.test(task));
        }
    }

    /** Returns whether a task has come back since this was asked last. */
    boolean takeReturned() {
        boolean any = returned;
        returned = false;
        return any;
    }

    private TaskLane laneFor(PendingTask<?> task) {
        int priority = task.options().priority();
        return priority == USUAL ? usual : others.computeIfAbsent(priority, key -> new TaskLane());
    }

    boolean contains(PendingTask<?> task) {
        return TaskLane.of(task) != null;
    }

    /** From time to time: derives anew what an error between two steps has left behind. */
    void repair() {
        others.values().removeIf(TaskLane::isEmpty);
        int counted = usual.size();
        for (TaskLane lane : others.values()) {
            counted += lane.size();
        }
        if (counted != size) {
            size = 0;
            bytes = 0;
            guests = 0;
            guestBytes = 0;
            list(task -> true).forEach(task -> count(task, 1, task.record().bytes()));
        }
    }

    /** Returns the one that is next; null if there is none. */
    @Nullable
    PendingTask<?> peek() {
        return firstLane().first();
    }

    private TaskLane firstLane() {
        while (!others.isEmpty()) {
            Integer highest = others.firstKey();
            TaskLane lane = others.get(highest);
            if (lane != null && !lane.isEmpty()) {
                return highest < USUAL && !usual.isEmpty() ? usual : lane;
            }
            others.remove(highest); // An error has kept its task from coming in.
        }
        return usual;
    }

    @Nullable
    PendingTask<?> poll() {
        PendingTask<?> first = peek();
        if (first != null) {
            remove(first);
        }
        return first;
    }

    /** Removes a task, wherever it stands; returns whether it was there. */
    boolean remove(PendingTask<?> task) {
        int length = task.record().bytes();
        TaskLane lane = TaskLane.of(task);
        if (lane == null) {
            return false;
        }
        lane.remove(task);
        count(task, -1, -length);
        if (lane != usual && lane.isEmpty()) {
            others.remove(task.options().priority());
        }
        return true;
    }

    /** Removes all that meet a condition, and returns them in their order. */
    List<PendingTask<?>> removeIf(Predicate<PendingTask<?>> condition) {
        List<PendingTask<?>> removed = list(condition);
        removed.forEach(this::remove);
        return removed;
    }

    private List<PendingTask<?>> list(Predicate<PendingTask<?>> condition) {
        List<PendingTask<?>> found = new ArrayList<>();
        others.headMap(USUAL).values().forEach(lane -> found.addAll(lane.list(condition)));
        found.addAll(usual.list(condition));
        others.tailMap(USUAL).values().forEach(lane -> found.addAll(lane.list(condition)));
        return found;
    }

    int size() {
        return size;
    }

    /** Returns how many of them are the pool's own. */
    int ownSize() {
        return size - guests;
    }

    // -- Those that may go to other members of a cluster --

    /** Returns how many there are. */
    int free() {
        int count = usual.free();
        if (!others.isEmpty()) {
            for (TaskLane lane : others.values()) {
                count += lane.free();
            }
        }
        return count;
    }

    /** Shows them, in their order, to one who may remove them, and says whether to go on; it looks at so many tasks at most. */
    void eachFree(int most, Predicate<PendingTask<?>> taker) {
        List<TaskLane> lanes = new ArrayList<>(others.headMap(USUAL).values());
        lanes.add(usual);
        lanes.addAll(others.tailMap(USUAL).values());
        int left = most;
        for (TaskLane lane : lanes) {
            if (left > 0 && lane.free() > 0) {
                left = lane.eachFree(left, taker);
            }
        }
    }

    boolean isEmpty() {
        return peek() == null;
    }

    long bytes() {
        return bytes;
    }

    /** Returns how many bytes those of the pool's own take. */
    long ownBytes() {
        return bytes - guestBytes;
    }
}
