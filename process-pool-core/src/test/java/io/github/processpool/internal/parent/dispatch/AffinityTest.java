package io.github.processpool.internal.parent.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import org.junit.jupiter.api.Test;

class AffinityTest {

    private final Affinity affinity = new Affinity();
    private final WorkerHandle one = worker(1);
    private final WorkerHandle two = worker(2);

    private static WorkerHandle worker(int id) {
        return new WorkerHandle(new WorkerLink(id, id, new DefinitionTable()), 0, Integer.MAX_VALUE, false);
    }

    private static PendingTask<?> task(String key) {
        return TaskQueueTest.task(TaskOptions.builder().affinityKey(key).build());
    }

    @Test
    void remembersTheWorkerThatWasLastGivenATaskOfTheKey() {
        affinity.sent(task("a"), one);
        affinity.sent(task("b"), two);
        assertThat(affinity.workerFor(task("a"))).isSameAs(one);
        affinity.sent(task("a"), two);

        assertThat(affinity.workerFor(task("a"))).isSameAs(two);
        assertThat(affinity.workerFor(task("c"))).isNull();
    }

    @Test
    void remembersNothingOfTasksWithoutAKey() {
        affinity.sent(TaskQueueTest.task(TaskOptions.defaults()), one);

        affinity.sent(task("a"), one);
        assertThat(affinity.workerFor(TaskQueueTest.task(TaskOptions.defaults())))
                .isNull();
    }

    @Test
    void forgetsAnEndedWorkerWithAllOfItsKeys() {
        affinity.sent(task("a"), one);
        affinity.sent(task("b"), one);
        affinity.sent(task("c"), two);
        affinity.forget(one);

        assertThat(affinity.workerFor(task("a"))).isNull();
        assertThat(affinity.workerFor(task("c"))).isSameAs(two);
    }

    @Test
    void forgetsTheKeyThatWasNotUsedLongest() {
        affinity.sent(task("first"), one);
        affinity.sent(task("second"), one);
        assertThat(affinity.workerFor(task("first"))).isSameAs(one);
        for (int i = 0; i < Affinity.MOST_KEYS - 1; i++) {
            affinity.sent(task("key " + i), two);
        }

        assertThat(affinity.workerFor(task("first"))).isSameAs(one);
        assertThat(affinity.workerFor(task("second"))).isNull();
    }
}
