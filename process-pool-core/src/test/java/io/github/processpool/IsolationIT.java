package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: a worker that dies fails at most the task it was running. */
@Timeout(300)
class IsolationIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @RegisterExtension
    final PoolLog log = new PoolLog();

    private static WorkerCrashedException crashOf(ProcessFuture<?> task) throws Exception {
        return failureOf(task, WorkerCrashedException.class);
    }

    // -- Every kind of death --

    @Test
    void tellsASegmentationFaultInWords() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        WorkerCrashedException crash = crashOf(pool.submit(() -> {
            Tasks.segfault();
            return 0;
        }));

        assertThat(crash.pid()).isEqualTo(pid);
        assertThat(crash.signal()).contains("SIGSEGV");
        assertThat(crash.getMessage()).contains("SIGSEGV").contains(String.valueOf(pid));
        assertThat(crash.crashReport())
                .hasValueSatisfying(report -> assertThat(report)
                        .contains("A fatal error has been detected by the Java Runtime Environment")
                        .contains("SIGSEGV"));
        assertThat(crash.exitCode().orElseThrow()).isIn(134, 1);
        assertThat(pool.submit(() -> Tasks.add(1, 2)).get()).isEqualTo(3);
    }

    @Test
    void tellsTheExitCodeOfATaskThatExitsOrHaltsAndGoesOn() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();

        WorkerCrashedException exit = crashOf(pool.submit(() -> Tasks.exit(7)));
        assertThat(exit.exitCode()).hasValue(7);
        assertThat(exit.getMessage()).contains("exited with code 7");
        assertThat(exit.signal()).isEmpty();

        WorkerCrashedException halt = crashOf(pool.submit(() -> Tasks.halt(0)));
        assertThat(halt.exitCode()).hasValue(0);
        assertThat(halt.getMessage()).contains("exited with code 0");
        assertThat(pool.snapshot().state()).isEqualTo(PoolState.RUNNING);
        assertThat(pool.submit(() -> Tasks.add(1, 2)).get()).isEqualTo(3);
    }

    @Test
    void failsOnlyTheTaskOfAWorkerThatIsKilled() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Journal started = pools.journal();
        Flag released = pools.flag();
        ProcessFuture<Long> first = pool.submit(() -> Tasks.runUntil(started, released));
        ProcessFuture<Long> second = pool.submit(() -> Tasks.runUntil(started, released));
        ProcessFuture<Integer> queued = pool.submit(() -> Tasks.add(1, 2));
        started.awaitLines(2);

        Signals.send("KILL", first.workerPid().orElseThrow());
        WorkerCrashedException crash = crashOf(first);
        released.raise();

        assertThat(crash.exitCode()).hasValue(137);
        assertThat(crash.getMessage()).contains("SIGKILL").contains("exit(137)");
        assertThat(second.get()).isEqualTo(second.workerPid().orElseThrow());
        assertThat(queued.get()).isEqualTo(3);
    }

    @Test
    void hidesTheDeathOfAnIdleWorkerAlsoFromTasksThatAreSubmittedAtThatMoment() throws Exception {
        // Forbidden outcome: a task fails, though no worker was killed while it ran.
        ProcessPoolExecutor pool = pools.sharedWorker();
        for (boolean known : new boolean[] {true, false, false}) {
            long pid = pool.submit(() -> Tasks.pid()).get();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            if (known) {
                Pools.awaitDeath(pid);
            }
            assertThat(pool.submit(() -> Tasks.pid()).get(30, TimeUnit.SECONDS)).isNotEqualTo(pid);
        }
    }

    // -- Heap --

    @Test
    void saysThatTheHeapWasExhausted() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        WorkerCrashedException crash = crashOf(pool.submit(() -> Tasks.eatHeap()));

        assertThat(crash.outOfMemory()).isTrue();
        assertThat(crash.getMessage()).contains("ran out of heap").contains("workerHeap");
        Pools.awaitDeath(pid);
        assertThat(pool.submit(() -> Tasks.pid()).get()).isNotEqualTo(pid);
    }

    @Test
    void retiresAWorkerWhoseTaskCaughtTheOutOfMemoryErrorAndDeliversItsValue() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        assertThat(pool.submit(() -> Tasks.eatHeapAndCatch()).get()).isEqualTo("caught");

        Pools.awaitDeath(pid);
        assertThat(pool.submit(() -> Tasks.pid()).get()).isNotEqualTo(pid);
        assertExit(pool, pid, ExitReason.OUT_OF_MEMORY);
    }

    private static void assertExit(ProcessPoolExecutor pool, long pid, ExitReason reason) {
        await().until(() ->
                pool.snapshot().recentExits().stream().anyMatch(exit -> exit.pid() == pid && exit.reason() == reason));
    }

    @Test
    void retiresAWorkerWhoseHeapWasExhaustedInABackgroundThread() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();

        long pid = pool.submit(() -> {
                    Thread thread = new Thread(() -> Tasks.eatHeapAndCatch());
                    thread.start();
                    thread.join();
                    return Tasks.pid();
                })
                .get();

        Pools.awaitDeath(pid);
        assertThat(pool.submit(() -> Tasks.pid()).get()).isNotEqualTo(pid);
    }

    @Test
    void keepsAWorkerAfterAStackOverflowOnlyUntilItsTaskHasEnded() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        failureOf(pool.submit(() -> Tasks.overflowStack(0)), StackOverflowError.class);

        assertThat(pool.submit(() -> Tasks.pid()).get()).isNotEqualTo(pid);
        assertExit(pool, pid, ExitReason.VIRTUAL_MACHINE_ERROR);
    }

    // -- At bad moments --

    @Test
    void failsATaskWhoseWorkerDiesAfterShutdownWasCalled() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Flag started = pools.flag();
        ProcessFuture<Void> running = pool.submit(() -> Tasks.ignoreInterrupts(started));
        ProcessFuture<Integer> queued = pool.submit(() -> Tasks.add(1, 2));
        started.await();

        pool.shutdown();
        Signals.send("KILL", running.workerPid().orElseThrow());

        crashOf(running);
        assertThat(queued.get(30, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void failsATaskWhoseWorkerDiesAfterNobodyRefersToThePoolAnyMoreOfWhichAWarningTells() throws Exception {
        Flag started = pools.flag();
        ProcessFuture<Void> running = submitToAForgottenPool(started);
        started.await();
        await("the warning").until(() -> {
            System.gc();
            return !warningsOfTheForgottenPool().isEmpty();
        });
        assertThat(warningsOfTheForgottenPool().get(0).getThrowableProxy().getStackTraceElementProxyArray())
                .as("the place where it was made")
                .anyMatch(frame -> frame.getSTEAsString().contains("IsolationIT.submitToAForgottenPool"));

        Signals.send("KILL", running.workerPid().orElseThrow());

        Pools.awaitDeath(crashOf(running).pid());
    }

    private List<ILoggingEvent> warningsOfTheForgottenPool() {
        return log.events().stream()
                .filter(event -> event.getFormattedMessage().contains("Process pool 'forgotten' was never closed"))
                .toList();
    }

    private static ProcessFuture<Void> submitToAForgottenPool(Flag started) {
        return Pools.builder().name("forgotten").build().submit(() -> Tasks.ignoreInterrupts(started));
    }

    /** A value that kills its process when half of it has been sent. */
    static final class HalfWritten implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(java.io.ObjectOutputStream out) throws java.io.IOException {
            out.write(new byte[1 << 20]);
            Runtime.getRuntime().halt(4);
        }
    }

    @Test
    void failsATaskWhoseWorkerDiesInTheMiddleOfItsResult() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();

        assertThat(crashOf(pool.submit(() -> new HalfWritten())).exitCode()).hasValue(4);
    }

    @Test
    void logsWhatABackgroundThreadDiesOfAndDeliversTheResult() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();

        long pid = pool.submit(() -> {
                    Tasks.throwInBackgroundThread();
                    return Tasks.pid();
                })
                .get();

        log.awaitLine("thrown in a background thread");
        assertThat(log.lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("WARN ")
                        .contains("shared worker 0 pid " + pid)
                        .contains("a-background-thread"));
    }

    // -- Starts --

    @Test
    void failsPendingTasksWhenTheProcessCantBeStarted() throws Exception {
        ProcessPoolExecutor pool = pools.open(
                builder -> builder.commandCustomizer(command -> command.javaExecutable(Path.of("/nonexistent/java"))));

        PoolBrokenException failure = failureOf(pool.submit(() -> Tasks.pid()), PoolBrokenException.class);

        assertThat(failure.getMessage()).contains("/nonexistent/java");
        assertThat(failure.getCause()).isInstanceOf(WorkerStartException.class);
    }

    @Test
    void aJavaProgramThatIsNotThereIsNoticedWhenThePoolIsMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pools.open(builder -> builder.javaExecutable(Path.of("/nonexistent/bin/java"))))
                .withMessageContaining("/nonexistent/bin/java")
                .withMessageContaining("javaExecutable");
    }

    // -- Attempts --

    @Test
    void runsAnIdempotentTaskAgainWhenItsWorkerDies() throws Exception {
        RecordingListener listener = new RecordingListener();
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).listener(listener));
        Flag tried = pools.flag();
        TaskOptions options = TaskOptions.builder().maxAttempts(2).build();

        ProcessFuture<Integer> task = pool.with(options).submit(() -> {
            if (!tried.isRaised()) {
                tried.raise();
                Tasks.halt(1);
            }
            return 42;
        });

        assertThat(task.get()).isEqualTo(42);
        listener.await(event -> event.kind().equals("taskFinished"));
        assertThat(listener.kindsOf(task)).containsExactly("taskQueued", "taskStarted", "taskRetried", "taskFinished");
    }

    @Test
    void runsATaskThatStartedOnlyOnceUnlessItIsSaidToBeIdempotent() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Journal attempts = pools.journal();

        crashOf(pool.submit(() -> {
            attempts.write("attempt");
            Tasks.halt(1);
        }));

        assertThat(pool.submit(() -> Tasks.add(1, 2)).get()).isEqualTo(3);
        assertThat(attempts.lines()).hasSize(1);
    }

    @Test
    void sendsTasksThatNeverBeganAgainWithoutAsking() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        // One short function many times, so that the pool learns to send it ahead.
        for (int i = 0; i < 50; i++) {
            pool.submit(Tasks::noteOrHalt, -1, "").get();
        }
        Journal ran = pools.journal();
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tasks.add(pool.submit(Tasks::noteOrHalt, i % 50 == 25 ? -2 - i : i, ran.path()));
        }

        for (int i = 0; i < 100; i++) {
            if (i % 50 == 25) {
                crashOf(tasks.get(i));
            } else {
                assertThat(tasks.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i);
            }
        }
        assertThat(ran.lines())
                .as("every task ran exactly once")
                .doesNotHaveDuplicates()
                .hasSize(100);
        assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.CRASHED, 2L);
    }
}
