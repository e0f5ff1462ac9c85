package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.ChildJvm;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One task in a process of its own. */
@Timeout(300)
class IsolatedProcessIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @RegisterExtension
    final PoolLog log = new PoolLog();

    private final List<IsolatedProcess<?>> made = new ArrayList<>();

    /** Processes that a test leaves running are not what the extension is to complain of. */
    @AfterEach
    void closeAll() {
        made.forEach(IsolatedProcess::close);
    }

    private <T> IsolatedProcess<T> of(SerializableCallable<T> task) {
        return keep(IsolatedProcess.of(task, Pools.builder()));
    }

    private IsolatedProcess<Void> run(SerializableRunnable task) {
        return keep(IsolatedProcess.of(task, Pools.builder()));
    }

    private <T> IsolatedProcess<T> keep(IsolatedProcess<T> process) {
        made.add(process);
        return process;
    }

    private static void awaitEnd(IsolatedProcess<?> process) throws InterruptedException {
        assertThat(process.join(Pools.LIMIT)).as("%s is gone", process).isTrue();
    }

    // -- An ordinary life --

    @Test
    void runsItsTaskInAProcessOfItsOwnThatEndsWithIt() throws Exception {
        Flag started = pools.flag();
        Flag released = pools.flag();
        IsolatedProcess<Long> process = of(() -> Tasks.runUntil(started, released));
        assertThat(process.isAlive()).isFalse();
        assertThat(process.pid()).isEmpty();
        assertThat(process.exitCode()).isEmpty();

        process.start();
        assertThat(process.isAlive()).isTrue();
        assertThatIllegalStateException().isThrownBy(process::start).withMessageContaining("started before");
        long pid = process.pid().orElseThrow();
        started.await();
        assertThat(process.isAlive()).isTrue();
        assertThat(process.join(Duration.ZERO)).isFalse();
        assertThat(process.join(Duration.ofMillis(20))).isFalse();
        assertThat(process.exitCode()).isEmpty();
        assertThat(process.result().taskState()).isEqualTo(TaskState.RUNNING);

        released.raise();
        assertThat(process.result().get(30, TimeUnit.SECONDS)).isEqualTo(pid).isNotEqualTo(Tasks.pid());
        awaitEnd(process);
        assertThat(process.isAlive()).isFalse();
        assertThat(Pools.isAlive(pid)).isFalse();
        assertThat(process.exitCode()).hasValue(0);
        assertThat(process.pid()).hasValue(pid);
        assertThat(process.result().get()).as("after the end").isEqualTo(pid);
        process.join();
        process.terminate();
        process.kill();
        process.close();
        assertThat(process.exitCode()).as("after all that").hasValue(0);
        assertThatIllegalStateException().isThrownBy(process::start).withMessageContaining("started before");
    }

    // -- Failure --

    /** Some of its settings are for pools of many workers. */
    @Test
    void aTaskThatThrowsHasItsSettingsIsHeardAndEndsInOrder() throws Exception {
        ProcessPoolExecutorBuilder settings = Pools.builder()
                .minWorkers(2)
                .maxTasksPerWorker(1)
                .workerHeap(48L << 20)
                .environment(Map.of("ISOLATED", "yes"))
                .jvmArguments("-Dsome.property=set");
        IsolatedProcess<Void> process = keep(IsolatedProcess.of(
                () -> {
                    Tasks.print("printed in isolation");
                    throw new IllegalStateException(
                            System.getenv("ISOLATED") + " " + System.getProperty("some.property") + " "
                                    + (Runtime.getRuntime().maxMemory() <= 48L << 20));
                },
                settings));
        process.start();

        assertThat(failureOf(process.result(), IllegalStateException.class)).hasMessage("yes set true");
        awaitEnd(process);
        assertThat(process.exitCode()).hasValue(0);
        assertThat(log.workerLines()).contains("printed in isolation");
    }

    @Test
    void tellsTheExitCodeOfATaskThatExits() throws Exception {
        IsolatedProcess<Void> process = run(() -> Tasks.exit(3));
        process.start();
        awaitEnd(process);

        assertThat(process.exitCode()).hasValue(3);
        assertThat(process.result().isDone()).as("the result is known too").isTrue();
        assertThat(failureOf(process.result(), WorkerCrashedException.class).exitCode())
                .hasValue(3);
    }

    @Test
    void tellsThatItWasKilledFromOutside() throws Exception {
        Flag started = pools.flag();
        IsolatedProcess<String> process = of(() -> Tasks.sleepForever(started));
        process.start();
        started.await();
        Signals.send("KILL", process.pid().orElseThrow());
        awaitEnd(process);

        assertThat(process.exitCode()).hasValue(137);
        assertThat(failureOf(process.result(), WorkerCrashedException.class)).hasMessageContaining("SIGKILL");
    }

    @Test
    void aProcessThatIsKilledBeforeItIsReadyIsNotStartedAgain() throws Exception {
        Flag ran = pools.flag();
        IsolatedProcess<Void> process = keep(IsolatedProcess.of(
                () -> ran.raise(), Pools.builder().initializer(context -> Thread.sleep(Long.MAX_VALUE))));
        process.start();
        Signals.send("KILL", process.pid().orElseThrow());
        awaitEnd(process);

        assertThat(process.exitCode()).hasValue(137);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> process.result().get(30, TimeUnit.SECONDS))
                .withCauseInstanceOf(ProcessPoolException.class);
        assertThat(ran.isRaised()).isFalse();
    }

    @Test
    void aJvmThatRefusesItsArgumentsFailsTheResultAtOnce() throws Exception {
        IsolatedProcess<Integer> process =
                keep(IsolatedProcess.of(() -> 1, Pools.builder().jvmArguments("-XX:NoSuchOption")));
        process.start();

        WorkerStartException failure = failureOf(process.result(), WorkerStartException.class);
        assertThat(failure).hasMessageContaining("NoSuchOption");
        awaitEnd(process);
        assertThat(process.exitCode()).hasValue(1);
    }

    @Test
    void aTaskThatCantBeSerializedIsNotStarted() {
        Object lock = new Object();
        IsolatedProcess<String> process = of(() -> lock.toString());

        assertThatExceptionOfType(TaskSerializationException.class).isThrownBy(process::start);
        assertThat(process.isAlive()).isFalse();
        assertThatIllegalStateException().isThrownBy(process::result).withMessageContaining("not started");
    }

    // -- Stopping --

    @Test
    void terminateInterruptsTheTaskAndLetsItCleanUp() throws Exception {
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        IsolatedProcess<String> process = keep(IsolatedProcess.of(
                () -> Tasks.cleanUpWhenInterrupted(started, cleanedUp),
                Pools.builder().gracePeriod(Pools.LIMIT)));
        process.start();
        started.await();
        process.terminate();
        awaitEnd(process);

        assertThat(cleanedUp.isRaised()).isTrue();
        assertThat(process.result().isCancelled()).isTrue();
        assertThat(process.exitCode()).hasValue(0);
    }

    @Test
    void closeKillsATaskThatIgnoresTheInterruptAfterTheGracePeriod() throws Exception {
        Flag started = pools.flag();
        IsolatedProcess<Void> process = run(() -> Tasks.ignoreInterrupts(started));
        process.start();
        started.await();
        process.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(process.exitCode()).hasValue(137);
        assertThat(process.result().isCancelled()).isTrue();
    }

    @Test
    void killKillsAtOnceWithEverythingThatItHasStarted() throws Exception {
        Journal pids = pools.journal();
        Flag started = pools.flag();
        IsolatedProcess<Integer> process = of(() -> {
            Tasks.startDescendants(2, pids);
            Tasks.ignoreInterrupts(started);
            return 1;
        });
        process.start();
        started.await();
        List<Long> children = pids.awaitLines(2).stream().map(Long::valueOf).toList();
        process.kill();
        awaitEnd(process);

        assertThat(process.exitCode()).hasValue(137);
        assertThat(process.result().isCancelled()).isTrue();
        await().until(() -> children.stream().noneMatch(Signals::isRunning));
    }

    @Test
    void canBeKilledWhileItsJvmIsStarting() throws Exception {
        IsolatedProcess<Integer> process = of(() -> 1);
        process.start();
        process.kill();
        awaitEnd(process);

        assertThat(process.result().isDone()).isTrue();
    }

    // -- Misuse --

    @Test
    void saysThatItWasNotStarted() {
        IsolatedProcess<Integer> process = of(() -> 1);

        assertThatIllegalStateException().isThrownBy(process::join).withMessageContaining("not started");
        assertThatIllegalStateException().isThrownBy(() -> process.join(Duration.ZERO));
        assertThatIllegalStateException().isThrownBy(process::terminate);
        assertThatIllegalStateException().isThrownBy(process::kill);
        assertThatIllegalStateException().isThrownBy(process::result);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> process.join(Duration.ofMillis(-1)))
                .withMessageContaining("PT-0.001S");
        assertThatNullPointerException()
                .isThrownBy(() -> IsolatedProcess.of((SerializableRunnable) null))
                .withMessage("task");
        process.close();
    }

    // -- The end of the parent --

    /** Starts a process and is killed, or returns from main. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            Flag started = new Flag(arguments[0]);
            Flag released = new Flag(arguments[1]);
            IsolatedProcess<Long> process = IsolatedProcess.of(
                    () -> Tasks.runUntil(started, released),
                    ProcessPoolExecutor.builder().workerHeap(64L << 20));
            process.start();
            process.result().thenRun(() -> System.out.println("done"));
            System.out.println("pid " + process.pid().orElseThrow());
        }
    }

    @Test
    void keepsItsParentUntilTheTaskIsDone() throws Exception {
        Flag started = pools.flag();
        Flag released = pools.flag();
        try (ChildJvm parent = ChildJvm.of(Parent.class)
                .arguments(started.path(), released.path())
                .start()) {
            long pid = Long.parseLong(parent.awaitLine("pid "));
            started.await();
            assertThat(parent.isAlive()).isTrue();
            released.raise();

            parent.awaitLine("done");
            assertThat(parent.awaitEnd()).isZero();
            await().until(() -> !Signals.isRunning(pid));
        }
    }
}
