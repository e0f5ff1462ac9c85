package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.Tasks;
import io.github.processpool.testing.Values;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Code that runs once per worker, before its first task and after its last. */
@Timeout(300)
class InitializerIT {

    @RegisterExtension
    final Pools pools = new Pools();

    /** Writes down what is called, in which worker. */
    private record Journaling(Journal journal) implements WorkerInitializer {
        @Override
        public void start(WorkerContext context) {
            context.attributes().put("prepared", "by the initializer");
            journal.write("start " + Tasks.pid() + " " + context.slot() + " " + context.poolName() + " "
                    + context.taskId() + " " + Thread.currentThread().getName());
        }

        @Override
        public void stop(WorkerContext context) {
            journal.write("stop " + Tasks.pid() + " " + context.attributes().get("prepared"));
        }
    }

    /** Fails, and counts how often it was tried. */
    private record Failing(Journal journal) implements WorkerInitializer {
        @Override
        public void start(WorkerContext context) {
            journal.write("start");
            throw new IllegalStateException("no licence found");
        }
    }

    /** Starts well and ends badly. */
    private static final class FailingAtTheEnd implements WorkerInitializer {
        private static final long serialVersionUID = 1L;

        @Override
        public void start(WorkerContext context) {}

        @Override
        public void stop(WorkerContext context) {
            throw new IllegalStateException("can't clean up");
        }
    }

    /** Starts well and never ends. */
    private record HangingAtTheEnd(Flag hanging) implements WorkerInitializer {
        @Override
        public void start(WorkerContext context) {}

        @Override
        public void stop(WorkerContext context) {
            Tasks.ignoreInterrupts(hanging);
        }
    }

    @Test
    void runsOnceInEveryWorkerBeforeAnyTaskAndTearsDownAfterTheLast() throws Exception {
        Journal journal = pools.journal();
        Flag released = pools.flag();
        ProcessPoolExecutor pool = pools.open(builder -> builder.initializer(new Journaling(journal)));
        Journal started = pools.journal();
        ProcessFuture<Long> first = pool.submit(() -> Tasks.runUntil(started, released));
        ProcessFuture<Long> second = pool.submit(() -> Tasks.runUntil(started, released));
        started.awaitLines(2);
        released.raise();
        List<Long> pids = List.of(first.get(), second.get());
        assertThat(pool.submit(() ->
                                (String) WorkerContext.current().attributes().get("prepared"))
                        .get())
                .isEqualTo("by the initializer");
        assertThat(journal.lines()).hasSize(2);

        pool.close();

        for (long pid : pids) {
            assertThat(journal.lines())
                    .filteredOn(line -> line.contains(" " + pid + " "))
                    .satisfiesExactly(
                            line -> assertThat(line).matches("start " + pid + " [01] it 0 process-pool-it-task"),
                            line -> assertThat(line).isEqualTo("stop " + pid + " by the initializer"));
        }
        assertThat(journal.lines()).hasSize(4);
    }

    @Test
    void tearsDownWhenAWorkerIsRecycled() throws Exception {
        Journal journal = pools.journal();
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).maxTasksPerWorker(1).initializer(new Journaling(journal)));
        long first = pool.submit(() -> Tasks.pid()).get();
        Pools.awaitDeath(first);

        assertThat(journal.lines()).contains("stop " + first + " by the initializer");
    }

    @Test
    void tearsDownWhenAWorkerHasBeenIdleForTooLong() throws Exception {
        Journal journal = pools.journal();
        ProcessPoolExecutor pool = pools.open(
                builder -> builder.idleTimeout(Duration.ofMillis(200)).initializer(new Journaling(journal)));
        long first = pool.submit(() -> Tasks.pid()).get();
        Pools.awaitDeath(first);

        assertThat(journal.lines()).contains("stop " + first + " by the initializer");
    }

    @Test
    void aFailingTeardownIsLoggedAndDoesNotKeepTheWorker() throws Exception {
        try (CapturedLog log = CapturedLog.ofWorkers()) {
            ProcessPoolExecutor pool = pools.open(builder -> builder.initializer(new FailingAtTheEnd()));
            long pid = pool.submit(() -> Tasks.pid()).get();
            pool.close();

            assertThat(Pools.isAlive(pid)).isFalse();
            assertThat(log.messages(Level.WARN)).anyMatch(line -> line.contains("can't clean up"));
            assertThat(pool.snapshot().exitsByReason()).containsOnlyKeys(ExitReason.SHUTDOWN);
        }
    }

    @Test
    void aTeardownThatNeverEndsKeepsTheWorkerForTheStopTimeoutOnly() throws Exception {
        Flag hanging = pools.flag();
        ProcessPoolExecutor pool = pools.open(
                builder -> builder.stopTimeout(Duration.ofMillis(500)).initializer(new HangingAtTheEnd(hanging)));
        long pid = pool.submit(() -> Tasks.pid()).get();
        long begin = System.nanoTime();
        pool.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("less than the default")
                .isBetween(Duration.ofMillis(500), Duration.ofMillis(4900));

        assertThat(hanging.isRaised()).as("the teardown was called").isTrue();
        assertThat(Pools.isAlive(pid)).isFalse();
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void aFailingInitializerIsTheCauseInEveryPendingFutureAndCausesNoStorm() {
        Journal journal = pools.journal();
        ProcessPoolExecutor pool = pools.open(builder -> builder.initializer(new Failing(journal)));
        ProcessFuture<Integer> first = pool.submit(() -> 1);
        ProcessFuture<Integer> second = pool.submit(() -> 2);

        for (ProcessFuture<Integer> future : List.of(first, second)) {
            assertThat(catchThrowableOfType(ExecutionException.class, future::get))
                    .cause()
                    .isInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining("no licence found")
                    .cause()
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("WorkerInitializer");
        }
        assertThat(journal.lines()).hasSizeLessThan(10);
        assertThat(pool.snapshot().state()).isEqualTo(PoolState.BROKEN);
        assertThatThrownBy(() -> pool.submit(() -> 3))
                .isInstanceOf(PoolBrokenException.class)
                .hasMessageContaining("no licence found");
    }

    @Test
    void aPoolWhoseInitializerWorksAgainRecovers() throws Exception {
        Flag works = pools.flag();
        RecordingListener listener = new RecordingListener();
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.listener(listener).initializer(context -> {
                    if (!works.isRaised()) {
                        throw new IllegalStateException("not yet");
                    }
                }));
        ProcessFuture<Integer> lost = pool.submit(() -> 1);
        assertThatThrownBy(lost::get).cause().isInstanceOf(PoolBrokenException.class);
        listener.await("poolBroken");

        works.raise();

        listener.await("poolRecovered");
        assertThat(pool.snapshot().state()).isEqualTo(PoolState.RUNNING);
        assertThat(pool.submit(() -> 2).get()).isEqualTo(2);
    }

    @Test
    void anInitializerThatIsSlowerThanTheStartTimeoutIsAFailedStart() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1)
                .startTimeout(Duration.ofMillis(700))
                .initializer(context -> Thread.sleep(Long.MAX_VALUE)));

        assertThat(catchThrowableOfType(ExecutionException.class, pool.submit(() -> 1)::get))
                .cause()
                .isInstanceOf(PoolBrokenException.class)
                .hasMessageContaining("was not ready within the startTimeout of PT0.7S");
    }

    @Test
    void anInitializerThatExitsIsAFailedStartWithItsCode() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.initializer(context -> Tasks.exit(23)));

        ExecutionException thrown = catchThrowableOfType(ExecutionException.class, pool.submit(() -> 1)::get);

        assertThat(thrown).cause().isInstanceOf(PoolBrokenException.class).hasMessageContaining("exit code 23");
        assertThat(((WorkerStartException) thrown.getCause().getCause()).exitCode())
                .hasValue(23);
    }

    @Test
    void anInitializerThatCantBeWrittenIsRefusedWhenThePoolIsBuilt() {
        Object captured = new Values.NotSerializableValue();

        assertThatThrownBy(() -> Pools.builder()
                        .initializer(context -> context.attributes().put("key", captured))
                        .build())
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining(Values.NotSerializableValue.class.getName());
    }
}
