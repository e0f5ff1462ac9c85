package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessFuture;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.pool.PoolThreads;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.message.Message.Interrupt;
import io.github.processpool.internal.wire.message.Message.Stop;
import io.github.processpool.testing.FakeWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool of one connected worker is shut down. */
class PoolShutdownTest {

    @TempDir
    Path folder;

    private final AtomicInteger terminations = new AtomicInteger();
    private final PoolThreads threads = new PoolThreads("played");
    private PlayedPool pool;
    private FakeWorker worker;

    @BeforeEach
    void start() {
        pool = PlayedPool.ofOne(folder);
        worker = pool.worker(0).connect();
        pool.shutdown.onTerminated(terminations::incrementAndGet, threads);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private PoolState state() {
        return pool.pool.status().state();
    }

    private PendingTask<Object> running() {
        PendingTask<Object> task = pool.submit();
        worker.begin(task, pool.timer);
        return task;
    }

    @Test
    void itsEndIsNotReachedBeforeEverythingIsLetGoOfAndItsThreadsHaveEnded() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread last = threads.named("last").newThread(() -> await(ended));
        last.start();
        pool.shutdown.onTerminated(() -> await(released), threads);
        Thread end = new Thread(() -> {
            pool.shutdown.begin();
            pool.buryLeavers();
        });
        end.start();
        Awaitility.await().until(() -> state() == PoolState.TERMINATED);

        assertThat(pool.shutdown.await(0)).isFalse();
        assertThat(pool.shutdown.isOver()).isFalse();
        released.countDown();
        end.join();

        assertThat(pool.shutdown.isOver()).isTrue();
        assertThat(pool.shutdown.await(1)).isTrue(); // No longer than it was given.
        assertThat(last.isAlive()).isTrue();
        ended.countDown();
        assertThat(pool.shutdown.await(TimeUnit.SECONDS.toNanos(30))).isTrue();
        assertThat(last.isAlive()).isFalse();
    }

    @Test
    void aThreadOfThePoolDoesNotWaitForItselfNorForThoseThatTheUserHoldsUp() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        threads.lent("callback").newThread(() -> await(released)).start();
        pool.shutdown.begin();
        pool.buryLeavers();
        CompletableFuture<Boolean> answer = new CompletableFuture<>();

        threads.named("own").newThread(() -> answer.complete(awaitEnd())).start();

        assertThat(answer.get(30, TimeUnit.SECONDS)).isTrue();
        released.countDown();
    }

    private boolean awaitEnd() {
        try {
            return pool.shutdown.await(TimeUnit.DAYS.toNanos(1));
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aPoolWithNothingToDoTellsItsWorkersToEndAndIsOverWhenTheyAre() {
        pool.shutdown.begin();

        assertThat(worker.messages()).last().isInstanceOf(Stop.class);
        assertThat(state()).isEqualTo(PoolState.SHUTTING_DOWN);
        pool.buryLeavers();
        assertThat(state()).isEqualTo(PoolState.TERMINATED);
        assertThat(terminations).hasValue(1);
        pool.shutdown.begin();
        pool.shutdown.finishIfDrained();
        assertThat(terminations).hasValue(1);
    }

    @Test
    void aPoolWithoutWorkersIsOverAtOnce() {
        pool.die(worker, ExitReason.IDLE);

        pool.shutdown.begin();

        assertThat(state()).isEqualTo(PoolState.TERMINATED);
    }

    @Test
    void aWorkerThatDoesNotEndWhenToldToIsKilled() {
        pool.shutdown.begin();

        pool.timer.advance(Duration.ofSeconds(5));

        assertThat(worker.wasKilled()).isTrue();
    }

    @Test
    void acceptedTasksAreRunBeforeTheEnd() throws Exception {
        PendingTask<Object> first = running();
        PendingTask<Object> second = pool.submit();

        pool.shutdown.begin();

        pool.succeed(worker, first, 1);
        assertThat(worker.handle().state()).isEqualTo(WorkerState.BUSY);
        pool.succeed(worker, second, 2);
        assertThat(second.get()).isEqualTo(2);
        assertThat(worker.handle().state()).isEqualTo(WorkerState.RETIRING);
    }

    @Test
    void shutdownNowReturnsTasksThatHadNotBegunAndInterruptsTheOthers() {
        PendingTask<Object> begun = running();
        PendingTask<Object> waiting = pool.submit();

        List<PendingTask<?>> notBegun = pool.shutdown.stopNow();

        assertThat(notBegun).containsExactly(waiting);
        assertThat(begun).isCancelled();
        assertThat(waiting).isCancelled();
        assertThat(worker.messages()).anyMatch(Interrupt.class::isInstance);
        pool.timer.advance(Duration.ofSeconds(1));
        assertThat(worker.wasKilled()).isTrue();
        pool.buryLeavers();
        assertThat(state()).isEqualTo(PoolState.TERMINATED);
        assertThat(pool.unfinished.count()).isZero();
    }

    @Test
    void aTaskWhoseAnswerIsBeingReadIsCancelledAsOneThatRuns() {
        PendingTask<Object> task = pool.submit();
        long ticket = worker.run(task, pool.timer);
        WorkerSession session = pool.session(worker, () -> {
            assertThat(pool.shutdown.stopNow()).isEmpty();
            return "value";
        });

        pool.hears(worker, session, Replies.result(ticket));

        assertThat(task).isCancelled();
        assertThat(pool.unfinished.count()).isZero();
    }

    @Test
    void whoeverWaitsForReplacementsLearnsOfIt() {
        running();
        CompletableFuture<Void> recycled = pool.recycling.recycleAll();

        pool.shutdown.begin();

        assertThat(recycled)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withCauseInstanceOf(PoolShutdownException.class)
                .withMessageContaining("1 of the old ones were left");
        assertThat(pool.recycling.recycleAll())
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withCauseInstanceOf(PoolShutdownException.class);
    }

    @Test
    void aBudgetThatIsEnoughLosesNothing() {
        PendingTask<Object> task = running();
        pool.shutdown.begin();
        pool.succeed(worker, task, 1);
        pool.buryLeavers();

        assertThat(pool.shutdown.within(Duration.ofMinutes(1))).isEmpty();
        assertThat(task).isCompletedWithValue(1);
    }

    @Test
    void afterTheBudgetTasksAreInterruptedWorkersKilledAndTheTasksReturned() {
        PendingTask<Object> begun = running();
        PendingTask<Object> waiting = pool.submit();
        worker.onKill(pool::buryLeavers);

        List<ProcessFuture<?>> lost = pool.shutdown.within(Duration.ofMillis(20));

        assertThat(lost).containsExactly(begun, waiting);
        assertThat(worker.wasKilled()).isTrue();
        assertThat(begun).isCancelled();
        assertThat(waiting).isCancelled();
        assertThat(worker.messages()).anyMatch(Interrupt.class::isInstance);
        assertThat(state()).isEqualTo(PoolState.TERMINATED);
    }

    @Test
    void withoutABudgetEverythingIsKilledAtOnce() {
        PendingTask<Object> begun = running();
        worker.onKill(pool::buryLeavers);

        assertThat(pool.shutdown.within(Duration.ZERO)).containsExactly(begun);

        assertThat(worker.messages()).noneMatch(Interrupt.class::isInstance);
        assertThat(state()).isEqualTo(PoolState.TERMINATED);
    }

    @Test
    void anInterruptOfTheWaitIsKept() {
        running();
        worker.onKill(pool::buryLeavers);
        Thread.currentThread().interrupt();

        assertThat(pool.shutdown.within(Duration.ofMillis(20))).hasSize(1);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(state()).isEqualTo(PoolState.TERMINATED);
    }
}
