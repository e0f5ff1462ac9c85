package io.github.processpool.internal.parent.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskQueueTest {

    private final TaskQueue queue = new TaskQueue();

    private static PendingTask<Object> task(long id, int priority, int bytes) {
        return task(id, TaskOptions.builder().priority(priority).build(), bytes);
    }

    static PendingTask<Object> task(TaskOptions options) {
        return task(1, options, 1);
    }

    private static PendingTask<Object> task(long id, TaskOptions options, int bytes) {
        return LoneTasks.task(id, options, bytes, new FunctionProfile(), LoneTasks.host(new ManualTimer()));
    }

    private List<Long> drain() {
        List<Long> ids = new ArrayList<>();
        for (PendingTask<?> task = queue.poll(); task != null; task = queue.poll()) {
            ids.add(task.taskId());
        }
        return ids;
    }

    @Test
    void firstInFirstOut() {
        for (long id = 1; id <= 5; id++) {
            queue.add(task(id, 0, 1));
        }

        assertThat(drain()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.poll()).isNull();
    }

    @Test
    void higherPrioritiesFirstAtTheExtremesToo() {
        queue.add(task(1, 0, 1));
        queue.add(task(2, Integer.MIN_VALUE, 1));
        queue.add(task(3, Integer.MAX_VALUE, 1));
        queue.add(task(4, -1, 1));
        queue.add(task(5, 1, 1));
        queue.add(task(6, 1, 1));

        assertThat(drain()).containsExactly(3L, 5L, 6L, 1L, 4L, 2L);
    }

    @Test
    void aTaskThatComesBackHasItsOldPlace() {
        queue.add(task(1, 0, 1));
        queue.add(task(2, 0, 1));
        queue.add(task(3, 0, 1));
        PendingTask<?> first = queue.poll();
        queue.add(task(4, 0, 1));
        queue.add(first);

        assertThat(drain()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void bytesAreThoseOfTheTasksThatWait() {
        PendingTask<?> large = task(1, 0, 1000);
        queue.add(large);
        queue.add(task(2, 0, 1));
        queue.add(large);
        assertThat(queue.bytes()).isEqualTo(1001);
        assertThat(queue.size()).isEqualTo(2);

        assertThat(queue.remove(large)).isTrue();
        assertThat(queue.remove(large)).isFalse();
        assertThat(queue.bytes()).isEqualTo(1);
        queue.poll();
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void allCanBeTakenAtOnce() {
        queue.add(task(1, 0, 10));
        queue.add(task(2, 5, 10));

        assertThat(queue.removeIf(task -> true)).extracting(PendingTask::taskId).containsExactly(2L, 1L);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.bytes()).isZero();
    }
}
