package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    @Test
    void theThirdLostWorkerQuarantinesItsKey() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        TaskSubmitter poison = with(pool, "poison.pdf");
        Flag ran = pools.flag();

        List<ProcessFuture<Void>> deaths = new ArrayList<>();
        for (int code = 2; code <= 4; code++) {
            int exit = code;
            deaths.add(poison.submit(() -> Tasks.halt(exit)));
        }
        ProcessFuture<Void> future = poison.submit(() -> ran.raise());
        ProcessFuture<Integer> sound = with(pool, "other.pdf").submit(Tasks::add, 1, 1);

        assertThat(crashOf(deaths.get(2)).exitCode()).hasValue(4);
        assertThat(sound.get(30, TimeUnit.SECONDS)).isEqualTo(2);
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
        assertThat(pool.snapshot().exitsByReason()).containsOnly(Map.entry(ExitReason.CRASHED, 3L));
        log.awaitLine("'poison.pdf' is quarantined");
    }

    @Test
    void anExhaustedHeapCounts() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).quarantineAfter(1).workerHeap(32L << 20));
        TaskOptions options =
                TaskOptions.builder().quarantineKey("a").maxAttempts(5).build();

        TaskQuarantinedException refusal = refusalOf(pool.with(options).submit(() -> Tasks.eatHeap()));

        assertThat(((WorkerCrashedException) refusal.getCause()).outOfMemory()).isTrue();
        assertThat(refusal).hasMessageContaining("ran out of heap");
    }
}
