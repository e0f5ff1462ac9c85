package io.github.processpool.spring.async.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.PoolMode;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call that waits for workers that wait is refused, and one that waits for a worker that works is not. */
class StalledCallTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Static: a task can take none along. */
    private static CountDownLatch gate = new CountDownLatch(1);

    private static CountDownLatch begun = new CountDownLatch(1);
    private static volatile boolean working;

    private final Queue<Runnable> looks = new ArrayDeque<>();

    private final ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
            .name("stalled")
            .mode(PoolMode.IN_PROCESS)
            .maxWorkers(1)
            .build();

    StalledCallTest() {
        gate = new CountDownLatch(1);
        begun = new CountDownLatch(1);
        working = true;
    }

    @AfterEach
    void close() {
        gate.countDown();
        working = false;
        pool.close();
    }

    private ProcessFuture<Integer> waitingCall() throws InterruptedException {
        begun.await();
        ProcessFuture<Integer> call = pool.submit(() -> 1);
        StalledCall.watch(call, pool, looks::add);
        return call;
    }

    private static boolean isParked() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("process-pool-stalled-task"))
                .allMatch(thread -> thread.getState() == Thread.State.WAITING);
    }

    /** Once more than it takes to refuse. */
    private void lookOften() {
        for (int i = 0; i < StalledCall.LOOKS + 2 && !looks.isEmpty(); i++) {
            looks.remove().run();
        }
    }

    @Test
    void isRefusedWhileAllTasksWait() throws Exception {
        pool.submit(() -> {
            begun.countDown();
            gate.await();
            return 0;
        });

        ProcessFuture<Integer> call = waitingCall();
        await().atMost(LIMIT).until(() -> isParked());

        lookOften();

        assertThat(call)
                .failsWithin(LIMIT)
                .withThrowableThat()
                .withCauseInstanceOf(RejectedExecutionException.class)
                .withMessageContaining("'stalled' while all 1 of them ran tasks that only waited");
    }

    @Test
    void waitsForTaskThatWorks() throws Exception {
        pool.submit(() -> {
            begun.countDown();
            while (working) {
                Thread.onSpinWait();
            }
        });
        ProcessFuture<Integer> call = waitingCall();

        lookOften();

        assertThat(call.taskState()).isEqualTo(TaskState.QUEUED);
        working = false;
        assertThat(call).succeedsWithin(LIMIT).isEqualTo(1);
    }

    @Test
    void waitsForTaskThatWorksUnderANameOfItsOwn() throws Exception {
        pool.submit(() -> {
            Thread.currentThread().setName("import");
            begun.countDown();
            while (working) {
                Thread.onSpinWait();
            }
        });
        ProcessFuture<Integer> call = waitingCall();

        lookOften();

        assertThat(call.taskState()).isEqualTo(TaskState.QUEUED);
        working = false;
        assertThat(call).succeedsWithin(LIMIT).isEqualTo(1);
    }

    @Test
    void oneLookIsForAllCallsOfAPool() throws Exception {
        pool.submit(() -> {
            begun.countDown();
            gate.await();
            return 0;
        });
        ProcessFuture<Integer> first = waitingCall();
        await().atMost(LIMIT).until(() -> isParked());
        ProcessFuture<Integer> second = waitingCall();
        assertThat(looks).hasSize(1);

        lookOften();

        assertThat(first).failsWithin(LIMIT);
        assertThat(second).failsWithin(LIMIT);
        assertThat(looks).isEmpty();
        assertThat(waitingCall()).isNotDone();
        assertThat(looks).hasSize(1);
    }

    @Test
    void waitsForTaskThatWaitsWithLimit() throws Exception {
        pool.submit(() -> {
            begun.countDown();
            return gate.await(1, TimeUnit.MINUTES);
        });
        ProcessFuture<Integer> call = waitingCall();

        lookOften();

        assertThat(call.taskState()).isEqualTo(TaskState.QUEUED);
        gate.countDown();
        assertThat(call).succeedsWithin(LIMIT).isEqualTo(1);
    }
}
