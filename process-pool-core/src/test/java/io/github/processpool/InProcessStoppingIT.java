package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.Tasks;
import io.github.processpool.testing.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A task of a thread is stopped by an interrupt; one that ignores it loses its worker, not its thread. */
@Timeout(60)
class InProcessStoppingIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void aTimeoutInterruptsTheTaskAndTheWorkerLivesIfItHeedsThat() throws Exception {
        ProcessPoolExecutor pool =
                pools.openInProcess(builder -> builder.maxWorkers(1).gracePeriod(Pools.LIMIT));
        String before = pool.submit(() -> Threads.worker()).get();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();

        ProcessFuture<String> task = pool.with(
                        TaskOptions.builder().timeout(Duration.ofMillis(100)).build())
                .submit(() -> Tasks.cleanUpWhenInterrupted(started, cleanedUp));

        assertThatThrownBy(task::get).cause().isInstanceOfSatisfying(TaskTimeoutException.class, timeout -> {
            assertThat(timeout.clock()).isEqualTo(TaskTimeoutException.Clock.EXECUTION);
            assertThat(timeout.threadDump()).get().asString().contains("cleanUpWhenInterrupted");
        });
        task.stopped().get();
        assertThat(cleanedUp.isRaised()).isTrue();
        assertThat(pool.submit(() -> Threads.worker()).get()).isEqualTo(before);
    }

    @Test
    void aTaskThatIgnoresTheInterruptLosesItsWorkerButNotItsThread() throws Exception {
        RecordingListener listener = new RecordingListener();
        ProcessPoolExecutor pool = pools.openInProcess(
                builder -> builder.maxWorkers(1).listener(listener).gracePeriod(Duration.ofMillis(50)));
        String before = pool.submit(() -> Threads.worker()).get();
        Flag started = pools.flag();
        Flag released = pools.flag();
        try {
            ProcessFuture<String> task = pool.with(
                            TaskOptions.builder().timeout(Duration.ofMillis(50)).build())
                    .submit(() -> Threads.ignoreInterruptsUntil(started, released));

            assertThatThrownBy(task::get).hasCauseInstanceOf(TaskTimeoutException.class);
            assertThat(pool.submit(() -> Threads.worker()).get()).isNotEqualTo(before);
            task.stopped().get();
            await().until(() -> listener.exits().equals(List.of(ExitReason.TIMED_OUT)));
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().endsWith("-abandoned"))
                    .singleElement()
                    .satisfies(thread -> assertThat(thread.isDaemon()).isTrue());
        } finally {
            released.raise();
        }
    }

    /** The kind of call that no interrupt ends. */
    interface Gate {

        void pass();
    }

    private static String passAndTell(Gate gate, Journal journal) {
        try {
            gate.pass();
            return "passed";
        } catch (SharedCallRefusedException e) {
            journal.write(e.getMessage());
            throw e;
        }
    }

    @Test
    void aCallOfASharedObjectEndsWithItsWorker() throws Exception {
        ProcessPoolExecutor pool =
                pools.openInProcess(builder -> builder.maxWorkers(1).gracePeriod(Duration.ofMillis(50)));
        Flag started = pools.flag();
        Flag released = pools.flag();
        Journal journal = pools.journal();
        Gate gate = pool.share(Gate.class, () -> Threads.ignoreInterruptsUntil(started, released));
        try {
            ProcessFuture<String> task = pool.submit(() -> passAndTell(gate, journal));
            started.await();

            task.cancel(true);

            assertThat(journal.awaitLines(1)).singleElement().asString().contains("pass()", "was not answered");
            assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        } finally {
            released.raise();
        }
    }

    @Test
    void anAbandonedTaskIsToldByItsContextAsWell() throws Exception {
        ProcessPoolExecutor pool =
                pools.openInProcess(builder -> builder.maxWorkers(1).gracePeriod(Duration.ZERO));
        Flag started = pools.flag();
        ProcessFuture<Boolean> task = pool.submit(() -> Tasks.runUntilCancelled(started));
        started.await();

        assertThat(task.cancel(true)).isTrue();

        task.stopped().get(); // That its thread has ended is found by the look for leftovers.
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void cancelInterruptsWhatRunsAndNeverRunsWhatWaits() throws Exception {
        ProcessPoolExecutor pool = pools.openInProcess(builder -> builder.maxWorkers(1));
        Flag started = pools.flag();
        Flag never = pools.flag();
        ProcessFuture<String> running = pool.submit(() -> Tasks.sleepForever(started));
        started.await();
        ProcessFuture<?> waiting = pool.submit(() -> never.raise());

        assertThat(waiting.cancel(true)).isTrue();
        assertThat(running.cancel(true)).isTrue();

        assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
        running.stopped().get();
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        assertThat(never.isRaised()).isFalse();
        assertThat(pool.snapshot().cancelledTasks()).isEqualTo(2);
    }

    @Test
    void aQueueTimeoutEndsWhatWaitsTooLong() throws Exception {
        ProcessPoolExecutor pool = pools.openInProcess(builder -> builder.maxWorkers(1));
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> Threads.workerAfter(started, released));
        started.await();

        ProcessFuture<Integer> waiting = pool.with(TaskOptions.builder()
                        .queueTimeout(Duration.ofMillis(20))
                        .build())
                .submit(() -> 1);

        assertThatThrownBy(waiting::get)
                .cause()
                .isInstanceOfSatisfying(
                        TaskTimeoutException.class,
                        timeout -> assertThat(timeout.clock()).isEqualTo(TaskTimeoutException.Clock.QUEUE));
        released.raise();
    }
}
