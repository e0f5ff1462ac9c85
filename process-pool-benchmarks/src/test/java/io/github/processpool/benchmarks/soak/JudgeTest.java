package io.github.processpool.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessFuture;
import io.github.processpool.Progress;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimings;
import io.github.processpool.WorkerCrashedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final long HARMED = 100;
    private static final long UNTOUCHED = 200;

    private final Judge judge = new Judge(pid -> pid == HARMED);
    private final OpenFuture future = new OpenFuture();

    @Test
    void acceptsOnlyTheTasksOwnValue() {
        Submission submission = submission(TaskKind.TINY, Plan.Interference.NONE);

        future.complete(new SoakTask.Result(1, null));

        assertThat(judge.judge(submission)).isEqualTo(Outcome.SUCCEEDED);
        future.obtrudeValue(new SoakTask.Result(2, null));
        assertThat(judge.judge(submission)).isEqualTo(Outcome.VIOLATION);
    }

    @Test
    void forgivesACrashOnlyWhereTheWorkerWasHarmed() {
        Submission submission = submission(TaskKind.TINY, Plan.Interference.NONE);

        future.completeExceptionally(crash(HARMED, 137));

        assertThat(judge.judge(submission)).isEqualTo(Outcome.CRASHED);
        future.obtrudeException(crash(UNTOUCHED, 137));
        assertThat(judge.judge(submission)).isEqualTo(Outcome.VIOLATION);
    }

    @Test
    void wantsTheExitCodeOfATaskThatHaltsItsWorker() {
        Submission submission = submission(TaskKind.HALTING, Plan.Interference.NONE);

        future.completeExceptionally(crash(UNTOUCHED, TaskBody.HALT_CODE));

        assertThat(judge.judge(submission)).isEqualTo(Outcome.CRASHED);
        future.obtrudeException(crash(UNTOUCHED, 1));
        assertThat(judge.judge(submission)).isEqualTo(Outcome.VIOLATION);
    }

    @Test
    void wantsTheExitCodeOfACrashedJvmWhereItsReportIsLost() {
        Submission submission = submission(TaskKind.SEGMENTATION_FAULT, Plan.Interference.NONE);

        future.completeExceptionally(crash(UNTOUCHED, 1));

        assertThat(judge.judge(submission)).isEqualTo(Outcome.CRASHED);
        future.obtrudeException(crash(UNTOUCHED, 3));
        assertThat(judge.judge(submission)).isEqualTo(Outcome.VIOLATION);
    }

    @Test
    void wantsSomebodyWhoCancelled() {
        Submission submission = submission(TaskKind.SLEEPING, Plan.Interference.CANCEL);

        submission.interfereIfDue();

        assertThat(judge.judge(submission)).isEqualTo(Outcome.CANCELLED);
        assertThat(judge.judge(submission(TaskKind.SLEEPING, Plan.Interference.NONE)))
                .isEqualTo(Outcome.VIOLATION);
    }

    @Test
    void wantsTheValueFromOutsideWhereThatCameFirst() {
        Submission submission = submission(TaskKind.SLEEPING, Plan.Interference.COMPLETE);

        submission.interfereIfDue();

        assertThat(judge.judge(submission)).isEqualTo(Outcome.COMPLETED_FROM_OUTSIDE);
        future.obtrudeValue(new SoakTask.Result(1, null));
        assertThat(judge.judge(submission)).isEqualTo(Outcome.VIOLATION);
    }

    @Test
    void wantsALimitThatHasPassed() {
        Submission submission = submission(TaskKind.SLEEPING, Plan.Interference.NONE);

        future.completeExceptionally(new TaskTimeoutException("late", TaskTimeoutException.Clock.QUEUE, null));

        assertThat(judge.judge(submission)).isEqualTo(Outcome.TIMED_OUT);
        future.obtrudeException(new TaskTimeoutException("early", TaskTimeoutException.Clock.DEADLINE, null));
        assertThat(judge.judge(submission)).isEqualTo(Outcome.VIOLATION);
        future.obtrudeException(new TaskTimeoutException("no limit", TaskTimeoutException.Clock.EXECUTION, null));
        assertThat(judge.judge(submission)).isEqualTo(Outcome.VIOLATION);
    }

    @Test
    void wantsTheExceptionThatTheTaskThrows() {
        Submission submission = submission(TaskKind.THROWING, Plan.Interference.NONE);

        future.completeExceptionally(new IllegalStateException(TaskBody.failureOf(1)));

        assertThat(judge.judge(submission)).isEqualTo(Outcome.THREW_AS_PLANNED);
        future.obtrudeException(new IllegalStateException(TaskBody.failureOf(2)));
        assertThat(judge.judge(submission)).isEqualTo(Outcome.VIOLATION);
    }

    private Submission submission(TaskKind kind, Plan.Interference interference) {
        TaskOptions options = TaskOptions.builder()
                .queueTimeout(Duration.ofNanos(1))
                .deadline(Duration.ofHours(1))
                .build();
        Plan plan = new Plan(new SoakTask(1, kind, 0), options, interference, Duration.ZERO, false);
        return new Submission(plan, System.nanoTime(), future);
    }

    private static WorkerCrashedException crash(long pid, int code) {
        return new WorkerCrashedException(
                "crashed",
                new WorkerCrashedException.Circumstances(
                        pid, OptionalInt.of(code), Optional.empty(), false, List.of(), Optional.empty()),
                null);
    }

    /** A future that the test completes. */
    private static final class OpenFuture extends ProcessFuture<SoakTask.Result> {

        @Override
        public long taskId() {
            return 1;
        }

        @Override
        public String name() {
            return "open";
        }

        @Override
        public TaskState taskState() {
            return TaskState.RUNNING;
        }

        @Override
        public OptionalLong workerPid() {
            return OptionalLong.empty();
        }

        @Override
        public Optional<Progress> progress() {
            return Optional.empty();
        }

        @Override
        public TaskTimings timings() {
            return new TaskTimings(Instant.EPOCH, Optional.empty(), Optional.empty(), Duration.ZERO, Duration.ZERO);
        }

        @Override
        public CompletableFuture<Void> stopped() {
            return CompletableFuture.completedFuture(null);
        }
    }
}
