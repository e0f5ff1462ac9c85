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
                case "hang" -> Thread.sleep(Long.MAX_VALUE);
                default -> throw new IllegalArgumentException(how);
            }
        }
    }

    private ProcessPoolExecutor open(String how, Flag cured, RecordingListener listener) {
        return pools.open(builder -> builder.initializer(new Doomed(cured, how))
                .startTimeout(Duration.ofSeconds(how.equals("hang") ? 4 : 30))
                .listener(listener));
    }

    private PoolBrokenException assertBreaks(String how) throws Exception {
        RecordingListener listener = new RecordingListener();
        Flag cured = pools.flag();
        ProcessPoolExecutor pool = open(how, cured, listener);
        List<ProcessFuture<Integer>> pending = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pending.add(pool.submit(() -> Tasks.add(1, 2)));
        }

        await().atMost(PROMISED).until(() -> pool.snapshot().state() == PoolState.BROKEN);
        List<PoolBrokenException> failures = new ArrayList<>();
        for (ProcessFuture<Integer> task : pending) {
            failures.add(failureOf(task, PoolBrokenException.class));
        }
        assertThat(failures).doesNotHaveDuplicates();
        PoolBrokenException failure = failures.get(0);
        assertThat(failure.getCause()).isInstanceOfSatisfying(WorkerStartException.class, cause -> {
            assertThat(cause.command()).contains("io.github.processpool.internal.worker.WorkerMain");
            assertThat(cause.stderrTail()).contains("about to " + how);
        });
        assertThatThrownBy(() -> pool.submit(() -> Tasks.pid())).isInstanceOf(PoolBrokenException.class);
        listener.await("poolBroken"); // Listeners hear of it on threads of their own.
        assertThat(listener.events("poolBroken")).hasSize(1);
        assertRecovers(pool, cured, listener);
        return failure;
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
    void breaksAndRecoversWhenTheInitializerAlwaysFails() throws Exception {
        PoolBrokenException failure = assertBreaks("throw");

        assertThat(failure.getMessage()).contains("the initializer says no").contains("IllegalStateException");
    }

    @Test
    void breaksAndRecoversWhenWorkersExitAtOnce() throws Exception {
        PoolBrokenException failure = assertBreaks("exit");

        assertThat(((WorkerStartException) failure.getCause()).exitCode()).hasValue(5);
        assertThat(failure.getMessage()).contains("exit code 5").contains("about to exit");
    }

    @Test
    void breaksAndRecoversWhenWorkersAreNotReadyInTime() throws Exception {
        PoolBrokenException failure = assertBreaks("hang");

        assertThat(failure.getMessage()).contains("was not ready within the startTimeout of PT4S");
    }

    @Test
    void breaksWhenTheJvmRefusesItsArguments() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.jvmArguments("-XX:+NoSuchOption"));

        PoolBrokenException failure = failureOf(pool.submit(() -> Tasks.pid()), PoolBrokenException.class);

        assertThat(failure.getMessage()).contains("NoSuchOption").contains("exit code 1");
    }

    @Test
    void startsNoStormOfWorkers() throws Exception {
        RecordingListener listener = new RecordingListener();
        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(4)
                .maxWorkers(8)
                .workerHeap(32L << 20)
                .initializer(new Doomed(pools.flag(), "throw"))
                .listener(listener));

        await().atMost(PROMISED).until(() -> pool.snapshot().state() == PoolState.BROKEN);

        assertThat(listener.events("workerExited")).hasSizeLessThanOrEqualTo(12);
        assertThat(pool.snapshot().workersStarted()).isZero();
    }

    @Test
    void keepsWorkingWhenSomeStartsFail() throws Exception {
        // The first two workers of three die; who waits does not notice.
        Journal starts = pools.journal();
        ProcessPoolExecutor pool = pools.open(builder -> builder.initializer(context -> {
            starts.write("start");
            if (starts.lines().size() <= 2) {
                Tasks.halt(1);
            }
        }));

        assertThat(pool.submit(() -> Tasks.add(1, 2)).get(30, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(pool.snapshot().state()).isEqualTo(PoolState.RUNNING);
    }
}
