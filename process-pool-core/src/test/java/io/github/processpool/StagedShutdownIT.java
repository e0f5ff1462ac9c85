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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void runsWhatWasSubmittedBeforeShutdown() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            tasks.add(pool.submit(() -> Tasks.add(number, number)));
        }

        pool.shutdown();

        assertThatThrownBy(() -> pool.submit(() -> Tasks.pid())).isInstanceOf(RejectedExecutionException.class);
        for (int i = 0; i < 50; i++) {
            assertThat(tasks.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(2 * i);
        }
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertGone(pool);
    }

    @Test
    void closeRunsAllQueuedWorkAndMayBeCalledAgain() throws Exception {
        ProcessPoolExecutor pool = openOne();
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            tasks.add(pool.submit(() -> Tasks.add(number, 1)));
        }

        pool.close();
        pool.close();
        pool.shutdown();

        assertThat(tasks).allMatch(task -> task.isDone() && !task.isCompletedExceptionally());
        assertGone(pool);
    }

    @Test
    void nothingIsLeftWhenCloseReturns() throws Exception {
        String usual = System.setProperty("java.io.tmpdir", pools.folder().toString());
        try {
            for (int i = 0; i < 4; i++) {
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
    void deliversResultsThatNobodyHasReadYet() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Journal ran = pools.journal();
        ProcessFuture<byte[]> large = pool.submit(() -> {
            ran.write("ran");
            return Tasks.bytes(5_000_000);
        });
        ran.awaitLines(1);

        assertThat(pool.shutdown(Duration.ofSeconds(30))).isEmpty();

        assertThat(large.get()).isEqualTo(Tasks.bytes(5_000_000));
    }

    @Test
    void canBeClosedFromACallback() throws Exception {
        ProcessPoolExecutor pool = openOne();
        CompletableFuture<Boolean> closed = pool.submit(() -> Tasks.add(1, 2)).thenApply(sum -> {
            pool.close();
            return pool.isTerminated();
        });

        assertThat(closed.get(30, TimeUnit.SECONDS)).isTrue();
        assertGone(pool);
    }

    @Test
    void rejectsWhatACallbackSubmitsAfterItHasShutThePoolDown() throws Exception {
        ProcessPoolExecutor pool = openOne();
        CompletableFuture<Integer> chained = pool.submit(() -> Tasks.add(1, 2)).thenCompose(sum -> {
            pool.shutdown();
            return pool.submit(() -> Tasks.add(3, 4));
        });

        assertThatThrownBy(() -> chained.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(PoolShutdownException.class);
    }

    // -- Stages --

    @Test
    void returnsTheLostTasksWhenTheBudgetIsExceeded() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        ProcessFuture<Integer> done = pool.submit(() -> Tasks.add(1, 2));
        ProcessFuture<Void> stubborn = pool.submit(() -> Tasks.ignoreInterrupts(started));
        ProcessFuture<Integer> queued = pool.submit(() -> Tasks.add(1, 2));
        started.await();
        long start = System.nanoTime();

        List<ProcessFuture<?>> lost = pool.shutdown(Duration.ofSeconds(1));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(lost).containsExactlyInAnyOrder(stubborn, queued);
        assertThat(lost).allMatch(ProcessFuture::isCancelled);
        assertThat(done.get()).isEqualTo(3);
        assertThatThrownBy(stubborn::get)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("shut down");
        assertGone(pool);
    }

    @Test
    void interruptsBeforeItKills() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).gracePeriod(Duration.ofSeconds(5)));
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        ProcessFuture<Integer> task = pool.submit(() -> {
            Tasks.cleanUpWhenInterrupted(started, cleanedUp);
            return 0;
        });
        started.await();

        List<ProcessFuture<?>> lost = pool.shutdown(Duration.ofSeconds(4));

        assertThat(lost).containsExactly(task);
        assertThat(cleanedUp.isRaised()).isTrue();
        assertGone(pool);
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
    void terminateEndsRunningAndQueuedTasks() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        ProcessFuture<Void> running = pool.submit(() -> Tasks.ignoreInterrupts(started));
        ProcessFuture<Integer> queued = pool.submit(() -> Tasks.add(1, 2));
        started.await();

        assertThat(pool.terminate()).containsExactlyInAnyOrder(running, queued);

        assertThat(running.isCancelled()).isTrue();
        assertThat(queued.isCancelled()).isTrue();
        assertGone(pool);
    }

    @Test
    void endsAWorkerThatIgnoresSignalsAndHasAChild() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        Journal pids = pools.journal();
        pool.submit(() -> {
            Tasks.startDescendants(2, pids);
            Tasks.ignoreInterrupts(started);
            return 0;
        });
        started.await();
        pids.awaitLines(2);

        pool.shutdown(Duration.ofMillis(500));

        assertGone(pool);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> pids.lines().stream().map(Long::valueOf).noneMatch(Signals::isRunning));
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

        public static void main(String[] arguments) throws Exception {
            Journal ran = new Journal(arguments[0]);
            ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                    .workerHeap(64L << 20)
                    .maxWorkers(2)
                    .build();
            if (arguments[1].equals("idle")) {
                pool.submit(() -> Tasks.note(ran, String.valueOf(Tasks.pid()))).get();
                return;
            }
            for (int i = 0; i < 10; i++) {
                pool.submit(() -> {
                            Thread.sleep(20);
                            return Tasks.note(ran, String.valueOf(Tasks.pid()));
                        })
                        .thenAccept(line -> System.out.println("result " + line));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"busy", "idle"})
    void finishesPendingWorkWhenMainReturnsAndLeavesNoWorker(String kind) throws Exception {
        Journal ran = pools.journal();
        try (ChildJvm parent =
                ChildJvm.of(ForgetfulParent.class).arguments(ran.path(), kind).start()) {
            assertThat(parent.awaitEnd()).as("%s", parent.lines()).isZero();

            int tasks = kind.equals("busy") ? 10 : 1;
            assertThat(ran.lines()).hasSize(tasks);
            await().untilAsserted(() -> assertThat(parent.lines().stream().filter(line -> line.startsWith("result ")))
                    .hasSize(kind.equals("busy") ? 10 : 0));
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

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void drainsThoughTheWholeGroupIsSignalled(String signal) throws Exception {
        Flag released = pools.flag();
        Journal started = pools.journal();
        try (ChildJvm parent = ChildJvm.of(DrainingParent.class)
                .arguments(released.path(), started.path())
                .start()) {
            parent.awaitLine("ready");

            Signals.sendToGroup(signal, parent.pid());
            parent.awaitLine("draining");
            Signals.sendToGroup(signal, parent.pid());
            released.raise();
            parent.awaitEnd();

            parent.awaitLine("drained");
            assertThat(parent.lines().stream().filter(line -> line.startsWith("result ")))
                    .hasSize(5);
            await().until(() -> started.lines().stream().map(Long::valueOf).noneMatch(Signals::isRunning));
        }
    }
}
