package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The order of the queue: who has to wait, who goes first, and what happens when there is no room. */
@Timeout(300)
class QueueIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private ProcessPoolExecutor oneWorkerWithAQueueOf(int capacity, WhenFull whenFull) {
        return pools.open(
                builder -> builder.maxWorkers(1).queueCapacity(capacity).whenFull(whenFull));
    }

    // -- Room --

    @Test
    void aFullQueueRejectsUntilATaskHasRunOrWasCancelled() throws Exception {
        ProcessPoolExecutor pool = oneWorkerWithAQueueOf(2, WhenFull.REJECT);
        Flag released = pools.flag();
        pools.occupy(pool, released);
        ProcessFuture<Integer> first = pool.submit(() -> 1);
        ProcessFuture<Integer> second = pool.submit(() -> 2);

        assertThatExceptionOfType(QueueFullException.class)
                .isThrownBy(() -> pool.submit(() -> 3))
                .isInstanceOf(RejectedExecutionException.class)
                .withMessageContaining("'it'")
                .withMessageContaining("2 tasks of at most 2")
                .withMessageContaining("queueCapacity");
        assertThat(pool.trySubmit(() -> 3)).isEmpty();
        assertThat(pool.snapshot().queuedTasks()).isEqualTo(2);
        first.cancel(true);
        ProcessFuture<Integer> third = pool.submit(() -> 3);
        released.raise();
        assertThat(List.of(second.get(), third.get())).containsExactly(2, 3);
        assertThat(pool.submit(() -> 4).get()).isEqualTo(4);
    }

    @Test
    void manySubmittersThatBlockAllGetTheirTurn() throws Exception {
        ProcessPoolExecutor pool = oneWorkerWithAQueueOf(2, WhenFull.BLOCK);
        List<CompletableFuture<Integer>> sums = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            CompletableFuture<Integer> sum = new CompletableFuture<>();
            sums.add(sum);
            new Thread(() -> {
                        try {
                            int total = 0;
                            List<ProcessFuture<Integer>> futures = new ArrayList<>();
                            for (int i = 0; i < 100; i++) {
                                futures.add(pool.submit(Tasks::add, i, 1));
                            }
                            for (ProcessFuture<Integer> future : futures) {
                                total += future.get();
                            }
                            sum.complete(total);
                        } catch (Throwable e) {
                            sum.completeExceptionally(e);
                        }
                    })
                    .start();
        }
        for (CompletableFuture<Integer> sum : sums) {
            assertThat(sum.get(60, TimeUnit.SECONDS)).isEqualTo(100 * 101 / 2);
        }
    }

    @Test
    void noTaskWaitsBehindALongOneWhileLaterOnesAreRun() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        SerializableFunction<Flag, Integer> task = QueueIT::passGate;
        Flag open = new Flag("");
        for (int i = 0; i < 200; i++) {
            pool.submit(task, open).get();
        }
        Flag released = pools.flag();
        ProcessFuture<Integer> running = pool.submit(task, released);
        List<ProcessFuture<Integer>> early = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            early.add(pool.submit(task, open));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        ArrayDeque<ProcessFuture<Integer>> later = new ArrayDeque<>();
        while (!early.stream().allMatch(ProcessFuture::isDone) && System.nanoTime() - deadline < 0) {
            while (later.size() < 200) {
                later.add(pool.submit(
                        () -> Tasks.lastAMillisecond())); // The other worker always has something else to do.
            }
            later.remove().get();
        }

        assertThat(early).allMatch(ProcessFuture::isDone);
        assertThat(running.isDone()).isFalse();
        released.raise();
        for (ProcessFuture<Integer> future : later) {
            future.get();
        }
    }

    /** Work that is over at once, unless it is given a flag to wait for. */
    private static int passGate(Flag gate) throws InterruptedException {
        if (!gate.path().isEmpty()) {
            gate.awaitInTask();
        }
        return 1;
    }
}
