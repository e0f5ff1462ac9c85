package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
    void aFullQueueRejects() throws Exception {
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
        released.raise();
        assertThat(List.of(first.get(), second.get())).containsExactly(1, 2);
        assertThat(pool.submit(() -> 3).get()).isEqualTo(3);
    }

    @Test
    void aCancelledTaskMakesRoom() {
        ProcessPoolExecutor pool = oneWorkerWithAQueueOf(1, WhenFull.REJECT);
        Flag released = pools.flag();
        pools.occupy(pool, released);
        ProcessFuture<Integer> first = pool.submit(() -> 1);
        assertThat(pool.trySubmit(() -> 2)).isEmpty();

        first.cancel(true);

        assertThat(pool.trySubmit(() -> 3)).isPresent();
        released.raise();
    }

    @Test
    void aFullQueueBlocksUntilThereIsRoom() throws Exception {
        ProcessPoolExecutor pool = oneWorkerWithAQueueOf(1, WhenFull.BLOCK);
        Flag released = pools.flag();
        pools.occupy(pool, released);
        ProcessFuture<Integer> first = pool.submit(() -> 1);
        AtomicReference<ProcessFuture<Integer>> second = new AtomicReference<>();
        Thread submitter = new Thread(() -> second.set(pool.submit(() -> 2)), "submitter");
        submitter.start();
        await().until(() -> isWaiting(submitter));
        assertThat(pool.trySubmit(() -> 3)).as("trySubmit does not wait").isEmpty();

        released.raise();

        submitter.join(30_000);
        assertThat(first.get()).isEqualTo(1);
        assertThat(second.get().get()).isEqualTo(2);
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
                            for (int i = 0; i < 250; i++) {
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
            assertThat(sum.get(60, TimeUnit.SECONDS)).isEqualTo(250 * 251 / 2);
        }
    }

    @Test
    void noTaskWaitsBehindALongOneWhileLaterOnesAreRun() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(2).maxWorkers(2));
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

    @Test
    void tasksThatWereSentAheadCountAsQueuedUntilTheyBegin() throws Exception {
        ProcessPoolExecutor pool = oneWorkerWithAQueueOf(4, WhenFull.REJECT);
        SerializableFunction<Flag, Integer> task = QueueIT::passGate;
        Flag open = new Flag("");
        for (int i = 0; i < 50; i++) {
            pool.submit(task, open).get();
        }
        Flag released = pools.flag();
        ProcessFuture<Integer> running = pool.submit(task, released);
        await().until(() -> running.taskState() == TaskState.RUNNING);
        for (int i = 0; i < 4; i++) {
            pool.submit(task, open);
        }

        assertThat(pool.snapshot().queuedTasks()).isEqualTo(4);
        assertThat(pool.snapshot().runningTasks()).isEqualTo(1);
        assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> pool.submit(task, open));
        assertThat(pool.shutdownNow())
                .hasSize(4)
                .allSatisfy(task1 -> assertThatThrownBy(task1::run).isInstanceOf(IllegalStateException.class));
        released.raise();
    }

    /** Work that is over at once, unless it is given a flag to wait for. */
    private static int passGate(Flag gate) throws InterruptedException {
        if (!gate.path().isEmpty()) {
            gate.awaitInTask();
        }
        return 1;
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }
}
