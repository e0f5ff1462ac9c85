package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: {@code call} is a call, and its work does not outlive the caller's interest. */
@Timeout(300)
class CallIT {

    @RegisterExtension
    final Pools pools = new Pools();

    /** The end of a caller: what it threw, and whether its flag was set. */
    private record Caller(Thread thread, CompletableFuture<Throwable> failure, CompletableFuture<Boolean> flag) {

        static Caller of(Callable<?> call) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    call.call();
                    failure.complete(null);
                } catch (Throwable e) {
                    failure.complete(e);
                }
                flag.complete(Thread.interrupted());
            });
            thread.start();
            return new Caller(thread, failure, flag);
        }

        void assertInterrupted() throws Exception {
            assertThat(failure.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            assertThat(flag.get(60, TimeUnit.SECONDS)).as("the flag").isFalse();
        }
    }

    // -- A call --

    @Test
    void everyFormReturnsWhatItsTaskReturns() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Flag ran = pools.flag();
        SerializableFunction<Integer, Integer> twice = number -> 2 * number;

        assertThat(pool.call(() -> Tasks.pid())).isNotEqualTo(Tasks.pid());
        assertThat(pool.call(twice, 21)).isEqualTo(42);
        int product = pool.call(number -> 3 * number, 14);
        assertThat(product).isEqualTo(42);
        assertThat(pool.<Integer, Integer, Integer>call(Tasks::add, 20, 22)).isEqualTo(42);
        pool.call(() -> ran.raise());
        assertThat(ran.isRaised()).isTrue();
        TaskSubmitter view = pool.with(TaskOptions.builder().name("view").build());
        assertThat(view.call(() -> WorkerContext.current().taskId())).isPositive();
        assertThat(pools.openInProcess().call(() -> "on a thread")).isEqualTo("on a thread");
    }

    /** Stands for the work in the example of the Javadoc. */
    private static final class Text {

        static String extract(String file) {
            return "text of " + file;
        }
    }

    @Test
    void theExampleOfTheJavadocRuns() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        String file = "a.pdf";

        String text = pool.with(
                        TaskOptions.builder().timeout(Duration.ofSeconds(30)).build())
                .call(() -> Text.extract(file));

        assertThat(text).isEqualTo("text of a.pdf");
    }

    @Test
    void failuresComeAsFromGet() {
        ProcessPoolExecutor pool = pools.shared();

        assertThatThrownBy(() -> pool.call(() -> {
                    throw new IllegalArgumentException("own");
                }))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("own");
        assertThatThrownBy(() -> pool.call(() -> Tasks.halt(3)))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(WorkerCrashedException.class);
    }

    @Test
    void theTimeoutOfTheOptionsEndsTheCall() {
        TaskSubmitter impatient = pools.shared()
                .with(TaskOptions.builder().timeout(Duration.ofMillis(200)).build());
        Flag started = pools.flag();

        assertThatThrownBy(() -> impatient.call(() -> Tasks.sleepForever(started)))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TaskTimeoutException.class);
    }

    // -- Its caller goes --

    @Test
    void theInterruptOfTheCallerEndsTheWork() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        Caller caller = Caller.of(() -> pool.call(() -> Tasks.cleanUpWhenInterrupted(started, cleanedUp)));
        started.await();

        caller.thread().interrupt();

        caller.assertInterrupted();
        cleanedUp.await();
    }

    @Test
    void workThatIgnoresTheInterruptIsKilledAfterItsGracePeriod() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Flag started = pools.flag();
        Caller caller = Caller.of(() -> {
            pool.call(() -> Tasks.ignoreInterrupts(started));
            return null;
        });
        started.await();
        long pid = pool.snapshot().workers().get(0).pid();

        caller.thread().interrupt();

        caller.assertInterrupted();
        Pools.awaitDeath(pid);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(pool.snapshot().exitsByReason()).containsOnlyKeys(ExitReason.CANCELLED));
        assertThat(pool.call(() -> Tasks.add(1, 2))).isEqualTo(3);
    }

    @Test
    void getLeavesTheTaskAloneWhenItsWaiterIsInterrupted() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag released = pools.flag();
        ProcessFuture<Long> task = pools.occupy(pool, released);
        Caller waiter = Caller.of(task::get);

        waiter.thread().interrupt();

        waiter.assertInterrupted();
        assertThat(task.isDone()).isFalse();
        released.raise();
        assertThat(task.get()).isPositive();
    }

    @Test
    void whoIsInterruptedWhileWaitingForRoomLeavesNothingBehind() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).queueCapacity(1).whenFull(WhenFull.BLOCK));
        Flag released = pools.flag();
        Flag ran = pools.flag();
        ProcessFuture<Long> running = pools.occupy(pool, released);
        ProcessFuture<Integer> queued = pool.submit(() -> Tasks.add(1, 2));
        Caller caller = Caller.of(() -> {
            pool.call(() -> ran.raise());
            return null;
        });
        Awaitility.await("the caller to wait for room")
                .until(() -> List.of(Thread.State.WAITING, Thread.State.TIMED_WAITING)
                        .contains(caller.thread().getState()));

        caller.thread().interrupt();

        caller.assertInterrupted();
        released.raise();
        assertThat(running.get()).isPositive();
        assertThat(queued.get()).isEqualTo(3);
        assertThat(pool.call(() -> Tasks.add(3, 4))).isEqualTo(7);
        assertThat(ran.isRaised()).isFalse();
        assertThat(pool.snapshot().cancelledTasks()).isZero();
    }

    @Test
    void theLoserOfARaceOfCallsIsEnded() throws Exception {
        // As a structured scope does that returns its first result: it interrupts the other callers.
        raceOn(Executors.newCachedThreadPool());
    }

    @Test
    @EnabledForJreRange(minVersion = 21)
    void theLoserOfARaceOfVirtualThreadsIsEnded() throws Exception {
        raceOn((ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
    }

    private void raceOn(ExecutorService callers) throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        try {
            String winner = callers.invokeAny(List.of(
                    () -> pool.call(() -> Tasks.cleanUpWhenInterrupted(started, cleanedUp)),
                    () -> pool.call(() -> {
                        started.awaitInTask();
                        return "first";
                    })));

            assertThat(winner).isEqualTo("first");
            cleanedUp.await();
        } finally {
            callers.shutdownNow();
            assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @EnabledForJreRange(minVersion = 21)
    void theInterruptOfAVirtualThreadEndsTheWork() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        FutureTask<String> call =
                new FutureTask<>(() -> pool.call(() -> Tasks.cleanUpWhenInterrupted(started, cleanedUp)));
        Thread caller = (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, call);
        started.await();

        call.cancel(true);

        cleanedUp.await();
        caller.join();
    }

    @Test
    void interruptsThatComeWithTheResultLeaveNothingRunning() throws Exception {
        // Forbidden outcomes: a task that nobody waits for goes on, or its worker is lost.
        ProcessPoolExecutor pool = pools.shared();
        long exits = pool.snapshot().exitsByReason().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        for (int round = 0; round < 200; round++) {
            Caller caller = Caller.of(() -> pool.call(() -> Tasks.lastAMillisecond()));
            for (int spin = round * 50; spin > 0; spin--) {
                Thread.onSpinWait();
            }
            caller.thread().interrupt();
            Throwable failure = caller.failure().get(60, TimeUnit.SECONDS);
            boolean flag = caller.flag().get(60, TimeUnit.SECONDS);
            assertThat(failure == null || (failure instanceof InterruptedException && !flag))
                    .as("%s", failure)
                    .isTrue();
        }

        Awaitility.await().until(() -> pool.snapshot().runningTasks() == 0);
        assertThat(pool.snapshot().queuedTasks()).isZero();
        assertThat(pool.snapshot().exitsByReason().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(exits);
    }
}
