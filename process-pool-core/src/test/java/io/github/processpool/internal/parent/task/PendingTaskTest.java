package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.TaskOptions;
import io.github.processpool.TaskState;
import io.github.processpool.testing.LoneTasks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The things that a chunk remembers of its attempts, and whether a result or a clock was first. */
class PendingTaskTest {

    private final PendingTask<?> task = LoneTasks.task(1, TaskOptions.defaults());

    @Test
    void whatAnEarlierAttemptHadBegunStaysBegun() {
        ChunkCount chunk = new ChunkCount(true, 10);
        chunk.noteBegun(6);
        chunk.beginNextAttempt();
        chunk.noteBegun(1);

        assertThat(chunk.begun()).isEqualTo(6);
    }

    @Test
    void whatAnEarlierAttemptHadBegunDoesNotSayHowFarTheNextCame() {
        task.chunk().noteBegun(6);
        task.chunk().beginNextAttempt();

        assertThat(task.chunk().begun()).as("not known").isEqualTo(-1);
    }

    @Test
    void aClockThatRunsOutWhileTheResultWaitsForTheLogIsNotHeard() {
        assertThat(task.expiry().arrive()).isNull();

        assertThat(task.expire(TooLate::new)).isFalse();
        assertThat(task.expiry().hasArrived()).isTrue();
    }

    @Test
    void aResultThatArrivesAfterAClockRanOutIsTooLate() {
        assertThat(task.expire(TooLate::new)).isTrue();

        assertThat(task.expiry().arrive()).isNotNull();
        assertThat(task.expiry().hasArrived()).isFalse();
    }

    @Test
    void theWorkOfACancelledTaskIsStoppedThoughThereWasNoMemoryToCountIt() {
        List<Boolean> abandoned = new ArrayList<>();
        PendingTask<Object> starved =
                LoneTasks.task(1, TaskOptions.defaults(), 1, new FunctionProfile(), new TaskHost() {
                    @Override
                    public long now() {
                        return 1;
                    }

                    @Override
                    public void onOutcome(PendingTask<?> ended, TaskState state) {
                        throw new OutOfMemoryError("of this test");
                    }

                    @Override
                    public void settle(PendingTask<?> ended) {
                        ended.settle();
                    }

                    @Override
                    public void abandon(PendingTask<?> ended, boolean interrupt) {
                        abandoned.add(interrupt);
                    }

                    @Override
                    public void onMaybeOver(PendingTask<?> ended) {}

                    @Override
                    public void runCallback(Runnable action) {
                        action.run();
                    }
                });

        assertThatThrownBy(() -> starved.cancel(true)).isInstanceOf(OutOfMemoryError.class);

        assertThat(starved).isCancelled();
        assertThat(abandoned).containsExactly(true);
    }

    private static final class TooLate extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
