package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
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

/** The things that an operator gets to see: counters, workers, and progress; and nothing of a pool that is closed. */
@Timeout(300)
class DiagnosticsIT {

    @RegisterExtension
    final Pools pools = new Pools();

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
    void theProgressOfATaskThatWasKilledIsWhatItLastSaid() throws Exception {
        Flag reported = pools.flag();
        ProcessFuture<String> task = pools.oneWorker().submit(() -> {
            WorkerContext.current().reportProgress(3, 10, "page 3");
            return Tasks.sleepForever(reported);
        });
        reported.await();
        Signals.send("KILL", task.workerPid().orElseThrow());
        failureOf(task, WorkerCrashedException.class);

        assertThat(task.progress()).contains(new Progress(3, 10, "page 3"));
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
}
