package io.github.processpool.internal.parent.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.message.Message.ShowThreads;
import io.github.processpool.internal.wire.page.ForgedPage;
import io.github.processpool.testing.FakeWorker;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a clock runs out; the stopper has a test of its own. */
@Timeout(60)
class TaskClocksTest {

    private static final FunctionProfile TINY = TaskBench.lasting(Duration.ofNanos(1000));
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final TaskOptions QUEUE_TIMEOUT =
            TaskOptions.builder().queueTimeout(SECOND).build();
    private static final TaskOptions DEADLINE =
            TaskOptions.builder().deadline(SECOND).build();
    private static final TaskOptions TIMEOUT =
            TaskOptions.builder().timeout(SECOND).gracePeriod(Duration.ZERO).build();

    @TempDir
    private Path folder;

    private TaskBench bench;

    @BeforeEach
    void aPoolOfOneWorker() {
        bench = TaskBench.withWorkers(folder, 1);
    }

    private static TaskTimeoutException timeoutOf(PendingTask<?> task) {
        assertThat(task).isCompletedExceptionally();
        return (TaskTimeoutException) task.exceptionNow();
    }

    @Test
    void aTaskThatWaitsTooLongEndsInTheQueue() {
        bench.submit();
        PendingTask<?> task = bench.submit(QUEUE_TIMEOUT);
        bench.timer.advance(Duration.ofMillis(999));
        assertThat(task.hasOutcome()).isFalse();
        bench.timer.advance(Duration.ofMillis(1));

        assertThat(timeoutOf(task).clock()).isEqualTo(Clock.QUEUE);
        assertThat(timeoutOf(task))
                .hasMessage("Task 'task' exceeded its queueTimeout of 1.0 s: it waited for 1.0 s, it never began");
        assertThat(bench.queue.isEmpty()).isTrue();
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
    }

    @Test
    void aTaskThatWaitsTooLongBehindAnotherAtAWorkerIsTakenBack() {
        bench.begin(bench.submit(TINY));
        PendingTask<?> task = bench.submit(QUEUE_TIMEOUT, TINY);
        assertThat(task.where().place()).isEqualTo(Place.SENT);
        bench.timer.advance(SECOND);

        assertThat(timeoutOf(task).clock()).isEqualTo(Clock.QUEUE);
        assertThat(bench.workerOf(task)).isNull();
    }

    @Test
    void theQueueTimeoutIsOverForATaskThatHasBegun() {
        PendingTask<?> task = bench.submit(QUEUE_TIMEOUT);
        bench.begin(task);
        bench.timer.advance(Duration.ofHours(1));

        assertThat(task.hasOutcome()).isFalse();
    }

    @Test
    void theDeadlineEndsATaskThatWaits() {
        bench.submit();
        PendingTask<?> task = bench.submit(DEADLINE);
        bench.timer.advance(SECOND);

        assertThat(timeoutOf(task).clock()).isEqualTo(Clock.DEADLINE);
    }

    @Test
    void theDeadlineEndsATaskThatRuns() {
        PendingTask<?> task = bench.submit(DEADLINE);
        FakeWorker worker = bench.begin(task);
        bench.timer.advance(Duration.ofMillis(999));
        assertThat(task.expiry().reason()).isNull();
        bench.timer.advance(Duration.ofSeconds(3));

        assertThat(timeoutOf(task).clock()).isEqualTo(Clock.DEADLINE);
        assertThat(worker.wasKilled()).isTrue();
    }

    @Test
    void theTimeoutCountsFromTheBeginningAndNotFromTheSending() {
        PendingTask<?> first = bench.submit(TINY);
        FakeWorker worker = bench.begin(first);
        PendingTask<?> task = bench.submit(TIMEOUT, TINY);
        bench.timer.advance(Duration.ofMillis(900));
        bench.answer(first);
        bench.begin(task);

        bench.timer.advance(Duration.ofMillis(999));
        assertThat(task.hasOutcome()).isFalse();
        bench.timer.advance(Duration.ofMillis(1));

        assertThat(timeoutOf(task).clock()).isEqualTo(Clock.EXECUTION);
        assertThat(timeoutOf(task))
                .hasMessage("Task 'task' exceeded its timeout of 1.0 s: it waited for 0.9 s, it ran for 1.0 s on "
                        + worker.link().describe());
    }

    @Test
    void shortlyBeforeATimeoutWithoutAGracePeriodTheWorkerIsAskedWhatItDoes() {
        PendingTask<?> task = bench.submit(TIMEOUT);
        FakeWorker worker = bench.begin(task).connect();
        bench.timer.advance(Duration.ofMillis(749));
        assertThat(worker.messages()).isEmpty();
        bench.timer.advance(Duration.ofMillis(1));
        assertThat(worker.messages()).containsExactly(new ShowThreads(1));

        bench.stopper.onThreadDump(task, "it waits");
        assertThat(task.hasOutcome()).isFalse();
        bench.timer.advance(Duration.ofMillis(250));

        assertThat(timeoutOf(task).threadDump()).contains("it waits");
        assertThat(worker.wasKilled()).isTrue();
        assertThat(worker.messages()).as("asked once").hasSize(1);
    }

    @Test
    void aWorkerThatDoesNotAnswerThatIsKilledInTime() {
        PendingTask<?> task = bench.submit(TIMEOUT);
        FakeWorker worker = bench.begin(task);
        bench.timer.advance(SECOND);

        assertThat(timeoutOf(task).threadDump()).isEmpty();
        assertThat(worker.wasKilled()).isTrue();
    }

    @Test
    void shortlyBeforeADeadlineWithoutAGracePeriodTheWorkerIsAskedToo() {
        PendingTask<?> task = bench.submit(TaskOptions.builder()
                .deadline(Duration.ofMillis(100))
                .gracePeriod(Duration.ZERO)
                .build());
        FakeWorker worker = bench.begin(task).connect();
        bench.timer.advance(Duration.ofMillis(50));
        assertThat(worker.messages()).containsExactly(new ShowThreads(1));
        bench.stopper.onThreadDump(task, "it waits");
        bench.timer.advance(Duration.ofMillis(50));

        assertThat(timeoutOf(task).threadDump()).contains("it waits");
    }

    @Test
    void aTaskThatHasNotBegunHasNoTimeout() {
        bench.begin(bench.submit(TINY));
        PendingTask<?> task = bench.submit(TIMEOUT, TINY);
        bench.timer.advance(Duration.ofMinutes(1));

        assertThat(task.hasOutcome()).isFalse();
        assertThat(task.where().place()).isEqualTo(Place.SENT);
    }

    @Test
    void theTimeoutOfAnEarlierSendingIsNotHeard() {
        bench = TaskBench.withWorkers(folder, 2);
        FunctionProfile millis = TaskBench.lasting(Duration.ofMillis(2));
        bench.begin(bench.submit(millis));
        PendingTask<?> other = bench.submit();
        PendingTask<?> task = bench.submit(TIMEOUT, millis);
        bench.timer.advance(Duration.ofMillis(500));
        bench.answer(other); // It is taken back, and sent to the other worker.
        bench.timer.advance(Duration.ofMillis(400));
        bench.begin(task);

        bench.timer.advance(Duration.ofMillis(999));

        assertThat(task.hasOutcome()).isFalse();
    }

    @Test
    void anAnswerThatIsOnItsWayHasTimeToBeRead() {
        PendingTask<?> task = bench.submit(TIMEOUT);
        FakeWorker worker = bench.begin(task);
        worker.end(task);
        bench.timer.advance(Duration.ofSeconds(5));
        assertThat(task.hasOutcome()).isFalse();
        assertThat(worker.wasKilled()).isFalse();
        bench.timer.advance(Duration.ofSeconds(1));

        assertThat(timeoutOf(task).clock()).isEqualTo(Clock.EXECUTION);
        assertThat(worker.wasKilled()).as("it has sent no answer").isTrue();
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.TIMED_OUT);
    }

    @Test
    void aResultThatOnlyWaitsForItsLogIsNotTooLate() {
        PendingTask<?> task = bench.submit(TIMEOUT);
        bench.begin(task).end(task);
        task.expiry().arrive();
        bench.timer.advance(Duration.ofMinutes(1));

        assertThat(task.hasOutcome()).isFalse();
    }

    @Test
    void anOutcomeStopsAllClocks() {
        PendingTask<?> task = bench.submit(TaskOptions.builder()
                .queueTimeout(SECOND)
                .deadline(SECOND)
                .timeout(SECOND)
                .build());
        assertThat(bench.timer.waiting()).isEqualTo(3);

        bench.answer(task);

        assertThat(bench.timer.waiting()).isZero();
    }

    @Test
    void aResultThatIsNeverReadEndsSomeTimeAfterTheTimeout() {
        PendingTask<?> task = bench.submit(TIMEOUT);
        bench.begin(task);
        bench.locked(() -> task.where().markReading()); // The reading, which is code of the user's, does not end.
        bench.timer.advance(Duration.ofSeconds(5));
        assertThat(task.hasOutcome()).isFalse();
        bench.timer.advance(Duration.ofSeconds(2));

        assertThat(timeoutOf(task).clock()).isEqualTo(Clock.EXECUTION);
    }

    // -- A page that lies --

    @Test
    void aBeginningInTheFutureCountsFromWhenItWasFirstSeen() {
        PendingTask<?> task = bench.submit(TIMEOUT);
        FakeWorker worker = bench.workerOf(task);
        worker.board().begin(1, bench.timer.now() + Duration.ofDays(200 * 365).toNanos());
        bench.timer.advance(Duration.ofSeconds(2));

        assertThat(timeoutOf(task).clock()).isEqualTo(Clock.EXECUTION);
        assertThat(worker.wasKilled()).isTrue();
    }

    @Test
    void aBeginningBeforeTheSendingCountsFromTheSending() {
        PendingTask<?> task = bench.submit(TIMEOUT);
        bench.workerOf(task)
                .board()
                .begin(1, bench.timer.now() - Duration.ofHours(1).toNanos());
        bench.timer.advance(Duration.ofMillis(999));
        assertThat(task.hasOutcome()).isFalse();
        bench.timer.advance(Duration.ofMillis(1));

        assertThat(timeoutOf(task).clock()).isEqualTo(Clock.EXECUTION);
    }

    @Test
    void aBeginningThatWasSeenCantBeMovedOrTakenBack() {
        PendingTask<?> task = bench.submit(TIMEOUT);
        FakeWorker worker = bench.begin(task);
        assertThat(task.where().isRunning()).isTrue();
        assertThat(task.where().startedNanos()).isEqualTo(bench.timer.now());
        forge(worker, 1, 1); // OFFERED
        bench.timer.advance(SECOND);

        assertThat(timeoutOf(task).clock()).isEqualTo(Clock.EXECUTION);
        bench.timer.advance(Duration.ofSeconds(5));
        assertThat(worker.wasKilled()).isTrue();
    }

    @Test
    void aWorkerThatClaimsForEverNotToHaveBegunItsOnlyTaskIsKilled() {
        PendingTask<?> task = bench.submit(TIMEOUT);
        FakeWorker worker = bench.workerOf(task);
        bench.timer.advance(Duration.ofMillis(5999));
        assertThat(worker.wasKilled()).isFalse();
        bench.timer.advance(Duration.ofMillis(1));

        assertThat(worker.wasKilled()).isTrue();
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.HUNG);
        assertThat(worker.link().endWords()).contains("did not begin");
    }

    @Test
    void aWorkerThatStandsStillByRequestIsNotTakenForOneThatDoesNotBegin() {
        PendingTask<?> task = bench.submit(TIMEOUT);
        FakeWorker worker = bench.workerOf(task);
        bench.locked(() -> worker.handle()
                .pulse()
                .excuseUntil(bench.timer.now() + Duration.ofMinutes(1).toNanos()));
        bench.timer.advance(Duration.ofSeconds(50));

        assertThat(worker.wasKilled()).isFalse();
    }

    @Test
    void anEmptiedPageSavesNoTaskFromItsTimeout() {
        PendingTask<?> task = bench.submit(TIMEOUT);
        FakeWorker worker = bench.begin(task);
        forge(worker, 0, 0);
        bench.timer.advance(Duration.ofSeconds(6));

        assertThat(timeoutOf(task).clock()).isEqualTo(Clock.EXECUTION);
        assertThat(worker.wasKilled()).isTrue();
    }

    /** The worker writes something else into the entry of ticket 1. */
    private static void forge(FakeWorker worker, long ticket, int state) {
        ForgedPage.entry(worker.board(), 1, ticket, state);
    }
}
