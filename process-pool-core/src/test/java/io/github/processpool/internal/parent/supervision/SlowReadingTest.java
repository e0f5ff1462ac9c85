package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolState;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.testing.Failures;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers whose reading takes long, or for ever; one worker, two threads that read. */
@Timeout(60)
class SlowReadingTest {

    @TempDir
    Path folder;

    private PlayedPool pool;
    private FakeWorker worker;
    private final CountDownLatch released = new CountDownLatch(1);

    @BeforeEach
    void start() {
        pool = PlayedPool.ofOne(folder);
        pool.readsAtOnce = false;
        worker = pool.worker(0);
    }

    @AfterEach
    void close() throws InterruptedException {
        released.countDown();
        for (Thread reader : List.copyOf(pool.readers)) {
            reader.interrupt();
        }
        pool.close();
    }

    /** A task that has answered, and whose answer is being read until it is released, whatever interrupts come. */
    private PendingTask<Object> stuck(TaskOptions options) throws InterruptedException {
        PendingTask<Object> task = pool.submit(options);
        beStuckIn(task);
        return task;
    }

    private void beStuckIn(PendingTask<Object> task) throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        answer(task, pool.session(worker, () -> {
            reading.countDown();
            Threads.awaitUninterruptibly(released);
            return "late";
        }));
        assertThat(reading.await(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private void answer(PendingTask<Object> task, WorkerSession session) {
        hear(task, session);
        pool.timer.advance(Duration.ofMillis(10)); // The thread that reads short answers may have got stuck.
    }

    private void hear(PendingTask<Object> task, WorkerSession session) {
        long ticket = worker.run(task, pool.timer);
        assertThat(pool.hears(worker, session, Replies.result(ticket))).isTrue();
    }

    private PendingTask<Object> quick() {
        PendingTask<Object> task = pool.submit();
        answer(task, pool.session(worker, () -> "value"));
        return task;
    }

    @Test
    void theWorkerIsFreeAndOtherAnswersAreReadMeanwhile() throws Exception {
        PendingTask<Object> task = stuck(TaskOptions.defaults());

        assertThat(task.where().place()).isEqualTo(Place.READING);
        assertThat(worker.handle().isIdle()).isTrue();
        assertThat(quick().get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("value");
        assertThat(task.isDone()).isFalse();
        released.countDown();
        assertThat(task.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("late");
        // Whoever waits for the future is told first.
        Awaitility.await()
                .untilAsserted(() -> assertThat(pool.readings.isBusy()).isFalse());
    }

    @Test
    void aShortAnswerThatWaitsForTheThreadOfAnotherIsReadElsewhereIfThatGetsStuck() throws Exception {
        PendingTask<Object> first = pool.submit();
        hear(first, pool.session(worker, () -> "value"));
        assertThat(first.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("value");
        pool.timer.advanceNanos(1_500_000);
        PendingTask<Object> stuck = pool.submit();
        CountDownLatch reading = new CountDownLatch(1);
        hear(stuck, pool.session(worker, () -> {
            reading.countDown();
            Threads.awaitUninterruptibly(released);
            return "late";
        }));
        assertThat(reading.await(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        PendingTask<Object> behind = pool.submit();
        hear(behind, pool.session(worker, () -> "value"));

        pool.timer.advanceNanos(1_000_000);
        pool.timer.advance(Duration.ofMillis(10));

        assertThat(behind.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("value");
        assertThat(stuck.isDone()).isFalse();
    }

    @Test
    void aClockEndsItAndItsThreadIsReplacedCountedAndNamed() throws Exception {
        TaskOptions limited =
                TaskOptions.builder().timeout(Duration.ofSeconds(1)).build();
        PendingTask<Object> first = stuck(limited);
        PendingTask<Object> second = stuck(limited);
        assertThat(pool.readings.count()).isEqualTo(2);

        pool.timer.advance(Duration.ofSeconds(10));

        assertThatThrownBy(first::get).hasCauseInstanceOf(TaskTimeoutException.class);
        assertThatThrownBy(second::get).hasCauseInstanceOf(TaskTimeoutException.class);
        assertThat(first.where().place()).isEqualTo(Place.ENDED);
        assertThat(pool.unfinished.count()).isZero();
        assertThat(pool.readings.count()).isZero();
        assertThat(pool.readings.givenUp())
                .containsExactly(first.describe() + " for 10 s", second.describe() + " for 10 s");
        assertThat(quick().get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("value");
        released.countDown();
        Awaitility.await()
                .untilAsserted(() -> assertThat(pool.readings.givenUp()).isEmpty());
    }

    /** Its clock runs out once more, and another time for what is left. */
    @Test
    void theClockOfAnAttemptThatIsLostDoesNotEndTheReadingOfTheNextOne() throws Exception {
        PendingTask<Object> task = pool.submit(TaskOptions.builder()
                .timeout(Duration.ofSeconds(10))
                .maxAttempts(2)
                .build());
        worker.begin(task, pool.timer);
        pool.timer.advance(Duration.ofSeconds(5));
        pool.die(worker, ExitReason.CRASHED);
        worker = pool.lastWorker();
        pool.supervision.onReady(worker.handle());
        worker.begin(task, pool.timer);
        pool.timer.advance(Duration.ofSeconds(4));
        beStuckIn(task);

        pool.timer.advance(Duration.ofSeconds(9));
        assertThat(task).as("9 s of 10, and the time to read").isNotDone();

        pool.timer.advance(Duration.ofSeconds(3));
        assertThat(Failures.failureOf(task, TaskTimeoutException.class).clock()).isEqualTo(Clock.EXECUTION);
    }

    @Test
    void aCancellationEndsItAndInterruptsItsThread() throws Exception {
        PendingTask<Object> task = pool.submit();
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        answer(task, pool.session(worker, () -> {
            reading.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return "late";
        }));
        assertThat(reading.await(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        task.cancel(true);

        assertThat(interrupted.await(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(task).isCancelled();
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
        assertThat(worker.wasKilled()).isFalse();
    }

    @Test
    void anAnswerThatStillWaitsForAThreadIsNotReadOnceItsFutureHasEnded() throws Exception {
        stuck(TaskOptions.defaults());
        stuck(TaskOptions.defaults());
        PendingTask<Object> waiting = quick();
        assertThat(waiting.isDone()).isFalse();

        waiting.cancel(false);

        assertThat(waiting.where().place()).isEqualTo(Place.ENDED);
        assertThat(pool.readings.count()).isEqualTo(2);
        assertThat(pool.readings.givenUp()).isEmpty();
    }

    @Test
    void whereNoThreadGetsAnywhereThoseThatWaitFailInWords() throws Exception {
        PendingTask<Object> first = stuck(TaskOptions.defaults());
        stuck(TaskOptions.defaults());
        for (int stuck = 3; stuck <= 10; stuck++) { // Two, and eight that replace them.
            beStuckToo(stuck);
        }
        PendingTask<Object> waiting = quick();
        pool.timer.advance(Duration.ofSeconds(5));
        pool.readings.rescue();
        assertThat(waiting.isDone()).isFalse();

        pool.timer.advance(Duration.ofSeconds(6));
        pool.readings.rescue();

        assertThatThrownBy(waiting::get)
                .cause()
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining(waiting.describe())
                .hasMessageContaining("all 2 threads")
                .hasMessageContaining(first.describe() + " for ");
        assertThat(first.isDone()).isFalse();
    }

    /** One more is stuck, on a thread that replaces a slow one. */
    private void beStuckToo(int count) {
        hear(pool.submit(), pool.session(worker, () -> {
            Threads.awaitUninterruptibly(released);
            return "late";
        }));
        pool.timer.advance(Duration.ofMillis(1100));
        pool.readings.rescue();
        pool.timer.advance(Duration.ofMillis(10));
        Awaitility.await().until(() -> pool.readings.readFor(0).size() == count);
    }

    @Test
    void noEndOfTheWorkerWaitsForIt() throws Exception {
        PendingTask<Object> task = stuck(TaskOptions.defaults());

        pool.die(worker, ExitReason.CRASHED);

        assertThat(pool.crew.workers()).doesNotContain(worker.handle());
        released.countDown();
        assertThat(task.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("late");
    }

    @Test
    void aPoolThatEndsWaitsForItAMomentAndThenFailsItInWords() throws Exception {
        PendingTask<Object> task = stuck(TaskOptions.defaults());

        pool.shutdown.begin();
        pool.buryLeavers();
        assertThat(pool.pool.status().state()).isEqualTo(PoolState.SHUTTING_DOWN);
        pool.timer.advanceNanos(PoolShutdown.READ_PATIENCE_NANOS);

        assertThatThrownBy(task::get)
                .cause()
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("10 s");
        assertThat(pool.pool.status().state()).isEqualTo(PoolState.TERMINATED);
    }

    @Test
    void aPoolThatEndsDeliversWhatIsReadInTime() throws Exception {
        PendingTask<Object> task = stuck(TaskOptions.defaults());
        pool.shutdown.begin();
        pool.buryLeavers();

        released.countDown();

        assertThat(task.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("late");
        Awaitility.await()
                .untilAsserted(() -> assertThat(pool.pool.status().state()).isEqualTo(PoolState.TERMINATED));
    }

    @Test
    void aTerminationListsIt() throws Exception {
        PendingTask<Object> task = stuck(TaskOptions.defaults());
        worker.onKill(pool::buryLeavers);

        assertThat(pool.shutdown.within(Duration.ZERO)).containsExactly(task);

        assertThat(task).isCancelled();
    }

    @Test
    void aWorkerWhoseAnswersComeSoonerThanTheyAreReadTakesNoTaskUntilSomeAre() throws Exception {
        WorkerSession session = pool.session(worker, () -> {
            Threads.awaitUninterruptibly(released);
            return "value";
        });
        PendingTask<Object> first = pool.submit();
        pool.hears(worker, session, Replies.result(worker.run(first, pool.timer), 800_000));
        assertThat(worker.handle().isIdle()).isTrue();
        PendingTask<Object> second = pool.submit();
        pool.hears(worker, session, Replies.result(worker.run(second, pool.timer), 800_000));

        assertThat(worker.handle().isIdle()).isFalse();
        PendingTask<Object> third = pool.submit();
        assertThat(third.where().place()).isEqualTo(Place.QUEUED);
        first.cancel(false);

        assertThat(third.where().place()).isEqualTo(Place.SENT);
    }

    @Test
    void aTaskEndsAlthoughItsAnswerCouldNotBeHandedOver() {
        PendingTask<Object> task = pool.submit();
        WorkerSession session = pool.session(worker, () -> "value");
        Result result = Replies.result(worker.run(task, pool.timer));
        Answer answer = new Answer(result.report(), result.value(), false);
        Delivery delivery = new Delivery(pool.timer, pool.readings);
        task.expire(IllegalStateException::new);

        assertThatThrownBy(() -> delivery.deliver(task, session, answer, () -> Outcome.value("value"), () -> {
                    throw new OutOfMemoryError("of this test");
                }))
                .isInstanceOf(OutOfMemoryError.class);

        assertThatThrownBy(task::get).hasCauseInstanceOf(ResultSerializationException.class);
    }
}
