package io.github.processpool.internal.parent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskOptions;
import io.github.processpool.TaskState;
import io.github.processpool.internal.parent.PendingTask.Origin;
import org.junit.jupiter.api.Test;

/** What a chunk remembers of its attempts, and whether a result or a clock was first. */
class PendingTaskTest {

    private final PendingTask<?> task = new PendingTask<>(
            new Origin(1, MapBatch.NOTHING, TaskOptions.defaults(), new FunctionProfile(), 0, null, null),
            new NoHost());

    @Test
    void whatAnEarlierAttemptHadBegunStaysBegun() {
        task.noteBegun(6);
        task.beginNextAttempt();
        task.noteBegun(1);

        assertThat(task.elementsBegun()).isEqualTo(6);
    }

    @Test
    void whatAnEarlierAttemptHadBegunDoesNotSayHowFarTheNextCame() {
        task.noteBegun(6);
        task.beginNextAttempt();

        assertThat(task.elementsBegun()).as("not known").isEqualTo(-1);
    }

    @Test
    void aClockThatRunsOutWhileTheResultWaitsForTheLogIsNotHeard() {
        assertThat(task.arrive()).isNull();

        assertThat(task.expire(TooLate::new)).isFalse();
        assertThat(task.hasArrived()).isTrue();
    }

    @Test
    void aResultThatArrivesAfterAClockRanOutIsTooLate() {
        assertThat(task.expire(TooLate::new)).isTrue();

        assertThat(task.arrive()).isNotNull();
        assertThat(task.hasArrived()).isFalse();
    }

    private static final class TooLate extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** A pool that hears nothing, because nothing ends. */
    private static final class NoHost implements PendingTask.Host {

        @Override
        public void onOutcome(PendingTask<?> task, TaskState state) {}

        @Override
        public void settle(PendingTask<?> task) {}

        @Override
        public void abandon(PendingTask<?> task, boolean interrupt) {}

        @Override
        public void onSettled() {}

        @Override
        public void runCallback(Runnable action) {}
    }
}
