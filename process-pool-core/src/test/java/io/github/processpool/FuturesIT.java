package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The things that a caller may do with a future, and how ending it ends the work. */
@Timeout(300)
class FuturesIT {

    @RegisterExtension
    final Pools pools = new Pools();

    // -- States --

    @Test
    void aTaskIsQueuedUntilAWorkerHasBegunIt() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag released = pools.flag();
        ProcessFuture<Long> first = pools.occupy(pool, released);
        ProcessFuture<Integer> second = pool.submit(() -> Tasks.add(1, 1));

        assertThat(first.taskState()).isEqualTo(TaskState.RUNNING);
        assertThat(first.timings().started()).isPresent();
        assertThat(first.timings().finished()).isEmpty();
        assertThat(second.taskState()).isEqualTo(TaskState.QUEUED);
        assertThat(second.timings().started()).isEmpty();
        assertThat(second.workerPid()).isEmpty();
        released.raise();
        second.get();
        first.get(); // It may be waiting for what it has printed: results are not delivered in order.
        assertThat(first.taskState()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(second.taskState()).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void queueWaitIsVisibleInTheTimings() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag released = pools.flag();
        ProcessFuture<Long> first = pools.occupy(pool, released);
        ProcessFuture<Integer> second = pool.submit(() -> Tasks.add(1, 1));
        released.raise();
        second.get();

        TaskTimings timings = second.timings();
        assertThat(timings.started().orElseThrow())
                .isAfterOrEqualTo(first.timings().started().orElseThrow())
                .isAfterOrEqualTo(timings.queued())
                .isBeforeOrEqualTo(timings.finished().orElseThrow());
        assertThat(timings.queueWait().orElseThrow())
                .isEqualTo(Duration.between(timings.queued(), timings.started().orElseThrow()));
        assertThat(timings.serialization()).isPositive();
        assertThat(timings.execution()).isPositive();
    }

    @Test
    void taskIdsCountUpInTheOrderOfSubmission() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long first = pool.submit(() -> Tasks.pid()).taskId();

        assertThat(List.of(
                        pool.submit(() -> Tasks.pid()).taskId(),
                        pool.submit(() -> Tasks.pid()).taskId()))
                .containsExactly(first + 1, first + 2);
    }

    @Test
    void theNameTellsTheLambdaUnlessOneIsGiven() {
        ProcessPoolExecutor pool = pools.sharedWorker();

        assertThat(pool.submit(() -> Tasks.pid()).name()).startsWith("FuturesIT.");
        assertThat(pool.with(TaskOptions.builder().name("my task").build())
                        .submit(() -> Tasks.pid())
                        .name())
                .isEqualTo("my task");
    }

    // -- Ending a future --

    @Test
    void aQueuedTaskThatIsCancelledNeverRuns() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long before = pool.snapshot().cancelledTasks();
        Flag released = pools.flag();
        Flag ran = pools.flag();
        ProcessFuture<Long> running = pools.occupy(pool, released);
        ProcessFuture<Void> queued = pool.submit(() -> ran.raise());

        assertThat(queued.cancel(false)).isTrue();

        assertThat(queued.isCancelled()).isTrue();
        assertThat(queued.taskState()).isEqualTo(TaskState.CANCELLED);
        queued.stopped().get(30, TimeUnit.SECONDS);
        released.raise();
        running.get();
        pool.submit(() -> 1).get();
        assertThat(ran.isRaised()).isFalse();
        assertThat(pool.snapshot().cancelledTasks() - before).isEqualTo(1);
    }

    @Test
    void cancelTrueEndsTheWorkAndTheWorkerGoesOn() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        ProcessFuture<String> future = pool.with(
                        TaskOptions.builder().gracePeriod(Pools.LIMIT).build())
                .submit(() -> Tasks.cleanUpWhenInterrupted(started, cleanedUp));
        started.await();

        assertThat(future.cancel(true)).isTrue();

        assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
        future.stopped().get(30, TimeUnit.SECONDS);
        assertThat(cleanedUp.isRaised()).isTrue();
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    @Test
    void cancelFalseLetsRunningWorkFinishAndDropsItsResult() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag released = pools.flag();
        Flag finished = pools.flag();
        Flag started = pools.flag();
        ProcessFuture<Integer> future = pool.submit(() -> {
            Tasks.runUntil(started, released);
            finished.raise();
            return 1;
        });
        started.await();

        assertThat(future.cancel(false)).isTrue();

        assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
        assertThat(future.stopped()).isNotDone();
        released.raise();
        future.stopped().get(30, TimeUnit.SECONDS);
        assertThat(finished.isRaised()).isTrue();
        assertThat(future.isCancelled()).isTrue();
    }

    @Test
    void cancellingTwiceIsTrueBothTimesAndCancellingADoneFutureIsFalse() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        ProcessFuture<String> running = pool.submit(() -> Tasks.sleepForever(started));
        ProcessFuture<Integer> queued = pool.submit(() -> 1);

        assertThat(queued.cancel(true)).isTrue();
        assertThat(queued.cancel(true)).isTrue();
        assertThat(running.cancel(true)).isTrue();
        assertThat(running.cancel(false)).isTrue();
        ProcessFuture<Integer> done = pool.submit(() -> 1);
        done.get();
        assertThat(done.cancel(true)).isFalse();
        assertThat(done.get()).isEqualTo(1);
    }

    @Test
    void completingTheFutureFromOutsideEndsTheWork() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        ProcessFuture<String> future = pool.with(
                        TaskOptions.builder().gracePeriod(Pools.LIMIT).build())
                .submit(() -> Tasks.cleanUpWhenInterrupted(started, cleanedUp));
        started.await();

        assertThat(future.complete("from outside")).isTrue();

        assertThat(future.get()).isEqualTo("from outside");
        assertThat(future.complete("too late")).isFalse();
        assertThat(future.completeExceptionally(new IllegalStateException("too late")))
                .isFalse();
        future.stopped().get(30, TimeUnit.SECONDS);
        assertThat(cleanedUp.isRaised()).isTrue();
    }

    @Test
    void orTimeoutEndsTheWork() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        ProcessFuture<String> future = pool.with(
                        TaskOptions.builder().gracePeriod(Pools.LIMIT).build())
                .submit(() -> Tasks.cleanUpWhenInterrupted(started, cleanedUp));
        started.await();

        future.orTimeout(1, TimeUnit.MILLISECONDS);

        assertThatThrownBy(future::get).cause().isInstanceOf(TimeoutException.class);
        future.stopped().get(30, TimeUnit.SECONDS);
        assertThat(cleanedUp.isRaised()).isTrue();
    }

    @Test
    void completeOnTimeoutAndCompleteAsyncGiveTheValueAndEndTheWork() throws Exception {
        Flag first = pools.flag();
        ProcessFuture<String> onTimeout = pools.sharedWorker().submit(() -> Tasks.sleepForever(first));

        onTimeout.completeOnTimeout("instead", 1, TimeUnit.MILLISECONDS);

        assertThat(onTimeout.get()).isEqualTo("instead");
        onTimeout.stopped().get(30, TimeUnit.SECONDS);

        Flag second = pools.flag();
        ProcessFuture<String> async = pools.sharedWorker().submit(() -> Tasks.sleepForever(second));
        second.await();
        async.completeAsync(() -> "supplied");

        assertThat(async.get(30, TimeUnit.SECONDS)).isEqualTo("supplied");
        async.stopped().get(30, TimeUnit.SECONDS);
    }

    @Test
    void cancellingADerivedStageLeavesTheWorkAlone() throws Exception {
        Flag released = pools.flag();
        ProcessFuture<Long> future = pools.occupy(pools.sharedWorker(), released);
        CompletableFuture<Long> derived = future.thenApply(value -> value);
        derived.cancel(true);
        released.raise();

        assertThat(future.get()).isPositive();
    }

    // -- Waiting --

    @Test
    void aWaitThatTimesOutDoesNotStopTheTask() throws Exception {
        Flag released = pools.flag();
        ProcessFuture<Long> future = pools.occupy(pools.sharedWorker(), released);

        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> future.get(10, TimeUnit.MILLISECONDS))
                .withMessageContaining("RUNNING");
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> future.get(0, TimeUnit.MILLISECONDS));
        assertThat(future.isDone()).isFalse();
        assertThat(future.getNow(-1L)).isEqualTo(-1);
        released.raise();
        assertThat(future.get()).isPositive();
    }

    @Test
    void aWaiterIsReleasedByACancelFromAnotherThread() throws Exception {
        Flag released = pools.flag();
        ProcessFuture<Long> future = pools.occupy(pools.sharedWorker(), released);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiter = new Thread(() -> {
            try {
                future.get();
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        waiter.start();
        await().until(() -> waiter.getState() == Thread.State.WAITING);

        future.cancel(true);

        waiter.join(30_000);
        assertThat(thrown.get()).isInstanceOf(CancellationException.class);
    }

    @Test
    void anInterruptedWaiterThrowsAndTheTaskGoesOn() throws Exception {
        Flag released = pools.flag();
        ProcessFuture<Long> future = pools.occupy(pools.sharedWorker(), released);

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(future::get);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> future.get(1, TimeUnit.MINUTES));

        released.raise();
        assertThat(future.get()).isPositive();
    }

    @Test
    void anInterruptedSubmitterHarmsNobody() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        pool.submit(() -> 1).get();
        Thread.currentThread().interrupt();
        ProcessFuture<Integer> future = pool.submit(() -> 2);

        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        assertThat(future.get()).isEqualTo(2);
    }

    @Test
    void joinWrapsTheFailureInACompletionException() {
        ProcessFuture<Integer> future = pools.sharedWorker().submit(() -> {
            throw new IllegalStateException("no");
        });

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(future::join)
                .withCauseInstanceOf(IllegalStateException.class);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(future::get)
                .withCauseInstanceOf(IllegalStateException.class);
        assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> future.getNow(1));
    }

    // -- Memory --

    @Test
    void thePoolDoesNotKeepResultsThatWereTaken() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        WeakReference<Object> result =
                new WeakReference<>(pool.submit(() -> new int[1000]).get());

        awaitCollectionOf(result);
    }

    @Test
    void clocksThatHaveNotRunOutDoNotKeepResultsThatWereTaken() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        TaskSubmitter timed = pool.with(TaskOptions.builder()
                .timeout(Duration.ofHours(1))
                .queueTimeout(Duration.ofHours(1))
                .deadline(Duration.ofHours(1))
                .build());
        WeakReference<Object> result =
                new WeakReference<>(timed.submit(() -> new int[1000]).get());

        awaitCollectionOf(result);
    }

    private static void awaitCollectionOf(WeakReference<Object> result) {
        await("collection of a result").until(() -> {
            System.gc();
            return result.get() == null;
        });
    }

    @Test
    @EnabledForJreRange(minVersion = 19)
    void saysInTheStateOfTheJdkWhatGetHasSaid() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Method state = Future.class.getMethod("state");
        for (int i = 0; i < 500; i++) {
            ProcessFuture<Integer> future = pool.submit(Tasks::echo, i);
            future.get();

            assertThat(state.invoke(future)).hasToString("SUCCESS");
        }
    }
}
