package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.ChildJvm;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: shutdown is staged and bounded, and the tasks that were lost are returned. */
@Timeout(120)
class StagedShutdownIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private ProcessPoolExecutor openOne() {
        return pools.oneWorker();
    }

    private static void assertGone(ProcessPoolExecutor pool) {
        assertThat(pool.isTerminated()).isTrue();
        assertThat(pool.snapshot().workers()).isEmpty();
        assertThat(Pools.workers()).isEmpty();
    }

    // -- Drain --

    @Test
    void closeRunsAllQueuedWorkDeliversItAndMayBeCalledAgain() throws Exception {
        ProcessPoolExecutor pool = openOne();
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            tasks.add(pool.submit(() -> Tasks.add(number, 1)));
        }
        ProcessFuture<byte[]> large = pool.submit(() -> Tasks.bytes(5_000_000));

        pool.close();
        pool.close();
        pool.shutdown();

        assertThat(tasks).allMatch(task -> task.isDone() && !task.isCompletedExceptionally());
        assertThat(large.get()).isEqualTo(Tasks.bytes(5_000_000));
        assertGone(pool);
    }

    @Test
    void nothingIsLeftWhenCloseReturns() throws Exception {
        String usual = System.setProperty("java.io.tmpdir", pools.folder().toString());
        try {
            for (int i = 0; i < 2; i++) {
                try (ProcessPoolExecutor pool = pools.open(builder -> builder.name("closed"))) {
                    pool.submit(() -> Tasks.pid()).thenRun(() -> {}).get(30, TimeUnit.SECONDS);
                    pool.sharedBuffer(10);
                }
                assertThat(pools.folder()).isEmptyDirectory();
                assertThat(Pools.folders()).isEmpty();
                assertThat(Pools.workers()).isEmpty();
                assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("process-pool-closed"));
            }
        } finally {
            System.setProperty("java.io.tmpdir", usual);
        }
    }

    @Test
    void canBeClosedFromACallbackWhichCanSubmitNothingAfterwards() throws Exception {
        ProcessPoolExecutor pool = openOne();
        CompletableFuture<Integer> chained = pool.submit(() -> Tasks.add(1, 2)).thenCompose(sum -> {
            pool.close();
            assertThat(pool.isTerminated()).isTrue();
            return pool.submit(() -> Tasks.add(3, 4));
        });

        assertThatThrownBy(() -> chained.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(PoolShutdownException.class);
        assertGone(pool);
    }

    // -- Stages --

    @Test
    void returnsTheLostTasksWhenTheBudgetIsExceededAndKillsWhatTheyHaveStarted() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        Journal pids = pools.journal();
        ProcessFuture<Integer> done = pool.submit(() -> Tasks.add(1, 2));
        ProcessFuture<Integer> stubborn = pool.submit(() -> {
            Tasks.startDescendants(2, pids);
            pids.awaitLines(2);
            Tasks.ignoreInterrupts(started);
            return 0;
        });
        ProcessFuture<Integer> queued = pool.submit(() -> Tasks.add(1, 2));
        started.await();
        long start = System.nanoTime();

        List<ProcessFuture<?>> lost = pool.shutdown(Duration.ofMillis(500));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(lost).containsExactlyInAnyOrder(stubborn, queued);
        assertThat(lost).allMatch(ProcessFuture::isCancelled);
        assertThat(done.get()).isEqualTo(3);
        assertThatThrownBy(stubborn::get)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("shut down");
        assertGone(pool);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> pids.lines().stream().map(Long::valueOf).noneMatch(Signals::isRunning));
    }

    @Test
    void shutdownNowReturnsWhatHasNotBegunAndInterruptsWhatRuns() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        Journal ran = pools.journal();
        ProcessFuture<Integer> running = pool.submit(() -> {
            Tasks.cleanUpWhenInterrupted(started, cleanedUp);
            return 0;
        });
        started.await();
        List<ProcessFuture<String>> queued = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            queued.add(pool.submit(() -> Tasks.note(ran, "ran")));
        }

        List<Runnable> neverBegan = pool.shutdownNow();

        assertThat(neverBegan)
                .hasSize(5)
                .allSatisfy(task -> assertThatThrownBy(task::run).isInstanceOf(IllegalStateException.class));
        assertThat(queued).allMatch(ProcessFuture::isCancelled);
        assertThat(running.isCancelled()).isTrue();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(cleanedUp.isRaised()).isTrue();
        assertThat(ran.lines()).isEmpty();
        assertGone(pool);
    }

    @Test
    void terminatesAPoolThatHasStartedNothing() {
        ProcessPoolExecutor pool = pools.open();

        assertThat(pool.terminate()).isEmpty();

        assertGone(pool);
        assertThat(pool.terminate()).isEmpty();
    }

    @Test
    void terminatesAPoolWhoseWorkersAreJustStarting() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(2));
        ProcessFuture<Long> task = pool.submit(() -> Tasks.pid());

        pool.terminate();

        assertThat(task).isDone();
        assertGone(pool);
    }

    @Test
    void terminatesAPoolWhoseWorkersAreAllDead() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Flag started = pools.flag();
        ProcessFuture<Void> task = pool.submit(() -> Tasks.ignoreInterrupts(started));
        started.await();
        Signals.send("KILL", task.workerPid().orElseThrow());

        pool.terminate();

        assertThat(task).isCompletedExceptionally();
        assertGone(pool);
    }

    @Test
    void interruptingCloseStopsTheWork() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        ProcessFuture<Void> running = pool.submit(() -> Tasks.ignoreInterrupts(started));
        started.await();
        CountDownLatch ended = new CountDownLatch(1);
        boolean[] kept = new boolean[1];
        Thread closer = new Thread(() -> {
            pool.close();
            kept[0] = Thread.currentThread().isInterrupted();
            ended.countDown();
        });
        closer.start();
        await().until(pool::isShutdown);

        closer.interrupt();

        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(kept[0]).as("the interrupt is kept").isTrue();
        assertThat(running.isCancelled()).isTrue();
        assertGone(pool);
    }

    // -- The end of the parent --

    /** Submits and returns from main, without shutdown. */
    static final class ForgetfulParent {

        private ForgetfulParent() {}

        public static void main(String[] arguments) {
            Journal ran = new Journal(arguments[0]);
            ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                    .workerHeap(64L << 20)
                    .maxWorkers(1)
                    .build();
            for (int i = 0; i < 10; i++) {
                pool.submit(() -> {
                            Thread.sleep(20);
                            return Tasks.note(ran, String.valueOf(Tasks.pid()));
                        })
                        .thenAccept(line -> System.out.println("result " + line));
            }
        }
    }

    /** When that is done the pool is idle, and keeps the JVM no longer. */
    @Test
    void finishesPendingWorkWhenMainReturnsAndLeavesNoWorker() throws Exception {
        Journal ran = pools.journal();
        try (ChildJvm parent =
                ChildJvm.of(ForgetfulParent.class).arguments(ran.path()).start()) {
            assertThat(parent.awaitEnd()).as("%s", parent.lines()).isZero();

            assertThat(ran.lines()).hasSize(10);
            await().untilAsserted(() -> assertThat(parent.lines().stream().filter(line -> line.startsWith("result ")))
                    .hasSize(10));
            await().until(() -> ran.lines().stream().map(Long::valueOf).noneMatch(Signals::isRunning));
        }
    }

    /** Drains its pool in a shutdown hook, as a server does. */
    static final class DrainingParent {

        private DrainingParent() {}

        public static void main(String[] arguments) throws Exception {
            Flag released = new Flag(arguments[0]);
            Journal started = new Journal(arguments[1]);
            ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                    .workerHeap(64L << 20)
                    .maxWorkers(1)
                    .build();
            List<ProcessFuture<Long>> tasks = new ArrayList<>();
            tasks.add(pool.submit(() -> Tasks.runUntil(started, released)));
            for (int i = 0; i < 4; i++) {
                tasks.add(pool.submit(() -> Tasks.pid()));
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                System.out.println("draining");
                pool.close();
                tasks.forEach(task -> System.out.println("result " + task.join()));
                System.out.println("drained");
                System.out.flush();
            }));
            started.awaitLines(1);
            System.out.println("ready");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    /** Each signal reaches the worker twice: before the parent's end begins, or in the middle of it. */
    @Test
    void drainsThoughTheWholeGroupIsSignalled() throws Exception {
        Flag released = pools.flag();
        Journal started = pools.journal();
        try (ChildJvm parent = ChildJvm.of(DrainingParent.class)
                .arguments(released.path(), started.path())
                .start()) {
            parent.awaitLine("ready");

            for (String signal : List.of("TERM", "INT", "HUP")) {
                Signals.sendToGroup(signal, parent.pid());
            }
            parent.awaitLine("draining");
            for (String signal : List.of("TERM", "INT", "HUP")) {
                Signals.sendToGroup(signal, parent.pid());
            }
            released.raise();
            parent.awaitEnd();

            parent.awaitLine("drained");
            assertThat(parent.lines().stream().filter(line -> line.startsWith("result ")))
                    .hasSize(5);
            await().until(() -> started.lines().stream().map(Long::valueOf).noneMatch(Signals::isRunning));
        }
    }
}
