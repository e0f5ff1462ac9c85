package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.testing.ChildJvm;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: a future that is cancelled, or ended by somebody else, ends its task for real, and nobody else. */
@Timeout(300)
class CancellationIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private static void awaitStopped(ProcessFuture<?> task) throws Exception {
        task.stopped().get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    // -- Cancellation --

    @Test
    void neverRunsATaskThatWasCancelledInTheQueue() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
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
        ProcessPoolExecutor pool = pools.sharedWorker();
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
        ProcessPoolExecutor pool = pools.shared();
        TaskSubmitter patient =
                pool.with(TaskOptions.builder().gracePeriod(Pools.LIMIT).build());
        Map<ExitReason, Long> exits = pool.snapshot().exitsByReason();
        Random random = new Random(7);
        List<ProcessFuture<Integer>> cancelled = new ArrayList<>();
        List<ProcessFuture<Integer>> kept = new ArrayList<>();
        for (int round = 0; round < 3000; round++) {
            int number = round;
            ProcessFuture<Integer> task = patient.submit(() -> {
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
        assertThat(pool.snapshot().exitsByReason()).isEqualTo(exits);
    }

    @Test
    void neverKillsTheNextTask() throws Exception {
        // Forbidden outcome: a task that nobody cancelled is lost with the worker of one that was.
        ProcessPoolExecutor pool = pools.sharedWorker();
        TaskOptions atOnce = TaskOptions.builder().gracePeriod(Duration.ZERO).build();
        Random random = new Random(8);
        for (int round = 0; round < 20; round++) {
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
        ProcessPoolExecutor pool = pools.sharedWorker();
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
    void goesOnWhenOnlyTheWaitRunsOut() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        Flag released = pools.flag();
        ProcessFuture<Long> task = pool.submit(() -> Tasks.runUntil(started, released));
        started.await();

        assertThatThrownBy(() -> task.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        assertThat(task.taskState()).isEqualTo(TaskState.RUNNING);
        released.raise();
        assertThat(task.get()).isEqualTo(task.workerPid().orElseThrow());
    }

    /** Lets a task run on and returns from main. */
    static final class LeavingParent {

        private LeavingParent() {}

        public static void main(String[] arguments) {
            Flag started = new Flag(arguments[0]);
            Flag go = new Flag(arguments[1]);
            Flag done = new Flag(arguments[2]);
            ProcessPoolExecutor pool = Pools.builder().maxWorkers(1).build();
            ProcessFuture<Long> future = pool.submit(() -> {
                long pid = Tasks.runUntil(started, go);
                done.raise();
                return pid;
            });
            started.await();
            future.cancel(false);
            System.out.println("leaving");
        }
    }

    @Test
    void workThatRunsOnAfterACancelKeepsTheJvmUntilItHasEnded() throws Exception {
        Flag started = pools.flag();
        Flag go = pools.flag();
        Flag done = pools.flag();
        try (ChildJvm parent = ChildJvm.of(LeavingParent.class)
                .arguments(started.path(), go.path(), done.path())
                .start()) {
            parent.awaitLine("leaving");
            go.raise();

            assertThat(parent.awaitEnd()).isZero();
            assertThat(done.isRaised()).isTrue();
        }
    }
}
