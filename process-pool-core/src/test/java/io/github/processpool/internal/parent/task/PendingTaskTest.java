package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskOptions;
import io.github.processpool.testing.LoneTasks;
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

    private static final class TooLate extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
