package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import io.github.processpool.testing.Values;
import java.time.Duration;
import java.util.List;
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
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).initializer(new Journaling(journal)));
        long first = pool.submit(() -> Tasks.pid()).get();
        assertThat(pool.submit(() ->
                                (String) WorkerContext.current().attributes().get("prepared"))
                        .get())
                .isEqualTo("by the initializer");
        assertThat(journal.lines()).hasSize(1);

        pool.recycleWorker(first).get();
        Pools.awaitDeath(first);
        assertThat(journal.lines()).contains("stop " + first + " by the initializer");
        long second = pool.submit(() -> Tasks.pid()).get();
        pool.close();

        for (long pid : List.of(first, second)) {
            assertThat(journal.lines())
                    .filteredOn(line -> line.contains(" " + pid + " "))
                    .satisfiesExactly(
                            line -> assertThat(line).matches("start " + pid + " [01] it 0 process-pool-it-task"),
                            line -> assertThat(line).isEqualTo("stop " + pid + " by the initializer"));
        }
        assertThat(journal.lines()).hasSize(4);
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
    void anInitializerThatCantBeWrittenIsRefusedWhenThePoolIsBuilt() {
        Object captured = new Values.NotSerializableValue();

        assertThatThrownBy(() -> Pools.builder()
                        .initializer(context -> context.attributes().put("key", captured))
                        .build())
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining(Values.NotSerializableValue.class.getName());
    }

    /** Fails with an exception that has something to tell, and something that can't be sent. */
    record FailsInDetail() implements WorkerInitializer {

        @Override
        public void start(WorkerContext context) throws Exception {
            throw new Values.DetailedException("no database", 7, new Values.NotSerializableException("inner"));
        }
    }

    @Test
    void theExceptionOfAnInitializerIsTheCauseOfTheFailedStart() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).initializer(new FailsInDetail()));
        Throwable failure = failureOf(pool.submit(() -> 1), PoolBrokenException.class);

        assertThat(failure.getCause()).isInstanceOf(WorkerStartException.class);
        assertThat(failure.getCause().getCause())
                .isInstanceOfSatisfying(
                        Values.DetailedException.class,
                        cause -> assertThat(cause.detail()).isEqualTo(7))
                .hasMessage("no database")
                .cause()
                .isExactlyInstanceOf(Values.NotSerializableException.class);
    }
}
