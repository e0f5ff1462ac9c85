package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promises of {@link TaskOptions} that are not a matter of stopping: which clock is which, and what a priority is not. */
@Timeout(300)
class TaskOptionsIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private static TaskTimeoutException timeoutOf(ProcessFuture<?> task) throws Exception {
        return failureOf(task, TaskTimeoutException.class);
    }

    // -- Clocks --

    @Test
    void aQueueTimeoutDoesNotEndATaskThatHasBegun() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        pool.submit(() -> 1).get();
        Flag started = pools.flag();
        Flag released = pools.flag();
        TaskOptions options =
                TaskOptions.builder().queueTimeout(Duration.ofSeconds(3)).build();
        ProcessFuture<Long> task = pool.with(options).submit(() -> Tasks.runUntil(started, released));
        started.await();
        long begun = System.nanoTime();
        await().until(() -> System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(3200));

        assertThat(task.taskState()).isEqualTo(TaskState.RUNNING);
        released.raise();
        assertThat(task.get(30, TimeUnit.SECONDS)).isPositive();
    }

    @Test
    void withAllThreeClocksTheQueueTimeoutEndsWhatWaits() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag released = pools.flag();
        pools.occupy(pool, released);

        TaskTimeoutException waited = timeoutOf(pool.with(TaskOptions.builder()
                        .queueTimeout(Duration.ofMillis(200))
                        .timeout(Duration.ofMillis(100))
                        .deadline(Duration.ofMinutes(1))
                        .build())
                .submit(() -> 1));

        assertThat(waited.clock()).isEqualTo(Clock.QUEUE);
        assertThat(waited).hasMessageContaining("queueTimeout of 0.2 s").hasMessageContaining("it never began");
        released.raise();
    }

    @Test
    void withAllThreeClocksTheTimeoutEndsWhatRuns() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();

        TaskTimeoutException ran = timeoutOf(pool.with(TaskOptions.builder()
                        .queueTimeout(Duration.ofMinutes(1))
                        .timeout(Duration.ofMillis(200))
                        .deadline(Duration.ofMinutes(1))
                        .build())
                .submit(() -> Tasks.sleepForever(started)));

        assertThat(ran.clock()).isEqualTo(Clock.EXECUTION);
        assertThat(ran).hasMessageContaining("timeout of 0.2 s").hasMessageContaining("it ran for");
    }

    @Test
    void aDeadlineCountsTheWaitAndTheRunTogether() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag released = pools.flag();
        pools.occupy(pool, released);
        Flag started = pools.flag();
        long submitted = System.nanoTime();
        ProcessFuture<String> task = pool.with(TaskOptions.builder()
                        .queueTimeout(Duration.ofMinutes(1))
                        .timeout(Duration.ofMinutes(1))
                        .deadline(Duration.ofSeconds(5))
                        .build())
                .submit(() -> Tasks.sleepForever(started));
        await().until(() -> System.nanoTime() - submitted > TimeUnit.SECONDS.toNanos(1));
        released.raise();
        TaskTimeoutException failure = timeoutOf(task);

        assertThat(failure.clock()).isEqualTo(Clock.DEADLINE);
        assertThat(started.isRaised()).as("it ran").isTrue();
        assertThat(task.timings().queueWait().orElseThrow()).isGreaterThan(Duration.ofMillis(900));
        assertThat(failure)
                .hasMessageContaining("deadline of 5.0 s")
                .hasMessageMatching("(?s).*it waited for \\d\\.\\d+ s, it ran for \\d\\.\\d+ s on worker 0.*");
    }

    // -- Priorities --

    @Test
    void aRunningTaskIsNeverPreempted() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag released = pools.flag();
        ProcessFuture<Long> running = pools.occupy(pool, released);
        ProcessFuture<Integer> urgent = pool.with(
                        TaskOptions.builder().priority(Integer.MAX_VALUE).build())
                .submit(() -> Tasks.add(1, 2));
        pool.snapshot();

        assertThat(urgent.taskState()).isEqualTo(TaskState.QUEUED);
        assertThat(running.taskState()).isEqualTo(TaskState.RUNNING);
        released.raise();
        assertThat(running.get(30, TimeUnit.SECONDS)).isPositive();
        assertThat(urgent.get(30, TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void tasksOfEachPriorityRunFirstInFirstOut() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag released = pools.flag();
        pools.occupy(pool, released);
        Journal order = pools.journal();
        List<ProcessFuture<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String line = i % 3 + " " + i;
            tasks.add(pool.with(TaskOptions.builder().priority(i % 3).build()).submit(() -> Tasks.note(order, line)));
        }
        released.raise();
        for (ProcessFuture<String> task : tasks) {
            task.get(30, TimeUnit.SECONDS);
        }

        assertThat(order.lines())
                .containsExactly("2 2", "2 5", "2 8", "2 11", "1 1", "1 4", "1 7", "1 10", "0 0", "0 3", "0 6", "0 9");
    }
}
