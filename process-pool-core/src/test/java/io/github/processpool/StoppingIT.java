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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    private ProcessPoolExecutor openOne() {
        return pools.oneWorker();
    }

    // -- Timeouts --

    @Test
    void failsATaskThatExceedsItsTimeoutWithItsThreadDump() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();

        ProcessFuture<Void> task =
                pool.with(timeout(Duration.ofMillis(300))).submit(() -> Tasks.ignoreInterrupts(started));
        TaskTimeoutException failure = failureOf(task, TaskTimeoutException.class);

        assertThat(failure.clock()).isEqualTo(Clock.EXECUTION);
        assertThat(failure.getMessage()).contains("timeout of 0.3 s").contains("it ran for");
        assertThat(failure.threadDump())
                .hasValueSatisfying(dump -> assertThat(dump).contains("Tasks.ignoreInterrupts"));
        awaitStopped(task);
        assertThat(Pools.isAlive(task.workerPid().orElseThrow())).isFalse();
        assertThat(pool.submit(() -> Tasks.pid()).get())
                .isNotEqualTo(task.workerPid().orElseThrow());
    }

    @Test
    void doesNotCountQueueTimeAsExecution() throws Exception {
        ProcessPoolExecutor pool = openOne();
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
    void saysHowADeadlineWasSpent() throws Exception {
        ProcessPoolExecutor pool = openOne();
        pool.submit(() -> Tasks.pid()).get(); // The start of the worker is not to take the time.
        Flag started = pools.flag();
        Flag waiting = pools.flag();
        TaskOptions options =
                TaskOptions.builder().deadline(Duration.ofSeconds(3)).build();

        ProcessFuture<Void> running = pool.with(options).submit(() -> Tasks.ignoreInterrupts(started));
        started.await();
        ProcessFuture<Void> queued = pool.with(options).submit(() -> Tasks.ignoreInterrupts(waiting));
        TaskTimeoutException ran = failureOf(running, TaskTimeoutException.class);

        assertThat(ran.clock()).isEqualTo(Clock.DEADLINE);
        assertThat(ran.getMessage()).contains("deadline of 3.0 s").contains("it ran for");
        assertThat(failureOf(queued, TaskTimeoutException.class).clock()).isEqualTo(Clock.DEADLINE);
    }

    @Test
    void holdsATimeoutDuringTheDrainOfAShutdownToo() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        ProcessFuture<Void> task =
                pool.with(timeout(Duration.ofMillis(500))).submit(() -> Tasks.ignoreInterrupts(started));

        pool.shutdown();

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        failureOf(task, TaskTimeoutException.class);
    }

    @Test
    void ignoresAResultThatComesAfterTheTimeout() throws Exception {
        ProcessPoolExecutor pool = openOne();
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
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).gracePeriod(Duration.ofSeconds(20)));
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        ProcessFuture<Integer> task = pool.submit(() -> {
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
    void killsAWorkerWhoseTaskIgnoresTheInterrupt() throws Exception {
        RecordingListener listener = new RecordingListener();
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).listener(listener));
        Flag started = pools.flag();
        ProcessFuture<Void> task = pool.submit(() -> Tasks.ignoreInterrupts(started));
        started.await();

        task.cancel(true);
        assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);

        awaitStopped(task);
        assertThat(Pools.isAlive(task.workerPid().orElseThrow())).isFalse();
        listener.await("workerExited");
        assertThat(listener.exits()).containsExactly(ExitReason.CANCELLED);
        assertThat(pool.submit(() -> Tasks.add(1, 2)).get()).isEqualTo(3);
    }

    @Test
    void killsAWorkerThatSpinsInACountedLoop() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        ProcessFuture<Void> task =
                pool.with(timeout(Duration.ofMillis(500))).submit(() -> Tasks.spinInCountedLoop(started));

        TaskTimeoutException failure = failureOf(task, TaskTimeoutException.class);

        awaitStopped(task);
        assertThat(failure.clock()).isEqualTo(Clock.EXECUTION);
        assertThat(Pools.isAlive(task.workerPid().orElseThrow())).isFalse();
    }

    @Test
    void killsAtOnceWithoutAGracePeriod() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        TaskOptions options = TaskOptions.builder().gracePeriod(Duration.ZERO).build();
        ProcessFuture<Integer> task = pool.with(options).submit(() -> {
            Tasks.cleanUpWhenInterrupted(started, cleanedUp);
            return 0;
        });
        started.await();

        task.cancel(true);

        awaitStopped(task);
        assertThat(cleanedUp.isRaised()).as("no interrupt was sent").isFalse();
        assertThat(Pools.isAlive(task.workerPid().orElseThrow())).isFalse();
    }

    @Test
    void killsDescendantsFourLevelsDeep() throws Exception {
        ProcessPoolExecutor pool = openOne();
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

        awaitStopped(task);
        await().atMost(Duration.ofSeconds(5)).until(() -> descendants.stream().noneMatch(Signals::isRunning));
    }

    @Test
    void killsDescendantsOfAWorkerThatHasCrashed() throws Exception {
        ProcessPoolExecutor pool = openOne();
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

    // -- Cancellation --

    @Test
    void neverRunsATaskThatWasCancelledInTheQueue() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        Flag released = pools.flag();
        Journal ran = pools.journal();
        ProcessFuture<Long> running = pool.submit(() -> Tasks.runUntil(started, released));
        started.await();
        List<ProcessFuture<String>> queued = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            queued.add(pool.submit(() -> Tasks.note(ran, "ran")));
        }

        queued.forEach(task -> assertThat(task.cancel(true)).isTrue());
        for (ProcessFuture<String> task : queued) {
            awaitStopped(task);
            assertThat(task.workerPid()).isEmpty();
        }
        assertThat(running.isDone()).as("the running one is untouched").isFalse();
        released.raise();

        assertThat(running.get()).isPositive();
        assertThat(pool.submit(() -> Tasks.add(1, 2)).get()).isEqualTo(3);
        assertThat(ran.lines()).isEmpty();
    }

    @Test
    void letsRunningWorkFinishAndDropsItsResultWhenItMayNotBeInterrupted() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        Flag released = pools.flag();
        Flag finished = pools.flag();
        ProcessFuture<Integer> task = pool.submit(() -> {
            Tasks.runUntil(started, released);
            finished.raise();
            return 0;
        });
        started.await();

        assertThat(task.cancel(false)).isTrue();
        assertThat(task.stopped()).isNotDone();
        released.raise();

        awaitStopped(task);
        assertThat(finished.isRaised()).isTrue();
        assertThat(task.isCancelled()).isTrue();
        assertThat(task.cancel(true)).as("cancelled again").isTrue();
        ProcessFuture<Long> next = pool.submit(() -> Tasks.pid());
        assertThat(next.get()).isEqualTo(task.workerPid().orElseThrow());
        assertThat(next.cancel(true)).as("cancelled when done").isFalse();
    }

    @Test
    void neverCancelsTheNextTask() throws Exception {
        // Forbidden outcomes: a task that nobody cancelled is interrupted, cancelled or lost with its worker.
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(2).gracePeriod(Duration.ofSeconds(20)));
        Random random = new Random(7);
        List<ProcessFuture<Integer>> cancelled = new ArrayList<>();
        List<ProcessFuture<Integer>> kept = new ArrayList<>();
        for (int round = 0; round < 3000; round++) {
            int number = round;
            ProcessFuture<Integer> task = pool.submit(() -> {
                if (Thread.currentThread().isInterrupted()) {
                    throw new IllegalStateException("interrupted before it began");
                }
                return number;
            });
            (round % 2 == 0 ? cancelled : kept).add(task);
            if (round % 2 == 1) {
                // The one before this is in the queue, on its way, running or done.
                for (int spin = random.nextInt(2000); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                cancelled.get(cancelled.size() - 1).cancel(true);
            }
        }

        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(2 * i + 1);
        }
        for (int i = 0; i < cancelled.size(); i++) {
            ProcessFuture<Integer> task = cancelled.get(i);
            assertThat(task.isDone()).isTrue();
            assertThat(task.isCancelled() || task.get() == 2 * i).isTrue();
            awaitStopped(task);
        }
        assertThat(pool.snapshot().exitsByReason()).isEmpty();
    }

    @Test
    void neverKillsTheNextTask() throws Exception {
        // Forbidden outcome: a task that nobody cancelled is lost with the worker of one that was.
        ProcessPoolExecutor pool = openOne();
        TaskOptions atOnce = TaskOptions.builder().gracePeriod(Duration.ZERO).build();
        Random random = new Random(8);
        for (int round = 0; round < 200; round++) {
            int number = round;
            ProcessFuture<Integer> doomed = pool.with(atOnce).submit(() -> -number);
            List<ProcessFuture<Integer>> kept = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                kept.add(pool.submit(() -> number));
            }
            for (int spin = random.nextInt(3000); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            doomed.cancel(true);
            for (ProcessFuture<Integer> task : kept) {
                assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo(number);
            }
        }
    }

    // -- Ended by somebody else --

    @Test
    void stopsTheWorkWhenTheFutureIsCompletedFromOutside() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        ProcessFuture<String> task = pool.submit(() -> {
            Tasks.ignoreInterrupts(started);
            return "never";
        });
        started.await();

        assertThat(task.complete("from outside")).isTrue();

        assertThat(task.get()).isEqualTo("from outside");
        awaitStopped(task);
        assertThat(Pools.isAlive(task.workerPid().orElseThrow())).isFalse();
    }

    @Test
    void stopsTheWorkWhenOrTimeoutRunsOut() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        ProcessFuture<Void> task = pool.submit(() -> Tasks.ignoreInterrupts(started));
        started.await();

        task.orTimeout(100, TimeUnit.MILLISECONDS);

        assertThatThrownBy(task::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(TimeoutException.class);
        awaitStopped(task);
        assertThat(Pools.isAlive(task.workerPid().orElseThrow())).isFalse();
    }

    @Test
    void stopsTheWorkWhenCompleteOnTimeoutOrCompleteAsyncComesFirst() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Flag first = pools.flag();
        Flag second = pools.flag();
        ProcessFuture<String> onTimeout = pool.submit(() -> {
            Tasks.ignoreInterrupts(first);
            return "never";
        });
        ProcessFuture<String> async = pool.submit(() -> {
            Tasks.ignoreInterrupts(second);
            return "never";
        });
        first.await();
        second.await();

        onTimeout.completeOnTimeout("late", 100, TimeUnit.MILLISECONDS);
        async.completeAsync(() -> "supplied");

        assertThat(onTimeout.get(30, TimeUnit.SECONDS)).isEqualTo("late");
        assertThat(async.get(30, TimeUnit.SECONDS)).isEqualTo("supplied");
        awaitStopped(onTimeout);
        awaitStopped(async);
        await().until(() -> Pools.workers().stream()
                .noneMatch(worker -> worker.pid() == onTimeout.workerPid().orElseThrow()));
    }

    @Test
    void goesOnWhenOnlyTheWaitRunsOut() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        Flag released = pools.flag();
        ProcessFuture<Long> task = pool.submit(() -> Tasks.runUntil(started, released));
        started.await();

        assertThatThrownBy(() -> task.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        assertThat(task.taskState()).isEqualTo(TaskState.RUNNING);
        released.raise();
        assertThat(task.get()).isEqualTo(task.workerPid().orElseThrow());
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
    void cancelsATaskOfAStoppedWorker() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        ProcessFuture<Void> task = pool.submit(() -> Tasks.ignoreInterrupts(started));
        started.await();
        Signals.stop(task.workerPid().orElseThrow());

        task.cancel(true);

        awaitStopped(task);
        assertThat(Pools.isAlive(task.workerPid().orElseThrow())).isFalse();
    }

    @Test
    void timesOutATaskOfAStoppedWorkerWithoutWaitingForAThreadDump() throws Exception {
        ProcessPoolExecutor pool = openOne();
        Flag started = pools.flag();
        ProcessFuture<Void> task =
                pool.with(timeout(Duration.ofSeconds(2))).submit(() -> Tasks.ignoreInterrupts(started));
        started.await();
        Signals.stop(task.workerPid().orElseThrow());

        assertThat(failureOf(task, TaskTimeoutException.class).threadDump()).isEmpty();
        awaitStopped(task);
    }
}
