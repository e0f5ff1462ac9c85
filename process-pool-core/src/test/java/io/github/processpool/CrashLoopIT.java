package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: crash loops end. */
@Timeout(120)
class CrashLoopIT {

    private static final Duration PROMISED = Duration.ofSeconds(30);

    @RegisterExtension
    final Pools pools = new Pools();

    /** Fails until a flag is raised, in the way it is told. */
    record Doomed(Flag cured, String how) implements WorkerInitializer {

        @Override
        public void start(WorkerContext context) throws Exception {
            System.err.println("about to " + how);
            if (cured.isRaised()) {
                return;
            }
            switch (how) {
                case "throw" -> throw new IllegalStateException("the initializer says no");
                case "exit" -> Tasks.exit(5);
                case "halt" -> Tasks.halt(6);
                default -> throw new IllegalArgumentException(how);
            }
        }
    }

    /** Fails in one way after the other, each time that a worker is started, until a flag is raised. */
    record DoomedInEveryWay(Flag cured, Journal starts) implements WorkerInitializer {

        @Override
        public void start(WorkerContext context) throws Exception {
            starts.write("start");
            new Doomed(
                            cured,
                            List.of("throw", "exit", "halt").get(starts.lines().size() % 3))
                    .start(context);
        }
    }

    @Test
    void breaksWithoutAStormWhenWorkersFailToStartAndRecoversByItself() throws Exception {
        RecordingListener listener = new RecordingListener();
        Flag cured = pools.flag();
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(8)
                .initializer(new DoomedInEveryWay(cured, pools.journal()))
                .listener(listener));
        List<ProcessFuture<Integer>> pending = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pending.add(pool.submit(() -> Tasks.add(1, 2)));
        }

        await().atMost(PROMISED).until(() -> pool.snapshot().state() == PoolState.BROKEN);
        assertFailed(pending);
        assertThatThrownBy(() -> pool.submit(() -> Tasks.pid())).isInstanceOf(PoolBrokenException.class);
        listener.await("poolBroken"); // Listeners hear of it on threads of their own.
        assertThat(listener.events("poolBroken")).hasSize(1);
        PoolSnapshot broken = pool.snapshot();
        assertThat(broken.workersStarted()).isZero();
        assertThat(broken.exitsByReason()).containsOnlyKeys(ExitReason.START_FAILED);
        assertThat(broken.exitsByReason().get(ExitReason.START_FAILED))
                .as("no storm")
                .isBetween(4L, 8L);
        assertThat(broken.recentExits())
                .extracting(WorkerExit::description)
                .anySatisfy(words -> assertThat(words).contains("the initializer says no", "IllegalStateException"))
                .anySatisfy(words -> assertThat(words).contains("exit code 5", "about to exit"))
                .anySatisfy(words -> assertThat(words).contains("exit code 6", "about to halt"));
        assertRecovers(pool, cured, listener);
    }

    private static void assertFailed(List<ProcessFuture<Integer>> pending) throws Exception {
        List<PoolBrokenException> failures = new ArrayList<>();
        for (ProcessFuture<Integer> task : pending) {
            failures.add(failureOf(task, PoolBrokenException.class));
        }
        assertThat(failures).doesNotHaveDuplicates();
        assertThat(failures.get(0).getMessage()).containsAnyOf("the initializer says no", "exit code 5", "exit code 6");
        assertThat(failures.get(0).getCause()).isInstanceOfSatisfying(WorkerStartException.class, cause -> {
            assertThat(cause.command()).contains("io.github.processpool.internal.worker.WorkerMain");
            assertThat(String.join("\n", cause.stderrTail())).contains("about to ");
        });
    }

    /** Nobody submits anything in the meantime: the pool has to find out by itself. */
    private static void assertRecovers(ProcessPoolExecutor pool, Flag cured, RecordingListener listener)
            throws Exception {
        cured.raise();
        await().until(() -> pool.snapshot().state() == PoolState.RUNNING);
        assertThat(pool.submit(() -> Tasks.add(1, 2)).get(30, TimeUnit.SECONDS)).isEqualTo(3);
        listener.await("poolRecovered");
    }

    @Test
    void breaksWhenWorkersAreNotReadyInTime() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder ->
                builder.startTimeout(Duration.ofMillis(500)).commandPrefix("sh", "-c", "exec sleep 1000", "sh"));

        PoolBrokenException failure = failureOf(pool.submit(() -> Tasks.pid()), PoolBrokenException.class);

        assertThat(failure.getMessage()).contains("was not ready within the startTimeout of PT0.5S");
    }

    @Test
    void oneStartIsEnoughToBreakWhenTheJvmRefusesItsArguments() throws Exception {
        assertThatOneStartBreaks("-XX:+NoSuchOption", "Unrecognized VM option 'NoSuchOption'");
        assertThatOneStartBreaks("-XX:+UseParallelGC,-XX:+UseG1GC", "Multiple garbage collectors selected");
    }

    private void assertThatOneStartBreaks(String arguments, String reason) throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.jvmArguments(arguments.split(",")));

        PoolBrokenException failure = failureOf(pool.submit(() -> Tasks.pid()), PoolBrokenException.class);

        assertThat(failure.getMessage().lines().findFirst().orElseThrow()).contains(reason, "exit code 1");
        assertThat(failure).hasMessageContaining("correct the arguments").hasMessageNotContaining("recovers by itself");
        assertThat(failure).hasMessageNotContaining("-cp").cause().hasMessageContaining("-cp");
        assertThat(pool.snapshot().exitsByReason()).containsExactly(Map.entry(ExitReason.START_FAILED, 1L));
        assertThatThrownBy(() -> pool.submit(() -> Tasks.pid())).hasMessageContaining(reason);
    }
}
