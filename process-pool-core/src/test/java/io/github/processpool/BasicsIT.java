package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.io.File;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(300)
class BasicsIT {

    @RegisterExtension
    final Pools pools = new Pools();

    /** A task with a method of its own, like those that applications have. */
    private record Multiplier(int factor) implements Serializable {
        int times(int value) {
            return factor * value;
        }
    }

    /** A task that is a class. */
    private static final class NamedTask implements SerializableCallable<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String call() {
            return "from a class";
        }
    }

    // -- Every shape of a task --

    @Test
    void runsStaticInstanceConstructorAndLambdaTasks() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Multiplier multiplier = new Multiplier(6);
        SerializableFunction<Integer, Integer> instanceMethod = multiplier::times;
        SerializableFunction<String, File> constructor = File::new;
        SerializableCallable<Long> staticMethod = Tasks::pid;

        assertThat(pool.submit(staticMethod).get()).isNotEqualTo(Tasks.pid());
        assertThat(pool.submit(instanceMethod, 7).get()).isEqualTo(42);
        assertThat(pool.submit(constructor, "name").get()).isEqualTo(new File("name"));
        assertThat(pool.submit(() -> multiplier.times(8)).get()).isEqualTo(48);
        assertThat(pool.submit((a, b) -> a + b, "left", "right").get()).isEqualTo("leftright");
        assertThat(pool.submit(new NamedTask()).get()).isEqualTo("from a class");
    }

    @Test
    void returnsTheGivenResultOfARunnable() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Flag ran = pools.flag();
        Object result = new Object();

        assertThat(pool.submit((SerializableRunnable) ran::raise, result).get()).isSameAs(result);
        assertThat(ran.isRaised()).isTrue();
        assertThat(pool.submit((SerializableRunnable) ran::raise).get()).isNull();
    }

    @Test
    void takesTasksInTheTypesOfTheJdkIfTheyAreSerializable() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Callable<Integer> callable = (Callable<Integer> & Serializable) () -> Tasks.add(1, 2);
        Flag ran = pools.flag();
        Runnable runnable = (Runnable & Serializable) ran::raise;

        assertThat(pool.submit(callable).get()).isEqualTo(3);
        assertThat(pool.submit(runnable).get()).isNull();
        assertThat(pool.submit(runnable, "done").get()).isEqualTo("done");
        assertThat(ran.isRaised()).isTrue();
    }

    @Test
    void passesNullArgumentsAndReturnsNull() throws Exception {
        ProcessPoolExecutor pool = pools.shared();

        assertThat(pool.submit(value -> Tasks.echo(value), (Object) null).get()).isNull();
        assertThat(pool.submit((a, b) -> a == null && b == null, null, null).get())
                .isEqualTo(true);
    }

    @Test
    void returnsAnExceptionThatTheTaskReturnsAsAValue() throws Exception {
        Exception returned = pools.shared()
                .submit(() -> new IllegalStateException("only a value"))
                .get();

        assertThat(returned).isInstanceOf(IllegalStateException.class).hasMessage("only a value");
    }

    @Test
    void passesASnapshotOfTheArgument() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        Flag released = pools.flag();
        pool.submit(() -> Tasks.runUntil(started, released));
        started.await();
        byte[] bytes = {1, 2, 3};
        List<String> list = new ArrayList<>(List.of("before"));
        ProcessFuture<byte[]> sentBytes = pool.submit(value -> value, bytes);
        ProcessFuture<List<String>> sentList = pool.submit(value -> value, list);

        bytes[0] = 9;
        list.add("after");
        released.raise();

        assertThat(sentBytes.get()).containsExactly(1, 2, 3);
        assertThat(sentList.get()).containsExactly("before");
    }

    @Test
    void refusesNullTasksBeforeAnythingIsQueued() {
        ProcessPoolExecutor pool = pools.open();

        assertThatNullPointerException().isThrownBy(() -> pool.submit((SerializableCallable<Object>) null));
        assertThatNullPointerException().isThrownBy(() -> pool.submit((Callable<Object>) null));
        assertThatNullPointerException().isThrownBy(() -> pool.submit((SerializableRunnable) null));
        assertThatNullPointerException().isThrownBy(() -> pool.submit((SerializableFunction<String, String>) null, ""));
        assertThatNullPointerException().isThrownBy(() -> pool.execute((SerializableRunnable) null));
        assertThatNullPointerException().isThrownBy(() -> pool.trySubmit(null));
        assertThatNullPointerException().isThrownBy(() -> pool.with(null));
        assertThat(pool.snapshot().queuedTasks()).isZero();
        assertThat(pool.snapshot().workers()).isEmpty();
    }

    @Test
    void trySubmitReturnsAFutureWhileThereIsRoom() throws Exception {
        assertThat(pools.shared().trySubmit(() -> Tasks.add(1, 1)).orElseThrow().get())
                .isEqualTo(2);
    }

    // -- The methods of an ExecutorService --

    @Test
    void invokeAllReturnsDoneFuturesInTheOrderOfTheTasks() throws Exception {
        SerializableCallable<Integer> good = () -> 1;
        SerializableCallable<Integer> bad = () -> {
            throw new IllegalStateException("bad");
        };

        List<Future<Integer>> futures = pools.shared().invokeAll(List.of(good, bad, good));

        assertThat(futures).allMatch(Future::isDone);
        assertThat(futures.get(0).get()).isEqualTo(1);
        assertThatThrownBy(() -> futures.get(1).get()).hasRootCauseMessage("bad");
        assertThat(futures.get(2).get()).isEqualTo(1);
    }

    @Test
    void invokeAllCancelsWhatIsNotDoneInTime() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Flag started = pools.flag();
        SerializableCallable<String> slow = () -> Tasks.sleepForever(started);

        List<Future<String>> futures = pool.invokeAll(List.of(slow, slow, slow), 100, TimeUnit.MILLISECONDS);

        assertThat(futures).hasSize(3).allMatch(Future::isCancelled);
    }

    @Test
    void invokeAnyReturnsTheFirstSuccessAndStopsTheOthers() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Flag started = pools.flag();
        SerializableCallable<String> slow = () -> Tasks.sleepForever(started);
        SerializableCallable<String> bad = () -> {
            throw new IllegalStateException("bad");
        };

        assertThat(pool.invokeAny(List.of(slow, bad, () -> "good"))).isEqualTo("good");
    }

    @Test
    void invokeAnyThrowsTheLastFailureIfNoneSucceeds() {
        SerializableCallable<String> bad = () -> {
            throw new IllegalStateException("bad");
        };

        assertThatThrownBy(() -> pools.shared().invokeAny(List.of(bad, bad))).hasRootCauseMessage("bad");
    }

    @Test
    void executeLogsTheFailureThatNobodyElseWillSee() {
        try (CapturedLog log = CapturedLog.of("io.github.processpool.internal.parent.BoundSubmitter")) {
            pools.sharedWorker().execute(() -> {
                throw new IllegalStateException("into the void");
            });
            await().until(() -> !log.events().isEmpty());

            assertThat(log.events().get(0).getThrowableProxy().getMessage()).isEqualTo("into the void");
        }
    }

    // -- Workers --

    @Test
    void fiveTasksOnTwoWorkersRunInExactlyTwoProcesses() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        Journal started = pools.journal();
        Flag released = pools.flag();
        List<ProcessFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            futures.add(pool.submit(() -> Tasks.runUntil(started, released)));
        }
        started.awaitLines(2);
        released.raise();

        Set<Long> pids = new HashSet<>();
        for (ProcessFuture<Long> future : futures) {
            pids.add(future.get());
            assertThat(future.workerPid()).hasValue(future.get());
        }
        assertThat(pids).hasSize(2).doesNotContain(Tasks.pid());
    }

    @Test
    void manyFuturesOnOneWorkerAllGetTheirOwnResult() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            futures.add(pool.submit(Tasks::echo, i));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(futures.get(i).get()).isEqualTo(i);
        }
    }

    @Test
    void reusedWorkersKeepTheirStaticState() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        int first = pool.submit(() -> Tasks.countCalls()).get();

        assertThat(pool.submit(() -> Tasks.countCalls()).get()).isEqualTo(first + 1);
        assertThat(pool.submit(() -> Tasks.countCalls()).get()).isEqualTo(first + 2);
    }

    @Test
    void thousandsOfTinyTasksAllComplete() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        long before = pool.snapshot().completedTasks();
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            int number = i;
            futures.add(pool.submit(() -> Tasks.add(number, 1)));
        }
        long sum = 0;
        for (ProcessFuture<Integer> future : futures) {
            sum += future.get();
        }
        assertThat(sum).isEqualTo(5_000L * 5_001 / 2);
        assertThat(pool.snapshot().completedTasks() - before).isEqualTo(5_000);
    }

    // -- Sizes --

    @Test
    void hundredMegabytesGoThereAndBack() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).workerHeap(400L << 20));
        byte[] bytes = new byte[100 << 20];
        byte[] pattern = Tasks.bytes(999_983); // Nothing that a buffer could be as long as.
        for (int i = 0; i < bytes.length; i += pattern.length) {
            System.arraycopy(pattern, 0, bytes, i, Math.min(pattern.length, bytes.length - i));
        }

        byte[] back = pool.submit(value -> value, bytes).get();

        assertThat(Arrays.mismatch(back, bytes)).isEqualTo(-1);
    }

    @Test
    void anArgumentBeyondTheLimitIsRefusedInTheCallerAndAResultFailsThatTaskOnly() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).maxPayload(1 << 20));

        assertThatThrownBy(() -> pool.submit(Tasks::sum, new byte[(1 << 20) + 1]))
                .isInstanceOf(PayloadTooLargeException.class)
                .hasMessageContaining("1048576");
        assertThatThrownBy(() -> pool.submit(list -> list.size(), new ArrayList<>(List.of(new int[1 << 20]))))
                .isInstanceOf(PayloadTooLargeException.class);
        assertThat(pool.submit(Tasks::sum, new byte[1 << 20]).get()).isZero();
        assertThat(pool.snapshot().queuedTasks()).isZero();

        long pid = pool.submit(() -> Tasks.pid()).get();
        assertThatThrownBy(() -> pool.submit(() -> new byte[(1 << 20) + 1]).get())
                .cause()
                .isInstanceOf(PayloadTooLargeException.class)
                .hasMessageContaining("1048576");
        assertThatThrownBy(() -> pool.submit(() -> List.of(new int[1 << 20])).get())
                .cause()
                .isInstanceOf(PayloadTooLargeException.class);
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }
}
