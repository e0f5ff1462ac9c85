package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Code that is to follow a future's end runs on threads of its own, harms nobody, and may use the pool. */
@Timeout(300)
class CallbacksIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void aCallbackGetsTheValue() throws Exception {
        assertThat(pools.sharedWorker()
                        .submit(() -> Tasks.add(20, 22))
                        .thenApply(sum -> "sum " + sum)
                        .get())
                .isEqualTo("sum 42");
    }

    @Test
    void aCallbackGetsTheFailure() throws Exception {
        ProcessFuture<String> future = pools.sharedWorker().submit(() -> {
            throw new IllegalStateException("no");
        });

        assertThat(future.handle((value, failure) -> failure).get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
    }

    @Test
    void aCallbackGetsTheCancellation() throws Exception {
        Flag started = pools.flag();
        ProcessFuture<String> future = pools.sharedWorker().submit(() -> Tasks.sleepForever(started));
        CompletableFuture<Throwable> seen = future.handle((value, failure) -> failure);
        future.cancel(true);

        assertThat(seen.get()).isInstanceOf(CancellationException.class);
    }

    @Test
    void aCallbackThatIsAddedAfterwardsRunsAtOnce() throws Exception {
        ProcessFuture<Integer> future = pools.sharedWorker().submit(() -> Tasks.add(1, 2));
        future.thenAccept(value -> {}).get();
        Thread[] ranOn = new Thread[1];
        future.thenRun(() -> ranOn[0] = Thread.currentThread());

        assertThat(ranOn[0]).isSameAs(Thread.currentThread());
    }

    @Test
    void aCallbackThatThrowsHarmsNobody() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        CompletableFuture<Integer> derived = pool.submit(() -> Tasks.add(1, 2)).thenApply(value -> {
            throw new IllegalStateException("in the callback");
        });

        assertThatThrownBy(derived::get).hasRootCauseMessage("in the callback");
        assertThat(pool.submit(() -> Tasks.add(1, 2)).get()).isEqualTo(3);
    }

    @Test
    void callbacksThatBlockKeepNobodyElseWaiting() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(50);
        Flag go = pools.flag();
        pools.occupy(pool, go); // A callback of a future that is done would run, and block, right here.
        for (int i = 0; i < 50; i++) {
            pool.submit(() -> Tasks.add(1, 2)).thenRun(() -> {
                blocked.countDown();
                awaitQuietly(released);
            });
        }
        go.raise();
        assertThat(blocked.await(30, TimeUnit.SECONDS))
                .as("all callbacks have begun")
                .isTrue();

        assertThat(pool.submit(() -> Tasks.add(1, 2)).get()).isEqualTo(3);
        assertThat(pool.submit(() -> Tasks.add(1, 2)).thenApply(sum -> sum + 1).get())
                .isEqualTo(4);
        released.countDown();
    }

    @Test
    void aWaiterIsReleasedThoughACallbackBlocks() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        CountDownLatch released = new CountDownLatch(1);
        Flag go = pools.flag();
        Flag started = pools.flag();
        ProcessFuture<Long> future = pool.submit(() -> Tasks.runUntil(started, go));
        future.thenRun(() -> awaitQuietly(released));
        go.raise();

        assertThat(future.get()).isPositive();
        assertThat(future.join()).isPositive();
        released.countDown();
    }

    @Test
    void callbacksRunOnThreadsOfTheirOwn() throws Exception {
        Flag released = pools.flag();
        ProcessFuture<Long> future = pools.occupy(pools.sharedWorker(), released);
        CompletableFuture<String> thread =
                future.thenApply(value -> Thread.currentThread().getName());
        released.raise();

        assertThat(thread.get()).startsWith("process-pool-shared-callback-");
    }

    @Test
    void callbacksMaySubmitAgain() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        CompletableFuture<Integer> chain = pool.submit(() -> 0);
        for (int i = 0; i < 100; i++) {
            chain = chain.thenCompose(value -> pool.submit(Tasks::add, value, 1));
        }

        assertThat(chain.get(30, TimeUnit.SECONDS)).isEqualTo(100);
    }

    @Test
    void callbacksMaySubmitAndWait() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        CompletableFuture<Integer> result = pool.submit(() -> 1)
                .thenApply(value -> pool.submit(Tasks::add, value, 1).join());

        assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void aCallbackMayCloseThePoolAndLaterTasksAreRejected() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        pool.submit(() -> 1).thenRun(pool::close).get(30, TimeUnit.SECONDS);

        assertThat(pool.isTerminated()).isTrue();
        assertThatExceptionOfType(PoolShutdownException.class)
                .isThrownBy(() -> pool.submit(() -> 2))
                .withMessageContaining("'it'");
    }

    @Test
    void allOfAndAnyOfTheJdkWorkWithTheseFutures() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(pool.submit(Tasks::add, i, 1));
        }
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);

        assertThat(futures).allMatch(CompletableFuture::isDone);
        assertThat(CompletableFuture.anyOf(pool.submit(() -> 7)).get(30, TimeUnit.SECONDS))
                .isEqualTo(7);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
