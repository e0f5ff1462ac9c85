package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: every future ends, whatever happens at the same time. */
@Timeout(120)
class NoDeadlockIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private static void assertEnded(Iterable<? extends ProcessFuture<?>> tasks) {
        for (ProcessFuture<?> task : tasks) {
            if (!task.isDone()) {
                await("the end of " + task).until(task::isDone);
            }
        }
    }

    @Test
    void endsEveryFutureWhenSubmitCancelAndShutdownMeet() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Queue<ProcessFuture<Integer>> tasks = new ConcurrentLinkedQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(new Thread(() -> {
                awaitQuietly(go);
                try {
                    while (true) {
                        tasks.add(pool.submit(() -> Tasks.add(1, 2)));
                    }
                } catch (RejectedExecutionException e) {
                    over.set(true); // Full or shut down.
                }
            }));
        }
        threads.add(new Thread(() -> {
            awaitQuietly(go);
            while (!over.get()) {
                tasks.forEach(task -> task.cancel(true));
            }
        }));
        threads.forEach(Thread::start);
        pool.submit(() -> Tasks.pid()).get();
        go.countDown();
        await().until(() -> tasks.size() > 200);

        long start = System.nanoTime();
        pool.shutdown(Duration.ofSeconds(5));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        for (Thread thread : threads) {
            thread.join(30_000);
            assertThat(thread.isAlive()).isFalse();
        }
        assertEnded(tasks);
        assertThat(pool.isTerminated()).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void completesEverythingWhileItIsResized() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(2).workerHeap(32L << 20));
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        int number = 0;
        for (int size : new int[] {3, 1, 2}) {
            for (int i = 0; i < 40; i++) {
                int expected = number++;
                tasks.add(pool.submit(() -> Tasks.add(expected, 0)));
            }
            pool.resize(size);
            tasks.get(tasks.size() - 10).get(60, TimeUnit.SECONDS);
        }

        for (int i = 0; i < tasks.size(); i++) {
            assertThat(tasks.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i);
        }
        await().untilAsserted(() -> assertThat(pool.snapshot().workers())
                .filteredOn(worker -> worker.state() != WorkerState.RETIRING)
                .hasSizeLessThanOrEqualTo(2)
                .allMatch(worker -> worker.slot() < 2));
    }

    @Test
    void runsTasksThatAreSubmittedWhileAllWorkersAreLeaving() throws Exception {
        // The pause between two tasks is about the idle timeout, so that workers leave just when one comes.
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).idleTimeout(Duration.ofMillis(20)));
        Random random = new Random(5);
        for (int round = 0; round < 4; round++) {
            assertThat(pool.submit(() -> Tasks.add(1, 2)).get(30, TimeUnit.SECONDS))
                    .isEqualTo(3);
            long pause = TimeUnit.MILLISECONDS.toNanos(random.nextInt(120));
            long start = System.nanoTime();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> System.nanoTime() - start > pause
                            || pool.snapshot().workers().isEmpty());
        }
        assertThat(pool.snapshot().failedTasks()).isZero();
    }

    /** A worker that is stopped reads nothing, so the transfer can't end. */
    @Test
    void aTaskWhoseLargeArgumentIsInTransferIsCancelledSentAgainOrLostLikeAnyOther() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).workerHeap(128L << 20));
        byte[] argument = new byte[20_000_000];
        long pid = pool.submit(() -> Tasks.pid()).get();
        Signals.stop(pid);
        ProcessFuture<Integer> cancelled = pool.submit(bytes -> Tasks.sum(bytes), argument);
        assertThat(cancelled.cancel(true)).isTrue();
        cancelled.stopped().get(30, TimeUnit.SECONDS);
        Signals.send("CONT", pid);
        assertThat(pool.submit(() -> Tasks.pid()).get(30, TimeUnit.SECONDS)).isEqualTo(pid);

        Signals.stop(pid);
        ProcessFuture<Integer> sentAgain = pool.submit(bytes -> Tasks.sum(bytes), argument);
        Signals.send("KILL", pid); // It never began there.
        assertThat(sentAgain.get(60, TimeUnit.SECONDS)).isZero();

        Signals.stop(sentAgain.workerPid().orElseThrow());
        ProcessFuture<Integer> lost = pool.submit(bytes -> Tasks.sum(bytes), argument);
        assertThat(pool.shutdown(Duration.ofSeconds(1))).containsExactly(lost);
        assertThat(lost).isDone();
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void completesWhatManyThreadsSubmitWhileWorkersAreKilled() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        TaskOptions idempotent = TaskOptions.builder().maxAttempts(20).build();
        Queue<ProcessFuture<Integer>> tasks = new ConcurrentLinkedQueue<>();
        List<Thread> submitters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 200; n++) {
                    tasks.add(pool.with(idempotent).submit(() -> Tasks.add(1, 2)));
                }
            });
            submitters.add(thread);
            thread.start();
        }
        for (int kills = 0; kills < 2; kills++) {
            long done = pool.snapshot().completedTasks();
            await().until(() ->
                    pool.snapshot().completedTasks() > done || pool.snapshot().completedTasks() == 600);
            Pools.workers().stream().findFirst().ifPresent(ProcessHandle::destroyForcibly);
        }

        for (Thread thread : submitters) {
            thread.join(30_000);
        }
        assertThat(tasks).hasSize(600);
        for (ProcessFuture<Integer> task : tasks) {
            assertThat(task.get(60, TimeUnit.SECONDS)).isEqualTo(3);
        }
    }
}
