package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ExitReason;
import io.github.processpool.RemoteTaskException;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One worker answers. */
class TaskAnswersTest extends TestsWithOneWorker {

    @Test
    void aResultEndsItsFutureAndFreesTheWorkerForTheNextTask() throws Exception {
        PendingTask<Object> task = pool.submit();
        PendingTask<Object> next = pool.submit();

        assertThat(pool.succeed(worker, task, "value")).isTrue();

        assertThat(task.get()).isEqualTo("value");
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
        assertThat(next.where().sending().worker()).isEqualTo(worker.link());
        assertThat(pool.unfinished.list()).containsExactly(next);
    }

    @Test
    void anAnswerToATicketThatWasNotAskedIsRefused() {
        PendingTask<Object> task = pool.submit();
        long ticket = worker.run(task, pool.timer);
        WorkerSession session = pool.session(worker, () -> "value");

        assertThat(pool.hears(worker, session, Replies.result(ticket + 1))).isFalse();
        assertThat(pool.answers.onFailure(
                        worker.handle(), session, Replies.failure(0, Fitness.FIT, IllegalStateException.class)))
                .isFalse();
        assertThat(task.isDone()).isFalse();
        assertThat(pool.hears(worker, session, Replies.result(ticket))).isTrue();
        assertThat(pool.hears(worker, session, Replies.result(ticket))).isFalse();
    }

    @Test
    void aFailureThatCantBeReadIsStoodInFor() {
        PendingTask<Object> task = pool.submit();
        long ticket = worker.run(task, pool.timer);

        pool.answers.onFailure(
                worker.handle(),
                pool.session(worker, () -> null),
                Replies.failure(ticket, Fitness.FIT, IllegalStateException.class));

        assertThatThrownBy(task::get)
                .cause()
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("IllegalStateException");
        assertThat(worker.handle().isIdle()).isTrue();
    }

    @Test
    void whateverReadingThrowsEndsTheFuture() {
        PendingTask<Object> task = pool.submit();
        long ticket = worker.run(task, pool.timer);
        WorkerSession session = pool.session(worker, () -> {
            throw new StackOverflowError();
        });

        pool.hears(worker, session, Replies.result(ticket));

        assertThatThrownBy(task::get).hasCauseInstanceOf(ResultSerializationException.class);
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
    }

    @Test
    void anUnfitWorkerRetiresAndGivesBackWhatItWasSentAhead() {
        List<PendingTask<Object>> tasks = pool.submitShort(2);
        assertThat(tasks.get(1).where().place()).isEqualTo(Place.SENT);
        long ticket = worker.run(tasks.get(0), pool.timer);

        pool.answers.onFailure(
                worker.handle(),
                pool.session(worker, () -> null),
                Replies.failure(ticket, Fitness.VIRTUAL_MACHINE_ERROR, InternalError.class));

        assertThat(tasks.get(0)).isCompletedExceptionally();
        assertThat(worker.handle().state()).isEqualTo(WorkerState.RETIRING);
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.VIRTUAL_MACHINE_ERROR);
        assertThat(tasks.get(1).where().place()).isEqualTo(Place.QUEUED);
    }

    @Test
    void aWorkerInWhichAClassIsBrokenRetiresAndGivesBackWhatItWasSentAhead() {
        List<PendingTask<Object>> tasks = pool.submitShort(2);
        long ticket = worker.run(tasks.get(0), pool.timer);
        RemoteProblem problem = RemoteProblem.of(new NoClassDefFoundError("Could not initialize class com.acme.A"));

        pool.answers.onFailure(
                worker.handle(),
                pool.session(worker, () -> null),
                new Failure(Replies.report(ticket, Fitness.FIT, false), FailureKind.THREW, problem, Payload.NONE));

        assertThat(tasks.get(0)).isCompletedExceptionally();
        assertThat(worker.handle().state()).isEqualTo(WorkerState.RETIRING);
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.BROKEN_CLASS);
        assertThat(tasks.get(1).where().place()).isEqualTo(Place.QUEUED);
    }

    @Test
    void aTaskThatRanOutOfHeapMayHaveAnotherAttemptAndThenIsLostWithItsWorker() {
        PendingTask<Object> task =
                pool.submit(TaskOptions.builder().maxAttempts(2).build());
        runOutOfHeap(task);

        assertThat(task.where().place()).isEqualTo(Place.QUEUED);
        assertThat(worker.handle().state()).isEqualTo(WorkerState.RETIRING);

        pool.buryLeavers();
        worker = pool.lastWorker();
        pool.supervision.onReady(worker.handle());
        runOutOfHeap(task);

        assertThatThrownBy(task::get)
                .cause()
                .isInstanceOfSatisfying(
                        WorkerCrashedException.class,
                        crash -> assertThat(crash.outOfMemory()).isTrue());
    }

    @ParameterizedTest
    @EnumSource(names = {"THREW", "UNREADABLE", "UNWRITABLE_RESULT"})
    void aWorkerThatAChunkLeavesWithoutHeapIsOneLossForItsKey(FailureKind kind) {
        TaskOptions keyed = TaskOptions.builder().quarantineKey("k").build();
        RemoteProblem problem = new RemoteProblem(OutOfMemoryError.class.getName(), "Java heap space", "at");
        for (int loss = 1; loss <= 3; loss++) {
            assertThat(pool.quarantine.keys(10)).as("before loss " + loss).isEmpty();
            PendingTask<Object> chunk = pool.submitChunk(keyed, 10);
            if (loss > 1) {
                pool.timer.advance(
                        Duration.ofMinutes(1)); // One that dies soon and has ended no task is not replaced at once.
                worker = pool.lastWorker();
                pool.supervision.onReady(worker.handle());
            }
            Report report = Replies.report(worker.run(chunk, pool.timer), Fitness.HEAP_EXHAUSTED, false);

            pool.answers.onFailure(
                    worker.handle(),
                    pool.session(worker, () -> null),
                    new Failure(report, kind, problem, Payload.NONE));
            pool.buryLeavers();
        }
        assertThat(pool.quarantine.keys(10)).containsExactly("k");
    }

    private void runOutOfHeap(PendingTask<Object> task) {
        long ticket = worker.run(task, pool.timer);
        assertThat(pool.answers.onFailure(
                        worker.handle(),
                        pool.session(worker, () -> null),
                        Replies.failure(ticket, Fitness.HEAP_EXHAUSTED, OutOfMemoryError.class)))
                .isTrue();
    }

    // -- Clocks --

    @Test
    void aClockThatRanOutWhileTheAnswerIsReadWins() {
        PendingTask<Object> task = pool.submit();
        long ticket = worker.run(task, pool.timer);
        WorkerSession session = pool.session(worker, () -> {
            task.expire(() -> new TaskTimeoutException("late", TaskTimeoutException.Clock.EXECUTION, null));
            return "value";
        });

        pool.hears(worker, session, Replies.result(ticket));

        assertThatThrownBy(task::get).hasCauseInstanceOf(TaskTimeoutException.class);
    }

    @Test
    void anAnswerThatNobodyWantsAnyMoreIsNotRead() {
        PendingTask<Object> task = pool.submit();
        long ticket = worker.run(task, pool.timer);
        task.cancel(false);
        WorkerSession session = pool.session(worker, () -> {
            throw new AssertionError("read");
        });

        assertThat(pool.hears(worker, session, Replies.result(ticket))).isTrue();

        assertThat(task).isCancelled();
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
        assertThat(worker.handle().isIdle()).isTrue();
    }

    // -- Errors of this JVM --

    @Test
    void aTaskHasItsResultEvenIfThereWasNoMemoryToSendTheNextOne() throws Exception {
        PendingTask<Object> task = pool.submit();
        PendingTask<Object> next = pool.submit();
        pool.dispatcher.onSent(sent -> {
            throw new OutOfMemoryError("of this test");
        });

        pool.succeed(worker, task, "value");

        assertThat(task.get()).isEqualTo("value");
        assertThat(next.where().place()).isEqualTo(Place.SENT);
        assertThat(pool.unfinished.count()).isEqualTo(1);
    }

    @Test
    void aTaskHasItsResultEvenIfABugKeepsTheNextOneFromBeingSent() throws Exception {
        PendingTask<Object> task = pool.submit();
        PendingTask<Object> next = pool.submit();
        pool.dispatcher.onSent(sent -> {
            throw new IllegalStateException("of this test");
        });

        assertThatThrownBy(() -> pool.succeed(worker, task, "value")).isInstanceOf(IllegalStateException.class);

        assertThat(task.get()).isEqualTo("value");
        assertThat(next.where().place()).isEqualTo(Place.SENT);
        assertThat(pool.unfinished.count()).isEqualTo(1);
    }
}
