package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The second part of an initializer, which workers do only when they are asked for it. */
@Timeout(300)
class WarmUpIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @RegisterExtension
    final PoolLog log = new PoolLog();

    /** Writes down what is called; warms up when a flag is raised, if there is one. */
    private record Journaling(Journal journal, Flag gate) implements WorkerInitializer {
        @Override
        public void start(WorkerContext context) {
            journal.write("start " + Tasks.pid());
        }

        @Override
        public void warmUp(WorkerContext context) throws Exception {
            journal.write("warm " + Tasks.pid() + " " + context.taskId());
            if (!gate.path().isEmpty()) {
                gate.awaitInTask();
            }
            context.attributes().put("warm", "yes");
        }

        @Override
        public void stop(WorkerContext context) {
            journal.write("stop " + Tasks.pid());
        }
    }

    /** Warms up unless a flag is raised. */
    private record FailingWhile(Flag broken, Journal journal) implements WorkerInitializer {
        @Override
        public void start(WorkerContext context) {}

        @Override
        public void warmUp(WorkerContext context) {
            journal.write("warm " + Tasks.pid());
            if (broken.isRaised()) {
                throw new IllegalStateException("no database found");
            }
        }

        @Override
        public void stop(WorkerContext context) {
            journal.write("stop " + Tasks.pid());
        }
    }

    /** Kills its own worker, but only in the first one. */
    private record DyingOnce(Flag died) implements WorkerInitializer {
        @Override
        public void start(WorkerContext context) {}

        @Override
        public void warmUp(WorkerContext context) {
            if (!died.isRaised()) {
                died.raise();
                Runtime.getRuntime().halt(3);
            }
        }
    }

    /** Can't warm up the first time, and does not end then. */
    private record FailingOnceAndHanging(Flag failed) implements WorkerInitializer {
        @Override
        public void start(WorkerContext context) {}

        @Override
        public void warmUp(WorkerContext context) {
            if (!failed.isRaised()) {
                context.attributes().put("failed", true);
                failed.raise();
                throw new IllegalStateException("not the first time");
            }
        }

        @Override
        public void stop(WorkerContext context) {
            while (context.attributes().containsKey("failed")) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        }
    }

    private static String warmth() {
        return (String) WorkerContext.current().attributes().getOrDefault("warm", "no");
    }

    private static Flag none() {
        return new Flag("");
    }

    @Test
    void workersThatLiveAndThoseThatComeLaterWarmUpOnceBeforeTheirNextTask() throws Exception {
        Journal journal = pools.journal();
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(2).initializer(new Journaling(journal, none())));
        long idle = pool.submit(() -> Tasks.pid()).get();
        assertThat(pool.submit(() -> warmth()).get()).isEqualTo("no");
        assertThat(journal.lines()).containsExactly("start " + idle);

        pool.warmUpWorkers();
        pool.warmUpWorkers();
        for (int i = 0; i < 20; i++) {
            assertThat(pool.submit(() -> warmth()).get()).isEqualTo("yes");
        }
        Flag released = pools.flag();
        Journal started = pools.journal();
        List<ProcessFuture<Long>> both = List.of(
                pool.submit(() -> Tasks.runUntil(started, released)),
                pool.submit(() -> Tasks.runUntil(started, released)));
        started.awaitLines(2);
        released.raise();
        long other = both.get(0).get() == idle ? both.get(1).get() : both.get(0).get();

        assertThat(journal.lines())
                .containsExactly("start " + idle, "warm " + idle + " 0", "start " + other, "warm " + other + " 0");
    }

    @Test
    void aWarmUpThatFailsIsAFailedStartThatSaysWhyAndWhatWasStartedIsStopped() throws Exception {
        Flag broken = pools.flag();
        Journal journal = pools.journal();
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).initializer(new FailingWhile(broken, journal)));
        long cold = pool.submit(() -> Tasks.pid()).get();
        broken.raise();

        pool.warmUpWorkers();
        log.awaitLine("no database found");
        Files.delete(Path.of(broken.path()));

        assertThat(pool.submit(() -> Tasks.pid()).get()).isNotEqualTo(cold);
        assertThat(pool.snapshot().exitsByReason()).containsOnlyKeys(ExitReason.START_FAILED);
        assertThat(journal.lines()).startsWith("warm " + cold, "stop " + cold);
    }

    @Test
    void aWorkerThatDiesWhileItWarmsUpIsReplacedAndNoTaskIsLost() throws Exception {
        Flag died = pools.flag();
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).initializer(new DyingOnce(died)));
        long first = pool.submit(() -> Tasks.pid()).get();

        pool.warmUpWorkers();
        long second = pool.submit(() -> Tasks.pid()).get();

        assertThat(second).isNotEqualTo(first);
        assertThat(died.isRaised()).isTrue();
    }

    @Test
    void whatAWorkerHasStartedIsStoppedThoughItWarmsUpWhenThePoolIsClosed() throws Exception {
        Journal journal = pools.journal();
        Flag gate = pools.flag();
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).initializer(new Journaling(journal, gate)));
        long pid = pool.submit(() -> Tasks.pid()).get();
        pool.warmUpWorkers();
        journal.awaitLines(2);

        pool.shutdown();
        gate.raise();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        assertThat(journal.lines()).containsExactly("start " + pid, "warm " + pid + " 0", "stop " + pid);
        assertThat(pool.snapshot().exitsByReason()).containsOnlyKeys(ExitReason.SHUTDOWN);
    }

    @Test
    void aStopThatHangsAfterAFailedWarmUpDoesNotKeepTheWorker() throws Exception {
        Flag failed = pools.flag();
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).initializer(new FailingOnceAndHanging(failed)));
        long first = pool.submit(() -> Tasks.pid()).get();

        pool.warmUpWorkers();
        assertThat(pool.submit(() -> Tasks.pid()).get()).isNotEqualTo(first);

        assertThat(Pools.isAlive(first)).isFalse();
        assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.START_FAILED, 1L);
    }

    @Test
    void thePoolIsNotWarmedUpWithoutAnInitializer() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();
        pool.warmUpWorkers();

        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }
}
