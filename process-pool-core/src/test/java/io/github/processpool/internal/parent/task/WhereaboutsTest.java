package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.Progress;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskState;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhereaboutsTest {

    @TempDir
    private Path folder;

    private final ManualTimer timer = new ManualTimer();
    private final PendingTask<?> task =
            LoneTasks.task(1, TaskOptions.defaults(), 1, new FunctionProfile(), LoneTasks.host(timer));
    private final Whereabouts where = task.where();
    private FakeWorker worker;

    @BeforeEach
    void aWorker() {
        worker = FakeWorker.make(timer, folder);
    }

    @Test
    void aTaskGoesFromTheQueueToAWorkerToItsReaderToItsEnd() {
        assertThat(where.place()).isEqualTo(Place.NEW);
        where.markQueued();
        assertThat(where.place()).isEqualTo(Place.QUEUED);
        worker.handle().workload().send(task);
        assertThat(where.place()).isEqualTo(Place.SENT);
        assertThat(where.sending().worker()).isSameAs(worker.link());
        assertThat(where.hasLeftProcess()).isFalse();
        where.markReading();
        assertThat(where.place()).isEqualTo(Place.READING);
        assertThat(where.hasLeftProcess()).isTrue();
        where.markEnded();
        assertThat(where.place()).isEqualTo(Place.ENDED);
    }

    @Test
    void itRunsFromItsBeginningUntilItsOutcome() {
        worker.handle().workload().send(task);
        assertThat(task.taskState()).isEqualTo(TaskState.QUEUED);
        timer.advance(Duration.ofSeconds(1));
        worker.begin(task, timer);
        timer.advance(Duration.ofSeconds(1));

        assertThat(task.taskState()).isEqualTo(TaskState.RUNNING);
        assertThat(where.startedNanos())
                .isEqualTo(timer.now() - Duration.ofSeconds(1).toNanos());
        worker.end(task);
        where.markReading();
        assertThat(task.taskState()).as("its answer is being read").isEqualTo(TaskState.RUNNING);
        task.finish(Outcome.value(1));
        assertThat(task.taskState()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void whatAWorkerSaysOfItsTimesIsBelievedAsFarAsItIsPossible() {
        long sent = timer.now();
        worker.handle().workload().send(task);
        timer.advance(Duration.ofSeconds(2));
        long second = Duration.ofSeconds(1).toNanos();

        where.noteStart(sent + second);
        assertThat(where.startedNanos()).isEqualTo(sent + second);
        for (long tooEarly : new long[] {0, Long.MIN_VALUE, sent - 1}) {
            where.noteStart(tooEarly);
            assertThat(where.startedNanos()).isBetween(sent, timer.now());
        }
        for (long tooLate : new long[] {Long.MAX_VALUE, timer.now() + 1}) {
            where.noteStart(tooLate);
            assertThat(where.startedNanos()).isBetween(sent, timer.now());
        }
        assertThat(where.plausibleDuration(second)).isEqualTo(second);
        assertThat(where.plausibleDuration(Long.MAX_VALUE)).isEqualTo(2 * second);
        assertThat(where.plausibleDuration(-1)).isZero();
    }

    @Test
    void noChunkHasBegunMoreElementsThanItHas() {
        ChunkCount chunk = ChunkCount.of(true, 5);
        chunk.noteBegun(1_000_000);

        assertThat(chunk.begun()).isEqualTo(5);
    }

    @Test
    void aTaskThatGoesBackToTheQueueHasNotBegunAndIsNowhere() {
        worker.handle().workload().send(task);
        worker.begin(task, timer);
        assertThat(where.startedNanos()).isNotZero();

        where.markQueued();

        assertThat(where.sending()).isNull();
        assertThat(where.startedNanos()).isZero();
        assertThat(task.workerPid()).isEmpty();
        assertThat(task.taskState()).isEqualTo(TaskState.QUEUED);
        assertThat(where.work()).as("it can be sent again").isNotNull();
    }

    @Test
    void aFutureKnowsItsProcessWithoutKeepingTheWorker() {
        worker.handle().workload().send(task);
        worker.begin(task, timer);
        where.markReading();

        assertThat(task.workerPid()).hasValue(worker.link().pid());
        assertThat(where.sending()).isNull();
        assertThat(where.startedNanos()).as("seen at the last moment").isNotZero();
    }

    @Test
    void whatTheWorkerReportsAboutTheBeginningStays() {
        worker.handle().workload().send(task);
        timer.advance(Duration.ofSeconds(1));
        worker.begin(task, timer);
        where.noteStart(timer.now() - 17);

        assertThat(where.startedNanos()).isEqualTo(timer.now() - 17);
    }

    @Test
    void stoppedIsCompleteAsSoonAsNoProcessWorksOnIt() {
        CompletableFuture<?> asked = task.stopped();
        worker.handle().workload().send(task);
        task.finish(Outcome.cancelled("not wanted"));
        assertThat(asked).isNotDone();

        where.markReading();

        assertThat(asked).isCompleted();
        assertThat(task.stopped()).isSameAs(asked);
    }

    @Test
    void stoppedIsCompleteForOneThatAsksLater() {
        where.markQueued();
        where.markEnded();

        assertThat(task.stopped()).isCompleted();
    }

    @Test
    void progressIsReadOnceMoreWhenTheTaskLeavesItsWorker() {
        worker.handle().workload().send(task);
        worker.begin(task, timer);
        progress(1);
        where.markEnded(); // It was lost.

        assertThat(task.progress()).contains(new Progress(1, 2, ""));
    }

    @Test
    void progressStandsStillOnceThereIsAnOutcome() {
        worker.handle().workload().send(task);
        worker.begin(task, timer);
        progress(1);
        task.finish(Outcome.cancelled("not wanted"));
        progress(2);
        where.markReading();

        assertThat(task.progress()).contains(new Progress(1, 2, ""));
    }

    private void progress(int done) {
        worker.board().progress().write(where.sending().ticket(), new Progress(done, 2, ""));
    }
}
