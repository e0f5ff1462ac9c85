package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The figures that meters are made of, each next to what brings it about. */
@Timeout(300)
class FiguresIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void whatRunsAndWhatWaitsIsSeenWhileItDoes() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        Flag released = pools.flag();
        ProcessFuture<Long> running = pool.submit(() -> {
            WorkerContext.current().reportProgress(3, 10, "page 3");
            return Tasks.runUntil(started, released);
        });
        started.await();
        ProcessFuture<Integer> waiting = pool.submit(Tasks::sum, Tasks.bytes(10_000));
        await().until(() -> pool.snapshot().nextTaskWait().compareTo(Duration.ofMillis(50)) > 0);

        PoolSnapshot snapshot = pool.snapshot();
        assertThat(snapshot.queuedBytes()).isBetween(10_000L, 11_000L);
        assertThat(snapshot.maxQueuedBytes()).isGreaterThan(snapshot.queuedBytes());
        RunningTask task = snapshot.workers().get(0).currentTask().orElseThrow();
        assertThat(task.taskId()).isEqualTo(running.taskId());
        assertThat(task.progress()).contains(new Progress(3, 10, "page 3"));

        released.raise();
        waiting.get();
        assertThat(pool.snapshot().queuedBytes()).isZero();
        assertThat(pool.snapshot().nextTaskWait()).isZero();
    }

    @Test
    void bytesOfTaskAndResultAreTold() throws Exception {
        ProcessFuture<byte[]> task = pools.sharedWorker().submit(Tasks::bytes, 50_000);
        task.get();

        assertThat(task.timings().taskBytes()).isBetween(1L, 1000L);
        assertThat(task.timings().resultBytes()).isBetween(50_000L, 51_000L);
    }

    @Test
    void bytesOfWhatWasThrownAreToldToo() {
        ProcessFuture<Void> task = pools.sharedWorker().submit(() -> Tasks.throwError());
        assertThatThrownBy(task::get).hasCauseInstanceOf(AssertionError.class);

        assertThat(task.timings().resultBytes()).isPositive();
    }

    @Test
    void refusedSubmissionsAreCounted() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).queueCapacity(1));
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> Tasks.runUntil(started, released));
        started.await();
        pool.submit(() -> Tasks.add(1, 2));

        assertThatThrownBy(() -> pool.submit(() -> Tasks.add(1, 2))).isInstanceOf(QueueFullException.class);
        assertThat(pool.trySubmit(() -> Tasks.add(1, 2))).isEmpty();
        assertThat(pool.snapshot().rejectedTasks()).isEqualTo(2);

        released.raise();
        pool.shutdown();
        assertThatThrownBy(() -> pool.submit(() -> Tasks.add(1, 2))).isInstanceOf(PoolShutdownException.class);
        assertThat(pool.snapshot().rejectedTasks()).isEqualTo(3);
    }

    @Test
    void retriesQuarantinedKeysAndTheLastExitsAreListed() throws Exception {
        Instant before = Instant.now();
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).quarantineAfter(2));
        ProcessFuture<Void> poison = pool.with(TaskOptions.builder()
                        .quarantineKey("poison.pdf")
                        .maxAttempts(5)
                        .build())
                .submit(() -> Tasks.exit(3));
        failureOf(poison, TaskQuarantinedException.class);

        await().until(() -> pool.snapshot().recentExits().size() == 2);
        PoolSnapshot snapshot = pool.snapshot();
        assertThat(snapshot.retriedTasks()).isEqualTo(1);
        assertThat(snapshot.quarantinedKeys()).containsExactly("poison.pdf");
        WorkerExit last = snapshot.recentExits().get(0);
        assertThat(last.reason()).isEqualTo(ExitReason.CRASHED);
        assertThat(last.description()).contains("exited with code 3");
        assertThat(last.endedAt()).isBetween(before, Instant.now());
        assertThat(last.startedAt()).isBetween(before, last.endedAt());
        assertThat(last.slot()).isZero();
        assertThat(snapshot.recentExits().get(1).pid()).isNotEqualTo(last.pid());
    }

    @Test
    void anExitOfAWorkerThatCouldNotStartTellsNoCommand() {
        ProcessPoolExecutor pool = pools.open(
                builder -> builder.maxWorkers(1).minWorkers(1).jvmArguments("-Dpassword=secret", "-XX:NoSuchOption"));
        await().until(() -> !pool.snapshot().recentExits().isEmpty());

        List<WorkerExit> exits = pool.snapshot().recentExits();
        assertThat(exits.get(0).reason()).isEqualTo(ExitReason.START_FAILED);
        assertThat(exits.get(0).description()).contains("NoSuchOption").doesNotContain("secret");
    }

    @Test
    void warmingUpIsToldWithItsTimeBeItAPartOfTheStartOrLater() throws Exception {
        RecordingListener listener = new RecordingListener();
        ProcessPoolExecutor pool = pools.open(
                builder -> builder.maxWorkers(1).initializer(new WarmingUp()).listener(listener));
        long first = pool.submit(() -> Tasks.pid()).get();
        assertThat(listener.events("workerWarmedUp")).isEmpty();

        pool.warmUpWorkers();
        RecordingListener.Event later = listener.await("workerWarmedUp");
        assertThat(later.subject()).isEqualTo(first);
        assertThat(Long.parseLong(later.detail())).isPositive();

        Signals.send("KILL", first);
        pool.submit(() -> Tasks.pid()).get();
        listener.await(event -> event.kind().equals("workerWarmedUp") && event.subject() != first);
    }

    private record WarmingUp() implements WorkerInitializer {

        @Override
        public void start(WorkerContext context) {}

        @Override
        public void warmUp(WorkerContext context) {
            context.attributes().put("warm", true);
        }
    }
}
