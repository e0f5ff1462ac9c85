package io.github.processpool.internal.parent.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.message.Message.Interrupt;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.internal.wire.page.ForgedPage;
import io.github.processpool.testing.FakeWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TaskStopperTest {

    private static final FunctionProfile TINY = TaskBench.lasting(Duration.ofNanos(1000));
    private static final TaskOptions NO_GRACE =
            TaskOptions.builder().gracePeriod(Duration.ZERO).build();
    private static final TaskOptions LONG_GRACE =
            TaskOptions.builder().gracePeriod(Duration.ofSeconds(3)).build();

    @TempDir
    private Path folder;

    private final AtomicInteger less = new AtomicInteger();
    private TaskBench bench;

    @BeforeEach
    void aPoolOfOneWorker() {
        bench = TaskBench.withWorkers(folder, 1);
        bench.stopper.onLess(less::incrementAndGet);
    }

    @AfterEach
    void closeConnections() {
        bench.close();
    }

    private static TaskTimeoutException timeoutOf(PendingTask<?> task) {
        assertThat(task).isCompletedExceptionally();
        return (TaskTimeoutException) task.exceptionNow();
    }

    // -- Tasks that have not begun --

    @Test
    void aTaskThatNobodyWantsIsDroppedFromTheQueue() {
        bench.submit();
        PendingTask<?> task = bench.submit();
        bench.stopper.abandon(task, true);

        assertThat(bench.queue.isEmpty()).isTrue();
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
        assertThat(less).hasValue(1);
    }

    @Test
    void aTaskWhoseWorkerDiedJustWhenItsTimeWasUpEndsInTheQueue() {
        PendingTask<?> task = bench.submit(NO_GRACE);
        FakeWorker worker = bench.begin(task);
        bench.locked(() -> {
            worker.handle().retire(ExitReason.CRASHED);
            worker.handle().workload().answered(task.where().sending().ticket());
            bench.dispatcher.putBack(task);
        });

        assertThat(bench.stopper.timeOut(task)).isTrue();

        assertThat(timeoutOf(task)).hasMessageContaining("it never began");
        assertThat(bench.queue.isEmpty()).isTrue();
    }

    // -- Tasks that run --

    @Test
    void aTaskThatNobodyWantsRunsOnIfItIsNotToBeInterrupted() {
        PendingTask<?> task = bench.submit(NO_GRACE);
        FakeWorker worker = bench.begin(task);
        bench.stopper.abandon(task, false);
        bench.timer.advance(Duration.ofHours(1));

        assertThat(worker.wasKilled()).isFalse();
        assertThat(task.where().place()).isEqualTo(Place.SENT);
    }

    @Test
    void aTaskThatIsAbandonedIsInterruptedWithoutADump() {
        PendingTask<?> task = bench.submit();
        FakeWorker worker = bench.begin(task).connect();
        bench.stopper.abandon(task, true);

        assertThat(worker.messages()).containsExactly(new Interrupt(1, false));
    }

    @Test
    void aTaskWhoseTimeIsUpIsInterruptedWithADump() {
        PendingTask<?> task = bench.submit();
        FakeWorker worker = bench.begin(task).connect();
        bench.stopper.timeOut(task);

        assertThat(worker.messages()).containsExactly(new Interrupt(1, true));
    }

    @Test
    void aTaskThatDoesNotEndInItsGracePeriodIsKilledWithItsWorker() {
        PendingTask<?> task = bench.submit(LONG_GRACE);
        FakeWorker worker = bench.begin(task);
        bench.stopper.abandon(task, true);
        bench.timer.advance(Duration.ofMillis(2999));
        assertThat(worker.wasKilled()).isFalse();
        bench.timer.advance(Duration.ofMillis(1));

        assertThat(worker.wasKilled()).isTrue();
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.CANCELLED);
        assertThat(worker.handle().state()).isEqualTo(WorkerState.RETIRING);
    }

    @Test
    void withoutAGracePeriodAKillComesAtOnce() {
        PendingTask<?> task = bench.submit(NO_GRACE);
        FakeWorker worker = bench.begin(task);

        assertThat(bench.stopper.timeOut(task)).isTrue();

        assertThat(worker.wasKilled()).isTrue();
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.TIMED_OUT);
        assertThat(timeoutOf(task)).hasMessageContaining("it has none; PoolFaults said so");
    }

    @Test
    void aKillNeverHitsTheNextTask() {
        PendingTask<?> task = bench.submit(TINY);
        PendingTask<?> next = bench.submit(TINY);
        FakeWorker worker = bench.begin(task);
        bench.stopper.abandon(task, true);
        long ticket = worker.end(task); // The parent has not heard of it.
        bench.begin(next);
        bench.timer.advance(Duration.ofSeconds(5));
        bench.locked(() -> {
            bench.dispatcher.answered(worker.handle(), ticket, Fitness.FIT);
            bench.dispatcher.goOn(worker.handle());
        });
        bench.timer.advance(Duration.ofHours(1));

        assertThat(worker.wasKilled()).isFalse();
        assertThat(worker.handle().state()).isEqualTo(WorkerState.BUSY);
    }

    @Test
    void aPageThatSaysThatAnAnswerWasSentIsNotBelievedForEver() {
        PendingTask<?> task = bench.submit(LONG_GRACE);
        FakeWorker worker = bench.begin(task);
        ForgedPage.entry(worker.board(), 1, 0, 0);
        bench.stopper.abandon(task, true);
        bench.timer.advance(Duration.ofMillis(7999));
        assertThat(worker.wasKilled()).isFalse();
        bench.timer.advance(Duration.ofMillis(1));

        assertThat(worker.wasKilled()).isTrue();
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.CANCELLED);
    }

    @Test
    void aKillDoesNotHitATaskThatIsSentOnceMore() {
        PendingTask<?> task = bench.submit(LONG_GRACE);
        FakeWorker worker = bench.begin(task);
        bench.stopper.abandon(task, true);
        long ticket = worker.end(task);
        bench.locked(() -> {
            worker.handle().workload().answered(ticket);
            worker.handle().markIdleIfDone(bench.timer.now());
            bench.crew.onAnswered(worker.handle());
            bench.dispatcher.putBack(task);
            bench.dispatcher.dispatch();
        });
        bench.begin(task);
        bench.timer.advance(Duration.ofHours(1));

        assertThat(worker.wasKilled()).isFalse();
    }

    // -- The future of a task whose time is up --

    @Test
    void theFutureWaitsForTheDumpThatSaysWhatTheTaskDid() {
        PendingTask<?> task = bench.submit(LONG_GRACE);
        bench.begin(task);
        bench.stopper.timeOut(task);
        assertThat(task.hasOutcome()).isFalse();

        bench.stopper.onThreadDump(task, "what it did");

        assertThat(timeoutOf(task).threadDump()).contains("what it did");
        assertThat(timeoutOf(task).getMessage()).doesNotContain("here");
    }

    @Test
    void theStackTraceIsThatOfTheTasksThread() {
        PendingTask<?> task = bench.submit(LONG_GRACE);
        bench.begin(task);
        bench.stopper.timeOut(task);
        bench.stopper.onThreadDump(
                task, "\"task\" RUNNABLE\n\tat app.Report.render(Report.java:7)\n\n\"other\" WAITING\n");

        assertThat(timeoutOf(task).getStackTrace())
                .containsExactly(new StackTraceElement("app.Report", "render", "Report.java", 7));
        assertThat(timeoutOf(task).getMessage()).endsWith("Its thread was here:");
    }

    @Test
    void theFutureDoesNotWaitLongerThanASecondForTheDump() {
        PendingTask<?> task = bench.submit(LONG_GRACE);
        bench.begin(task);
        bench.stopper.timeOut(task);
        bench.timer.advance(Duration.ofSeconds(1));

        assertThat(timeoutOf(task).threadDump()).isEmpty();
    }

    @Test
    void aDumpOfATaskWhoseTimeIsNotUpEndsNothing() {
        PendingTask<?> task = bench.submit();
        bench.begin(task);

        bench.stopper.onThreadDump(task, "what it did");

        assertThat(task.hasOutcome()).isFalse();
    }

    @Test
    void timeRunsOutOnce() {
        PendingTask<?> task = bench.submit();
        bench.begin(task);

        assertThat(bench.stopper.timeOut(task)).isTrue();
        assertThat(bench.stopper.timeOut(task)).isFalse();
    }
}
