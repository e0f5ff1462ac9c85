package io.github.processpool.internal.parent.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.TaskHost;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue against a sorted set, through some thousand random turns; and after a stack that has overflowed anywhere in it. */
class TaskQueueModelTest {

    private static final int STEPS = 10_000;
    private static final int LEVELS = 400;
    private static final long SMALL_STACK = 256 << 10;

    private final TaskHost host = LoneTasks.host(new ManualTimer());
    private final FunctionProfile profile = new FunctionProfile();
    private final TaskQueue queue = new TaskQueue();
    private final TreeSet<PendingTask<?>> model = new TreeSet<>(
            Comparator.<PendingTask<?>>comparingInt(task -> -task.options().priority())
                    .thenComparingLong(PendingTask::taskId));
    private final List<PendingTask<?>> outside = new ArrayList<>();
    private long lastId;

    private PendingTask<?> task(int priority, int bytes) {
        return LoneTasks.task(++lastId, TaskOptions.builder().priority(priority).build(), bytes, profile, host);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 50})
    void theQueueHoldsWhatASortedSetHolds(int priorities) {
        Random random = new Random(priorities);
        for (int step = 0; step < STEPS; step++) {
            turn(random, priorities);
            assertThat(queue.size()).isEqualTo(model.size());
            assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(queue.peek()).isSameAs(model.isEmpty() ? null : model.first());
            assertThat(queue.bytes())
                    .isEqualTo(model.stream()
                            .mapToLong(task -> task.record().bytes())
                            .sum());
        }
        assertThat(queue.removeIf(task -> true)).containsExactlyElementsOf(model);
        assertThat(queue.isEmpty()).isTrue();
    }

    private void turn(Random random, int priorities) {
        int dice = random.nextInt(100);
        if (dice < 40) {
            PendingTask<?> task = task(random.nextInt(priorities) - priorities / 2, random.nextInt(10));
            if (random.nextInt(4) == 0) {
                outside.add(task); // Another one that was numbered later comes before it.
            } else {
                queue.add(task);
                model.add(task);
            }
        } else if (dice < 55 && !outside.isEmpty()) {
            PendingTask<?> task = outside.remove(random.nextInt(outside.size()));
            if (random.nextBoolean()) {
                queue.putBack(task);
                assertThat(task.where().place()).isEqualTo(Place.QUEUED);
            } else {
                queue.add(task);
            }
            model.add(task);
        } else if (dice < 75) {
            PendingTask<?> first = queue.poll();
            assertThat(first).isSameAs(model.pollFirst());
            if (first != null) {
                outside.add(first);
            }
        } else if (dice < 90 && !model.isEmpty()) {
            PendingTask<?> any = new ArrayList<>(model).get(random.nextInt(model.size()));
            assertThat(queue.contains(any)).isTrue();
            queue.add(any); // It is there, and stays where it is.
            assertThat(queue.remove(any)).isTrue();
            assertThat(queue.remove(any)).isFalse();
            model.remove(any);
            outside.add(any);
        } else if (dice < 92) {
            int rest = random.nextInt(7);
            List<PendingTask<?>> removed = queue.removeIf(task -> task.taskId() % 7 == rest);
            assertThat(removed)
                    .containsExactlyElementsOf(model.stream()
                            .filter(task -> task.taskId() % 7 == rest)
                            .toList());
            model.removeAll(removed);
        } else {
            queue.repair();
        }
    }

    // -- A stack that overflows --

    @Test
    void nothingIsLostOrOutOfOrderAfterOverflowsOnceItIsRepaired() throws InterruptedException {
        List<Throwable> problems = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            Thread thread = new Thread(null, () -> atEachLevel(0), "deep", SMALL_STACK);
            thread.setUncaughtExceptionHandler((dying, problem) -> problems.add(problem));
            thread.start();
            thread.join();
            assertThat(problems).isEmpty();
            queue.repair();
            List<PendingTask<?>> held = outside.stream().filter(queue::contains).toList();
            model.clear();
            model.addAll(held);
            assertThat(queue.size()).isEqualTo(held.size());
            List<PendingTask<?>> polled = new ArrayList<>();
            for (PendingTask<?> task = queue.poll(); task != null; task = queue.poll()) {
                polled.add(task);
            }
            assertThat(polled).containsExactlyElementsOf(model);
            assertThat(queue.bytes()).isZero();
            outside.clear();
        }
    }

    /** On the way up from the deepest level there is a little more room each time; returns the deepest. */
    @SuppressWarnings("InfiniteRecursion") // Until there is no stack left.
    private int atEachLevel(int level) {
        int deepest = level;
        PendingTask<?> task = task(level % 50 - 25, 1);
        outside.add(task);
        try {
            deepest = atEachLevel(level + 1);
        } catch (StackOverflowError e) {
            // The bottom.
        }
        if (deepest - level < LEVELS) {
            try {
                queue.add(task);
                if (level % 3 == 0) {
                    queue.poll();
                }
            } catch (StackOverflowError e) {
                // Somewhere in it.
            }
        }
        return deepest;
    }
}
