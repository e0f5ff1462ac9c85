package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.pool.JvmKeeper;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.testing.LoneTasks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UnfinishedTasksTest {

    private final List<Thread> keepers = new ArrayList<>();
    private final UnfinishedTasks tasks = new UnfinishedTasks(new JvmKeeper(action -> {
        Thread keeper = new Thread(action);
        keepers.add(keeper);
        return keeper;
    }));

    private PendingTask<Object> accepted(long id) {
        PendingTask<Object> task = LoneTasks.task(id, TaskOptions.defaults());
        task.where().markQueued();
        tasks.add(task);
        return task;
    }

    /** It gets its outcome, and its callbacks run. */
    private void settle(PendingTask<?> task) {
        task.finish(Outcome.value(1));
        tasks.removeIfOver(task);
    }

    private void end(PendingTask<?> task) {
        task.where().markEnded();
        tasks.removeIfOver(task);
    }

    @Test
    void tasksAreListedInTheOrderInWhichTheyCame() {
        PendingTask<?> first = accepted(1);
        PendingTask<?> second = accepted(2);
        PendingTask<?> third = accepted(3);

        assertThat(tasks.list()).containsExactly(first, second, third);
        settle(second);
        end(second);
        assertThat(tasks.list()).containsExactly(first, third);
        settle(third);
        end(third);
        settle(first);
        end(first);
        assertThat(tasks.list()).isEmpty();
        assertThat(tasks.count()).isZero();
        PendingTask<?> fourth = accepted(4);
        assertThat(tasks.list()).containsExactly(fourth);
        settle(fourth);
    }

    @Test
    void aRoundComesToAllThatAreThereThoughOthersComeAndGoMeanwhile() {
        PendingTask<?> first = accepted(1);
        PendingTask<?> second = accepted(2);
        PendingTask<?> third = accepted(3);
        PendingTask<?>[] slice = new PendingTask<?>[2];

        assertThat(tasks.next(slice)).isEqualTo(2);
        assertThat(slice).containsExactly(first, second);
        PendingTask<?> fourth = accepted(4);
        settle(third); // The next one in turn goes.
        end(third);
        assertThat(tasks.next(slice)).isEqualTo(1);
        assertThat(slice[0]).isSameAs(fourth);
        assertThat(tasks.next(slice)).as("the end of the round").isZero();
        assertThat(tasks.next(slice)).isEqualTo(2);
        assertThat(slice[0]).isSameAs(first);
        List.of(first, second, fourth).forEach(this::settle);
    }

    @Test
    void aTaskWhoseWorkGoesOnStaysThoughItsFutureHasEnded() {
        PendingTask<?> task = accepted(1);

        settle(task);
        assertThat(tasks.list()).containsExactly(task);
        end(task);

        assertThat(tasks.list()).isEmpty();
    }

    @Test
    void aTaskWhoseCallbacksHaveNotRunStaysThoughItsWorkHasEnded() {
        PendingTask<?> task = accepted(1);

        end(task);
        assertThat(tasks.list()).containsExactly(task);
        settle(task);

        assertThat(tasks.list()).isEmpty();
    }

    @Test
    void aTaskThatIsOverIsLetGoOnce() {
        PendingTask<?> task = accepted(1);
        PendingTask<?> other = accepted(2);
        settle(task);
        end(task);

        tasks.removeIfOver(task);

        assertThat(tasks.count()).isEqualTo(1);
        settle(other);
    }

    @Test
    void theJvmIsKeptUntilAllCallbacksHaveRun() throws InterruptedException {
        PendingTask<?> abandoned = accepted(1);
        PendingTask<?> wanted = accepted(2);
        settle(abandoned);

        assertThat(keepers).singleElement().matches(keeper -> keeper.isAlive() && !keeper.isDaemon());
        settle(wanted);

        keepers.get(0).join();
        assertThat(tasks.count()).as("their work has not ended").isEqualTo(2);
    }

    @Test
    void theJvmIsKeptWhileAWorkerWorksForNobody() throws InterruptedException {
        PendingTask<?> abandoned = accepted(1);
        settle(abandoned);
        abandoned.where().markSent(new Sending(new WorkerLink(1, 0, new DefinitionTable()), 1, 1));

        accepted(2);
        end(tasks.list().get(1));
        settle(tasks.list().get(1));

        assertThat(tasks.list()).containsExactly(abandoned);
        assertThat(keepers.get(keepers.size() - 1)).matches(Thread::isAlive);
        abandoned.where().markQueued(); // Its worker is gone.
        keepers.get(keepers.size() - 1).join();
    }
}
