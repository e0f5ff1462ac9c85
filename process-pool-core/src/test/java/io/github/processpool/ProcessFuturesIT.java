package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Waiting for many real tasks at once; see {@link ProcessFuturesTest} for the rest. */
@Timeout(300)
class ProcessFuturesIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void returnsTasksInTheOrderOfTheirCompletionAcrossPools() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        ProcessPoolExecutor other = pools.sharedWorker();
        Flag started = pools.flag();
        Flag slow = pools.flag();
        Flag fast = pools.flag();
        ProcessFuture<Long> last = pool.submit(() -> Tasks.runUntil(started, slow));
        ProcessFuture<Long> first = other.submit(() -> Tasks.runUntil(started, fast));
        Iterator<ProcessFuture<Long>> completed = ProcessFutures.asCompleted(List.of(last, first), Pools.LIMIT);

        fast.raise();
        assertThat(completed.next()).isSameAs(first);
        slow.raise();
        assertThat(completed.next()).isSameAs(last);
        assertThat(completed.hasNext()).isFalse();
    }

    @Test
    void returnsEveryOneOfManyTinyTasksOnce() {
        ProcessPoolExecutor pool = pools.shared();
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            futures.add(pool.submit(Tasks::add, i, 1));
        }

        assertThat(ProcessFutures.asCompleted(futures, Pools.LIMIT))
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(futures)
                .allMatch(ProcessFuture::isDone);
    }

    @Test
    void returnsWhatWasLostAndWhatWasCancelledLikeEverythingElse() {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        ProcessFuture<Void> lost = pool.submit(() -> Tasks.halt(3));
        ProcessFuture<String> running = pool.submit(() -> Tasks.sleepForever(started));
        ProcessFuture<Integer> queued = pool.submit(() -> Tasks.add(1, 1));
        CompletableFuture<String> foreign = new CompletableFuture<>();
        Iterator<CompletableFuture<?>> completed =
                ProcessFutures.asCompleted(List.of(foreign, queued, running, lost), Pools.LIMIT);

        assertThat(completed.next()).isSameAs(lost);
        started.await();
        queued.cancel(true);
        assertThat(completed.next()).isSameAs(queued);
        foreign.complete("from outside");
        assertThat(completed.next()).isSameAs(foreign);
        running.cancel(true);
        assertThat(completed.next()).isSameAs(running);
    }

    @Test
    void hearsOfTheEndThoughACallbackBlocks() throws Exception {
        Flag started = pools.flag();
        Flag released = pools.flag();
        ProcessFuture<Long> future = pools.shared().submit(() -> Tasks.runUntil(started, released));
        Iterator<ProcessFuture<Long>> completed = ProcessFutures.asCompleted(List.of(future), Pools.LIMIT);
        CountDownLatch callback = new CountDownLatch(1);
        future.thenRun(() -> awaitQuietly(callback)); // The JDK runs what was added last first.
        released.raise();

        assertThat(completed.next()).isSameAs(future);
        callback.countDown();
    }

    @Test
    void runningOutOfTimeStopsNoTask() throws Exception {
        Flag started = pools.flag();
        Flag released = pools.flag();
        ProcessFuture<Long> future = pools.shared().submit(() -> Tasks.runUntil(started, released));
        Iterator<ProcessFuture<Long>> completed = ProcessFutures.asCompleted(List.of(future), Duration.ofMillis(100));

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(completed::next)
                .withMessageContaining("1 of 1 futures unfinished");
        assertThat(ProcessFutures.await(List.of(future), ReturnWhen.ALL_COMPLETED, Duration.ofMillis(10))
                        .notDone())
                .containsExactly(future);
        released.raise();
        assertThat(future.get(30, TimeUnit.SECONDS)).isPositive();
    }

    @Test
    void firstExceptionReturnsAtTheFirstTaskThatFails() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Flag started = pools.flag();
        Flag released = pools.flag();
        ProcessFuture<Long> running = pool.submit(() -> Tasks.runUntil(started, released));
        started.await();
        ProcessFuture<Integer> well = pool.submit(() -> Tasks.add(1, 1));
        well.get();
        ProcessFuture<Integer> bad = pool.submit(() -> {
            throw new IllegalStateException("planned");
        });

        AwaitedFutures<ProcessFuture<?>> found =
                ProcessFutures.await(List.of(running, well, bad), ReturnWhen.FIRST_EXCEPTION, Pools.LIMIT);

        assertThat(found.done()).containsExactly(well, bad);
        assertThat(found.notDone()).containsExactly(running);
        released.raise();
    }

    @Test
    void aShutdownInTheMiddleEndsTheWait() {
        ProcessPoolExecutor pool = pools.oneWorker();
        Flag started = pools.flag();
        ProcessFuture<String> running = pool.submit(() -> Tasks.sleepForever(started));
        ProcessFuture<Integer> queued = pool.submit(() -> Tasks.add(1, 1));
        started.await();
        Iterator<ProcessFuture<?>> completed = ProcessFutures.asCompleted(List.of(running, queued), Pools.LIMIT);
        pool.shutdownNow();

        assertThat(completed).toIterable().hasSize(2).allMatch(ProcessFuture::isCancelled);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
