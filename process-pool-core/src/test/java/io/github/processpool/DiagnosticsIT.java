package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The things that an operator gets to see: counters, workers, progress, and a warning for a pool that was forgotten. */
@Timeout(300)
class DiagnosticsIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @RegisterExtension
    final PoolLog log = new PoolLog();

    @Test
    void twoOfTwoAreBusyAndTheMinimumOfOneIsLeftAfterIdling() throws Exception {
        Instant before = Instant.now();
        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(1).idleTimeout(Duration.ofMillis(200)));
        Journal started = pools.journal();
        Flag released = pools.flag();
        ProcessFuture<Long> first = pool.submit(() -> Tasks.runUntil(started, released));
        ProcessFuture<Long> second = pool.submit(() -> Tasks.runUntil(started, released));
        List<Long> pids =
                started.awaitLines(2).stream().map(Long::valueOf).sorted().toList();

        PoolSnapshot busy = pool.snapshot();
        assertThat(busy.runningTasks()).isEqualTo(2);
        assertThat(busy.workers()).extracting(WorkerSnapshot::slot).containsExactly(0, 1);
        assertThat(busy.workers()).extracting(WorkerSnapshot::pid).containsExactlyInAnyOrderElementsOf(pids);
        assertThat(busy.workers()).allSatisfy(worker -> {
            assertThat(worker.state()).isEqualTo(WorkerState.BUSY);
            assertThat(worker.startedAt()).isBetween(before, Instant.now());
        });
        released.raise();
        first.get();
        second.get();

        await().until(() -> pool.snapshot().workers().size() == 1);
        PoolSnapshot idle = pool.snapshot();
        assertThat(idle.workers().get(0).state()).isEqualTo(WorkerState.IDLE);
        assertThat(idle.runningTasks()).isZero();
        assertThat(idle.completedTasks()).isEqualTo(2);
        assertThat(idle.workersStarted()).isEqualTo(2);
        await().until(() -> pool.snapshot().exitsByReason().getOrDefault(ExitReason.IDLE, 0L) == 1);
    }

    @Test
    void queueWaitIsTheStartOfTheSecondTaskMinusItsSubmission() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> Tasks.runUntil(started, released));
        started.await();
        Instant submitted = Instant.now();
        ProcessFuture<Integer> second = pool.submit(() -> Tasks.add(1, 2));
        await().until(() -> Duration.between(submitted, Instant.now()).toMillis() > 100);
        released.raise();
        second.get();

        assertThat(second.timings().queueWait().orElseThrow()).isGreaterThan(Duration.ofMillis(90));
    }

    @Test
    void theProgressOfATaskThatWasKilledIsWhatItLastSaid() throws Exception {
        Flag reported = pools.flag();
        ProcessFuture<String> task = pools.open().submit(() -> {
            WorkerContext.current().reportProgress(3, 10, "page 3");
            return Tasks.sleepForever(reported);
        });
        reported.await();
        Signals.send("KILL", task.workerPid().orElseThrow());
        failureOf(task, WorkerCrashedException.class);

        assertThat(task.progress()).contains(new Progress(3, 10, "page 3"));
    }

    @Test
    void aForgottenPoolIsWarnedOfWithThePlaceWhereItWasMade() {
        makeAndForget();

        await("the warning").until(() -> {
            System.gc();
            return log.lines().stream().anyMatch(line -> line.contains("Process pool 'forgotten' was never closed"));
        });
        ILoggingEvent warning = log.events().stream()
                .filter(event -> event.getFormattedMessage().contains("was never closed"))
                .findFirst()
                .orElseThrow();
        assertThat(warning.getThrowableProxy().getStackTraceElementProxyArray())
                .anyMatch(frame -> frame.getSTEAsString().contains("DiagnosticsIT.makeAndForget"));
    }

    @Test
    void aClosedPoolIsNotKeptThoughItsListenerRefersToIt() {
        WeakReference<ProcessPoolExecutor> pool = makeAndClose();

        await("collection of the pool").until(() -> {
            System.gc();
            return pool.get() == null;
        });
    }

    private static WeakReference<ProcessPoolExecutor> makeAndClose() {
        AtomicReference<ProcessPoolExecutor> known = new AtomicReference<>();
        ProcessPoolListener listener = new ProcessPoolListener() {
            @Override
            public void poolRecovered(String poolName) {
                known.get().recycleWorkers();
            }
        };
        try (ProcessPoolExecutor pool = Pools.builder().listener(listener).build()) {
            known.set(pool);
            assertThat(pool.submit(() -> Tasks.add(1, 2))).succeedsWithin(30, TimeUnit.SECONDS);
        }
        return new WeakReference<>(known.get());
    }

    private static void makeAndForget() {
        ProcessPoolExecutor pool = Pools.builder().name("forgotten").build();
        assertThat(pool.submit(() -> Tasks.add(1, 2))
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join())
                .isEqualTo(3);
    }
}
