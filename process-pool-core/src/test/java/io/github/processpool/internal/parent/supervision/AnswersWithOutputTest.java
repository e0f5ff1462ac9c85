package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskTimeoutException;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.log.LogOrigin;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.message.LogLevel;
import io.github.processpool.internal.wire.message.LogRecord;
import io.github.processpool.internal.wire.message.Message.LogEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One worker answers whose tasks print and log. */
class AnswersWithOutputTest extends TestsWithOneWorker {

    // -- Output and log --

    @Test
    void aTaskThatHasPrintedEndsWithItsOutput() {
        PendingTask<Object> task = pool.submit();
        WorkerSession session = pool.session(worker, () -> "value");
        long ticket = worker.run(task, pool.timer);

        pool.hears(worker, session, Replies.printedResult(ticket));

        assertThat(task.isDone()).isFalse();
        assertThat(task.where().place()).isEqualTo(Place.READING);
        assertThat(worker.handle().isIdle()).isTrue();
        session.output().giveUpWaiting(ticket); // Its marks have come.
        assertThat(task).isCompletedWithValue("value");
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
    }

    @Test
    void outputThatDoesNotComeIsGivenUp() {
        PendingTask<Object> task = pool.submit();
        long ticket = worker.run(task, pool.timer);
        pool.hears(worker, pool.session(worker, () -> "value"), Replies.printedResult(ticket));

        pool.timer.advanceNanos(Delivery.OUTPUT_PATIENCE_NANOS - 1);
        assertThat(task.isDone()).isFalse();
        pool.timer.advanceNanos(1);
        assertThat(task).isCompletedWithValue("value");
    }

    @Test
    void aTaskThatHasLoggedEndsWithItsEventsAndNoClockCanRunOutMeanwhile() {
        PendingTask<Object> task = pool.submit();
        WorkerSession session = pool.session(worker, () -> "value");
        long ticket = worker.run(task, pool.timer);
        session.events().onEvent(new LogEvent(ticket, event()));

        pool.hears(worker, session, Replies.result(ticket));

        assertThat(task.isDone()).isFalse();
        assertThat(task.expire(() -> new TaskTimeoutException("late", TaskTimeoutException.Clock.DEADLINE, null)))
                .isFalse();
        session.events().giveUpWaiting();
        assertThat(task).isCompletedWithValue("value");
    }

    @Test
    void aLogThatStandsStillIsGivenUp() {
        PendingTask<Object> task = pool.submit();
        WorkerSession session = pool.session(worker, () -> "value");
        long ticket = worker.run(task, pool.timer);
        session.events().onEvent(new LogEvent(ticket, event()));
        pool.hears(worker, session, Replies.result(ticket));

        pool.timer.advance(Duration.ofMinutes(1));

        assertThat(task).isCompletedWithValue("value");
    }

    private static LogRecord event() {
        return new LogRecord(LogLevel.INFO, 0, "logger", "main", "words", Map.of(), Map.of(), List.of(), null);
    }

    // -- Questions of output and log --

    @Test
    void theRunningTaskAndTheOneSentWithATicketAreNamed() {
        List<PendingTask<Object>> tasks = pool.submitShort(2);
        long first = tasks.get(0).where().sending().ticket();
        assertThat(pool.answers.runningTask(worker.handle(), 0)).isEqualTo(LogOrigin.NONE);

        worker.begin(tasks.get(0), pool.timer);

        assertThat(pool.answers.runningTask(worker.handle(), 0).words())
                .isEqualTo(tasks.get(0).describe());
        assertThat(pool.answers.runningTask(worker.handle(), first)).isEqualTo(LogOrigin.NONE);
        assertThat(pool.answers.sentTask(worker.handle(), first + 1).words())
                .isEqualTo(tasks.get(1).describe());
        assertThat(pool.answers.sentTask(worker.handle(), first + 2)).isEqualTo(LogOrigin.NONE);
    }
}
