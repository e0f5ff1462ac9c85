package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.WorkerCrashedException;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Reading;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.testing.Threads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that were accepted by a thread whose frames vanished before it could hand them over. */
@Timeout(60)
class UnclaimedAnswersTest extends TestsWithOneWorker {

    private static final Duration TICK = Duration.ofSeconds(1);

    private void tick(long times) {
        for (long i = 0; i < times; i++) {
            pool.timer.advance(TICK);
            pool.mender.tick();
        }
    }

    private PendingTask<Object> accepted(WorkerSession session) {
        return accepted(session, 1);
    }

    private PendingTask<Object> accepted(WorkerSession session, int bytes) {
        PendingTask<Object> task = pool.submit();
        Result result = Replies.result(worker.run(task, pool.timer), bytes);
        Answer answer = Answer.of(result.report(), result.value(), session.codec());
        AnsweredTasks answered = new AnsweredTasks(pool.pool.lock(), pool.dispatcher, pool.losses, pool.shutdown);
        answered.accept(worker.handle(), session, new Answer[] {answer}, 1);
        assertThat(answer.task()).isSameAs(task);
        assertThat(task.where().place()).isEqualTo(Place.READING);
        return task;
    }

    @Test
    void anAnswerThatNobodyReadsFailsItsFutureInTheEnd() {
        PendingTask<Object> task = accepted(pool.session(worker, () -> "value"));

        tick(Lingering.PATIENCE_NANOS / TICK.toNanos());
        assertThat(task.isDone()).isFalse();
        tick(2);

        assertThatThrownBy(task::join).hasCauseInstanceOf(WorkerCrashedException.class);
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
        assertThat(pool.unfinished.count()).isZero();
    }

    @Test
    void anAnswerIsNotGivenUpBecauseTheTimerHadNoTurnForLong() {
        PendingTask<Object> task = accepted(pool.session(worker, () -> "value"));
        tick(1);

        pool.timer.fallBehind(Duration.ofMinutes(1));
        tick(1);

        assertThat(task.isDone()).isFalse();
    }

    @Test
    void anAnswerWhoseReadingWaitsOrIsUnderWayIsLeftAlone() {
        PendingTask<Object> task = accepted(pool.session(worker, () -> "value"));
        CountDownLatch read = new CountDownLatch(1);
        pool.readings.add(new Reading(
                task,
                1,
                () -> {
                    Threads.awaitUninterruptibly(read);
                    return Outcome.value("late");
                },
                task::finish,
                () -> {}));

        tick(2 * Lingering.PATIENCE_NANOS / TICK.toNanos());

        assertThat(task.isDone()).isFalse();
        read.countDown();
        assertThat(task.join()).isEqualTo("late");
    }

    @Test
    void theirWorkerIsHeldUpNoMore() {
        pool.readsAtOnce = false;
        accepted(pool.session(worker, () -> "value"), 2 << 20);
        accepted(pool.session(worker, () -> "value"), 2 << 20);
        assertThat(worker.handle().workload().unread().isHoldingUp()).isTrue();
        PendingTask<Object> next = pool.submit();
        assertThat(next.where().place()).isEqualTo(Place.QUEUED);

        tick(Lingering.PATIENCE_NANOS / TICK.toNanos() + 3);

        assertThat(worker.handle().workload().unread().isHoldingUp()).isFalse();
        assertThat(next.where().place()).isEqualTo(Place.SENT);
    }
}
