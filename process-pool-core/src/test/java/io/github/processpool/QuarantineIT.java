package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: tasks of a key that keeps killing workers are not run any more. */
@Timeout(300)
class QuarantineIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @RegisterExtension
    final PoolLog log = new PoolLog();

    private static TaskSubmitter with(ProcessPoolExecutor pool, String key) {
        return pool.with(TaskOptions.builder().quarantineKey(key).build());
    }

    private static TaskQuarantinedException refusalOf(ProcessFuture<?> task) throws Exception {
        return failureOf(task, TaskQuarantinedException.class);
    }

    private static WorkerCrashedException crashOf(ProcessFuture<?> task) throws Exception {
        return failureOf(task, WorkerCrashedException.class);
    }

    private static void lose(ProcessPoolExecutor pool, String key, int workers) throws Exception {
        for (int i = 0; i < workers; i++) {
            crashOf(with(pool, key).submit(() -> Tasks.halt(3)));
        }
    }

    @Test
    void theThirdLostWorkerQuarantinesItsKey() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        TaskSubmitter poison = with(pool, "poison.pdf");
        Flag ran = pools.flag();

        lose(pool, "poison.pdf", 2);
        assertThat(crashOf(poison.submit(() -> Tasks.halt(4))).exitCode()).hasValue(4);
        ProcessFuture<Void> future = poison.submit(() -> ran.raise());
        TaskQuarantinedException refusal = refusalOf(future);

        assertThat(refusal.quarantineKey()).isEqualTo("poison.pdf");
        assertThat(refusal.workersLost()).isEqualTo(3);
        WorkerCrashedException last = (WorkerCrashedException) refusal.getCause();
        assertThat(last.exitCode()).hasValue(4);
        assertThat(refusal)
                .hasMessageContaining("was not run")
                .hasMessageContaining("'poison.pdf'")
                .hasMessageContaining("3 workers were lost in a row")
                .hasMessageContaining("(pid " + last.pid() + ") exited with code 4")
                .hasMessageContaining("new pool");
        assertThat(future.taskState()).isEqualTo(TaskState.FAILED);
        assertThat(ran.isRaised()).isFalse();
        assertThat(refusalOf(poison.submit(() -> ran.raise()))).isNotSameAs(refusal);
        future.stopped().get(30, TimeUnit.SECONDS);
        assertThat(pool.snapshot().failedTasks()).isEqualTo(5);
        assertThat(pool.snapshot().queuedTasks()).isZero();
        log.awaitLine("'poison.pdf' is quarantined");
    }

    @Test
    void noAttemptIsMadeOnceTheKeyIsQuarantined() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Journal runs = pools.journal();
        TaskOptions options =
                TaskOptions.builder().quarantineKey("a").maxAttempts(10).build();

        TaskQuarantinedException refusal = refusalOf(pool.with(options).submit(() -> {
            runs.write("run");
            Tasks.halt(3);
        }));

        assertThat(runs.lines()).hasSize(3);
        assertThat(refusal).hasMessageContaining("is not run again after attempt 3");
        WorkerCrashedException last = (WorkerCrashedException) refusal.getCause();
        assertThat(last.exitCode()).hasValue(3);
        assertThat(last).hasMessageContaining("attempt 3 of 10");
    }

    @Test
    void anExhaustedHeapCounts() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).quarantineAfter(2).workerHeap(32L << 20));
        TaskOptions options =
                TaskOptions.builder().quarantineKey("a").maxAttempts(5).build();

        TaskQuarantinedException refusal = refusalOf(pool.with(options).submit(() -> Tasks.eatHeap()));

        assertThat(((WorkerCrashedException) refusal.getCause()).outOfMemory()).isTrue();
        assertThat(refusal).hasMessageContaining("ran out of heap");
    }

    @Test
    void aWorkerThatGivesNoSignOfLifeCounts() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).quarantineAfter(1).heartbeatTimeout(Duration.ofSeconds(1)));
        Flag started = pools.flag();
        ProcessFuture<String> task = with(pool, "a").submit(() -> Tasks.sleepForever(started));
        started.await();
        Signals.stop(task.workerPid().orElseThrow());

        crashOf(task);
        assertThat(refusalOf(with(pool, "a").submit(() -> 1))).hasMessageContaining("no sign of life");
    }

    @Test
    void manyTasksOfAPoisonedKeyAllEndAndCostNoMoreThanAFewWorkers() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        List<ProcessFuture<Void>> poison = new ArrayList<>();
        List<ProcessFuture<Integer>> sound = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            poison.add(with(pool, "a").submit(() -> Tasks.halt(3)));
            sound.add(with(pool, "b").submit(Tasks::add, i, 1));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(sound.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 1);
            failureOf(poison.get(i), ProcessPoolException.class);
        }

        // Two run at once: when the third is lost, the fourth may have begun.
        assertThat(pool.snapshot().exitsByReason().get(ExitReason.CRASHED)).isBetween(3L, 4L);
    }
}
