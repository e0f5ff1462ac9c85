package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: stopping is real, and hits nobody else. */
@Timeout(300)
class StoppingIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private static TaskOptions timeout(Duration limit) {
        return TaskOptions.builder().timeout(limit).build();
    }

    private static void awaitStopped(ProcessFuture<?> task) throws Exception {
        task.stopped().get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    // -- Timeouts --

    @Test
    void killsAWorkerThatSpinsInACountedLoopAndFailsItsTaskWithAThreadDump() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        pool.submit(() -> Tasks.pid()).get(); // Classes that it has to load would be in the dump instead of the task.

        ProcessFuture<Void> task =
                pool.with(timeout(Duration.ofMillis(800))).submit(() -> Tasks.spinInCountedLoop(started));
        TaskTimeoutException failure = failureOf(task, TaskTimeoutException.class);

        assertThat(failure.clock()).isEqualTo(Clock.EXECUTION);
        assertThat(failure.getMessage()).contains("timeout of 0.8 s").contains("it ran for");
        assertThat(failure.threadDump())
                .hasValueSatisfying(dump -> assertThat(dump).contains("Tasks.spinInCountedLoop"));
        assertThat(failure.getMessage()).endsWith("Its thread was here:");
        assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("spinInCountedLoop");
        assertThat(failure).hasStackTraceContaining("at " + Tasks.class.getName() + ".spinInCountedLoop(Tasks.java:");
        awaitStopped(task);
        assertThat(Pools.isAlive(task.workerPid().orElseThrow())).isFalse();
        assertThat(pool.submit(() -> Tasks.pid()).get())
                .isNotEqualTo(task.workerPid().orElseThrow());
    }

    @Test
    void doesNotCountQueueTimeAsExecution() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        Flag released = pools.flag();
        ProcessFuture<Long> first = pool.submit(() -> Tasks.runUntil(started, released));
        started.await();

        ProcessFuture<Integer> second =
                pool.with(timeout(Duration.ofSeconds(5))).submit(() -> Tasks.add(1, 2));
        ProcessFuture<Void> third = pool.with(TaskOptions.builder()
                        .queueTimeout(Duration.ofMillis(200))
                        .build())
                .submit(() -> Tasks.print("never"));
        TaskTimeoutException failure = failureOf(third, TaskTimeoutException.class);
        released.raise();

        assertThat(failure.clock()).isEqualTo(Clock.QUEUE);
        assertThat(failure.getMessage()).contains("queueTimeout of 0.2 s").contains("it never began");
        assertThat(failure.threadDump()).isEmpty();
        assertThat(second.get()).isEqualTo(3);
        assertThat(first.get()).isPositive();
        awaitStopped(third);
    }

    @Test
    void holdsATimeoutDuringTheDrainOfAShutdownToo() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Flag started = pools.flag();
        ProcessFuture<Void> task =
                pool.with(timeout(Duration.ofMillis(500))).submit(() -> Tasks.ignoreInterrupts(started));

        pool.shutdown();

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        failureOf(task, TaskTimeoutException.class);
    }

    @Test
    void ignoresAResultThatComesAfterTheTimeout() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        TaskOptions options = TaskOptions.builder()
                .timeout(Duration.ofMillis(300))
                .gracePeriod(Duration.ofSeconds(20))
                .build();

        ProcessFuture<Boolean> task = pool.with(options).submit(() -> Tasks.runUntilCancelled(started));

        failureOf(task, TaskTimeoutException.class);
        awaitStopped(task);
        assertThat(pool.submit(() -> Tasks.pid()).get())
                .as("the worker, which has obeyed, lives")
                .isEqualTo(task.workerPid().orElseThrow());
    }

    // -- Grace --

    @Test
    void keepsAWorkerWhoseTaskGivesWayInTime() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        TaskOptions patient =
                TaskOptions.builder().gracePeriod(Duration.ofSeconds(20)).build();
        ProcessFuture<Integer> task = pool.with(patient).submit(() -> {
            Tasks.cleanUpWhenInterrupted(started, cleanedUp);
            return 0;
        });
        started.await();

        assertThat(task.cancel(true)).isTrue();

        assertThat(task.isCancelled()).isTrue();
        awaitStopped(task);
        assertThat(cleanedUp.isRaised()).isTrue();
        assertThat(pool.submit(() -> Tasks.pid()).get())
                .isEqualTo(task.workerPid().orElseThrow());
    }

    @Test
    void killsAWorkerWhoseTaskIgnoresTheInterruptWithDescendantsFourLevelsDeep() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        Journal pids = pools.journal();
        ProcessFuture<Integer> task = pool.submit(() -> {
            Tasks.startDescendants(4, pids);
            pids.awaitLines(4);
            Tasks.ignoreInterrupts(started);
            return 0;
        });
        started.await();
        List<Long> descendants = pids.lines().stream().map(Long::valueOf).toList();
        assertThat(descendants).hasSize(4).allMatch(Signals::isRunning);

        task.cancel(true);
        assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);

        awaitStopped(task);
        assertThat(Pools.isAlive(task.workerPid().orElseThrow())).isFalse();
        await().untilAsserted(
                        () -> assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.CANCELLED, 1L));
        await().atMost(Duration.ofSeconds(5)).until(() -> descendants.stream().noneMatch(Signals::isRunning));
    }

    @Test
    void aTimeoutWithoutAGracePeriodHasTheThreadDumpOfTheMomentBefore() {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        TaskOptions options = TaskOptions.builder()
                .timeout(Duration.ofSeconds(3))
                .gracePeriod(Duration.ZERO)
                .build();
        ProcessFuture<Integer> task = pool.with(options).submit(() -> {
            Tasks.cleanUpWhenInterrupted(started, cleanedUp);
            return 0;
        });

        assertThatThrownBy(task::get)
                .hasCauseInstanceOf(TaskTimeoutException.class)
                .cause()
                .satisfies(cause -> assertThat(((TaskTimeoutException) cause).threadDump())
                        .get()
                        .asString()
                        .contains("cleanUpWhenInterrupted"));
        assertThat(cleanedUp.isRaised()).as("no interrupt was sent").isFalse();
    }

    @Test
    void killsDescendantsOfAWorkerThatHasCrashed() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Journal pids = pools.journal();
        ProcessFuture<Integer> task = pool.submit(() -> {
            Tasks.startDescendants(2, pids);
            pids.awaitLines(2);
            Tasks.halt(1);
            return 0;
        });

        failureOf(task, WorkerCrashedException.class);

        await().atMost(Duration.ofSeconds(5))
                .until(() -> pids.lines().stream().map(Long::valueOf).noneMatch(Signals::isRunning));
    }

    // -- Hung --

    @Test
    void findsAStoppedWorkerByItsHeartbeat() throws Exception {
        RecordingListener listener = new RecordingListener();
        ProcessPoolExecutor pool = pools.open(builder ->
                builder.maxWorkers(1).heartbeatTimeout(Duration.ofSeconds(1)).listener(listener));
        Flag started = pools.flag();
        ProcessFuture<Void> task = pool.submit(() -> Tasks.ignoreInterrupts(started));
        started.await();

        Signals.stop(task.workerPid().orElseThrow());

        WorkerCrashedException failure = failureOf(task, WorkerCrashedException.class);
        assertThat(failure.getMessage()).contains("no sign of life").contains("heartbeat");
        listener.await("workerExited");
        assertThat(listener.exits()).containsExactly(ExitReason.HUNG);
        assertThat(pool.submit(() -> Tasks.add(1, 2)).get()).isEqualTo(3);
    }

    @Test
    void timesOutATaskOfAStoppedWorkerWithoutWaitingForAThreadDump() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        ProcessFuture<Void> task =
                pool.with(timeout(Duration.ofSeconds(2))).submit(() -> Tasks.ignoreInterrupts(started));
        started.await();
        Signals.stop(task.workerPid().orElseThrow());

        assertThat(failureOf(task, TaskTimeoutException.class).threadDump()).isEmpty();
        awaitStopped(task);
    }
}
