package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskOptions;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerExit;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.message.Message.Interrupt;
import io.github.processpool.testing.FakeWorker;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An operator ends one task by its number, or one worker by its pid. */
class InterventionsTest extends TestsWithOneWorker {

    private static final String KIM = "user 'kim'";

    private static TaskOptions quarantined(int attempts) {
        return TaskOptions.builder().maxAttempts(attempts).quarantineKey("key").build();
    }

    /** The worker that comes after the one that was killed. */
    private FakeWorker replacement() {
        pool.buryLeavers();
        pool.timer.advance(Duration.ofMillis(500));
        FakeWorker next = pool.lastWorker();
        assertThat(next).isNotSameAs(worker);
        pool.supervision.onReady(next.handle());
        return next;
    }

    // -- Tasks --

    @Test
    void aQueuedTaskIsCancelledByItsNumberAndSaysWhoAsked() {
        worker.begin(pool.submit(), pool.timer);
        PendingTask<Object> queued = pool.submit();

        assertThat(pool.interventions.cancel(queued.taskId(), KIM)).isTrue();

        assertThatThrownBy(queued::get)
                .isInstanceOf(CancellationException.class)
                .hasMessage("Task 'task' was cancelled on request of user 'kim'");
        assertThat(queued.where().place()).isEqualTo(Place.ENDED);
        assertThat(pool.interventions.cancel(queued.taskId(), KIM)).isFalse();
    }

    @Test
    void aRunningTaskIsInterruptedAndKilledAfterItsGracePeriod() {
        worker.connect();
        PendingTask<Object> running = pool.submit();
        worker.begin(running, pool.timer);

        assertThat(pool.interventions.cancel(running.taskId(), KIM)).isTrue();

        assertThat(running.isCancelled()).isTrue();
        assertThat(worker.messages()).hasAtLeastOneElementOfType(Interrupt.class);
        assertThat(worker.wasKilled()).isFalse();
        pool.timer.advance(Duration.ofMinutes(1));
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.CANCELLED);
        assertThat(worker.wasKilled()).isTrue();
    }

    @Test
    void aTaskThatWasSentAheadNeverRuns() {
        List<PendingTask<Object>> tasks = pool.submitShort(2);
        worker.begin(tasks.get(0), pool.timer);

        assertThat(pool.interventions.cancel(tasks.get(1).taskId(), KIM)).isTrue();

        assertThat(tasks.get(1).where().place()).isEqualTo(Place.ENDED);
        assertThat(tasks.get(0).isDone()).isFalse();
    }

    @Test
    void aTaskThatIsWorkedOnForNobodyIsStopped() {
        worker.connect();
        PendingTask<Object> running = pool.submit();
        worker.begin(running, pool.timer);
        running.cancel(false);

        assertThat(pool.interventions.cancel(running.taskId(), KIM)).isTrue();

        assertThat(worker.messages()).hasAtLeastOneElementOfType(Interrupt.class);
    }

    @Test
    void aNumberOfNoTaskIsNoneToCancel() {
        PendingTask<Object> ended = pool.submit();
        pool.succeed(worker, ended, "value");

        assertThat(ended.isDone()).isTrue();
        assertThat(pool.interventions.cancel(ended.taskId(), KIM)).isFalse();
        assertThat(pool.interventions.cancel(4711, KIM)).isFalse();
        assertThat(pool.interventions.cancel(-1, KIM)).isFalse();
    }

    @Test
    void whoAsksIsOneLineInWords() {
        PendingTask<Object> first = pool.submit();
        PendingTask<Object> second = pool.submit();

        pool.interventions.cancel(first.taskId(), "kim\nand " + "more".repeat(1000));
        pool.interventions.cancel(second.taskId(), " ");

        assertThatThrownBy(first::get).message().doesNotContain("\n").hasSizeLessThan(300);
        assertThatThrownBy(second::get).hasMessageEndingWith("on request of somebody");
    }

    // -- Workers --

    @Test
    void aWorkerIsKilledAtOnceAndSaysWhoAsked() {
        worker.begin(pool.submit(), pool.timer);

        assertThat(pool.interventions.kill(worker.link().pid(), KIM)).isTrue();

        assertThat(worker.wasKilled()).isTrue();
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.KILLED);
        assertThat(worker.link().endWords()).isEqualTo("was killed on request of user 'kim'");
        PendingTask<Object> later = pool.submit();
        assertThat(later.where().place()).as("not sent to it any more").isEqualTo(Place.QUEUED);
        assertThat(replacement().link()).isSameAs(later.where().sending().worker());
    }

    @Test
    void theTaskOfAKilledWorkerIsNotRunAgainAndDoesNotCountForItsQuarantine() {
        List<PendingTask<Object>> tasks =
                Stream.generate(() -> pool.submit(quarantined(3))).limit(5).toList();
        pool.submit();
        for (PendingTask<Object> task : tasks) {
            worker.begin(task, pool.timer);

            pool.interventions.kill(worker.link().pid(), KIM);
            worker = replacement();

            assertThatThrownBy(task::get)
                    .hasCauseInstanceOf(WorkerCrashedException.class)
                    .hasMessageContaining("attempt 1 of 3, and it is not run again");
        }
        assertThat(pool.quarantine.keys(10)).isEmpty();
        assertThat(pool.pool.counters().retries()).isZero();
    }

    @Test
    void tasksThatWereSentAheadGoToTheNextWorker() {
        List<PendingTask<Object>> tasks = pool.submitShort(3);
        worker.begin(tasks.get(0), pool.timer);

        pool.interventions.kill(worker.link().pid(), KIM);
        FakeWorker next = replacement();

        assertThat(tasks.get(0)).isCompletedExceptionally();
        assertThat(tasks.get(1).where().sending().worker()).isSameAs(next.link());
        assertThat(tasks.get(1).where().attempts()).isZero();
        assertThat(tasks.get(2).isDone()).isFalse();
    }

    @Test
    void aWorkerThatIsKilledEarlyIsNoReasonToWaitForTheNextOne() {
        pool.interventions.kill(worker.link().pid(), KIM);
        pool.buryLeavers();

        pool.submit();

        assertThat(pool.lastWorker()).as("started at once").isNotSameAs(worker);
    }

    @Test
    void aWorkerThatStartsIsKilledAndItsStartHasNotFailed() {
        worker.begin(pool.submit(), pool.timer);
        pool.locked(() -> pool.crew.resize(2));
        PendingTask<Object> waiting = pool.submit();
        FakeWorker starting = pool.lastWorker();
        assertThat(starting).isNotSameAs(worker);

        assertThat(pool.interventions.kill(starting.link().pid(), KIM)).isTrue();
        pool.supervision.onStartFailed(
                starting.handle(),
                new WorkerStartException("it ended", List.of("java"), OptionalInt.of(137), List.of(), null));

        assertThat(pool.guard.failures()).isZero();
        assertThat(pool.pool.counters().exits().recent())
                .first()
                .extracting(WorkerExit::reason, WorkerExit::description)
                .containsExactly(ExitReason.KILLED, "was killed on request of user 'kim'");
        FakeWorker next = pool.lastWorker();
        assertThat(next).isNotSameAs(starting);
        pool.supervision.onReady(next.handle());
        assertThat(waiting.where().sending().worker()).isSameAs(next.link());
    }

    @Test
    void anAnswerThatComesBeforeTheEndStillCounts() {
        PendingTask<Object> task = pool.submit();

        pool.interventions.kill(worker.link().pid(), KIM);
        pool.succeed(worker, task, "value");
        pool.buryLeavers();

        assertThat(task).isCompletedWithValue("value");
    }

    @Test
    void onlyLivingWorkersOfThePoolAreKilled() {
        assertThat(pool.interventions.kill(ProcessHandle.current().pid(), KIM)).isFalse();
        assertThat(pool.interventions.kill(-1, KIM)).isFalse();
        worker.link().process().kill();

        assertThat(pool.interventions.kill(worker.link().pid(), KIM)).isFalse();

        assertThat(worker.link().exitReason()).as("it died of something else").isNull();
    }

    @Test
    void aReasonThatIsKnownAlreadyStays() {
        worker.link().endBecauseOf(ExitReason.TIMED_OUT);

        assertThat(pool.interventions.kill(worker.link().pid(), KIM)).isTrue();

        assertThat(worker.wasKilled()).isTrue();
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.TIMED_OUT);
    }

    @Test
    void aPoolThatEndsKillsItsWorkersAllTheSame() {
        PendingTask<Object> task = pool.submit();
        worker.begin(task, pool.timer);
        pool.shutdown.begin();

        assertThat(pool.interventions.kill(worker.link().pid(), KIM)).isTrue();
        pool.buryLeavers();

        assertThat(task).isCompletedExceptionally();
        assertThat(pool.shutdown.isOver()).isTrue();
    }
}
