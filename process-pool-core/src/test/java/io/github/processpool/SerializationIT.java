package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import io.github.processpool.testing.UnknownClass;
import io.github.processpool.testing.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A value that can't be written or read fails one task, with words that lead to the culprit. */
@Timeout(300)
class SerializationIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void anArgumentThatCantBeWrittenIsRefusedWithThePathToTheCulprit() {
        ProcessPoolExecutor pool = pools.oneWorker();

        assertThatThrownBy(() -> pool.submit(value -> 1, new Values.HolderOfNotSerializable()))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("argument 1.culprit (" + Values.NotSerializableValue.class.getName() + ")");
        assertThat(pool.snapshot().queuedTasks()).isZero();
        assertThat(pool.snapshot().workers()).isEmpty();
    }

    @Test
    void aCapturedValueThatCantBeWrittenIsNamed() {
        Values.NotSerializableValue captured = new Values.NotSerializableValue();

        assertThatThrownBy(() ->
                        pools.sharedWorker().submit(() -> List.of(captured).size()))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("captured value 1 (" + Values.NotSerializableValue.class.getName() + ")");
    }

    @Test
    void thePoolItselfAsAnArgumentIsRefusedWithAClearError() {
        ProcessPoolExecutor pool = pools.sharedWorker();

        assertThatThrownBy(() -> pool.submit(() -> pool.snapshot().name()))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("a process pool")
                .hasMessageContaining("make one inside the task");
        assertThatThrownBy(() -> pool.submit(value -> 1, pool))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("argument 1 (a process pool)");
    }

    @Test
    void aPlainLambdaInATypeOfTheJdkIsRefusedAndToldHowToWriteIt() {
        Callable<Integer> plain = () -> 1;
        Runnable plainRunnable = () -> {};

        assertThatThrownBy(() -> pools.sharedWorker().submit(plain))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("SerializableCallable");
        assertThatThrownBy(() -> pools.sharedWorker().execute(plainRunnable))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("SerializableRunnable");
        assertThatThrownBy(() -> pools.sharedWorker().invokeAll(List.of(plain)))
                .isInstanceOf(TaskSerializationException.class);
    }

    @Test
    void aTaskOfEveryTypeIsCalledByTheMethodThatItWasHandedTo() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Values.AllInOne task = new Values.AllInOne();

        assertThat(pool.submit((SerializableCallable<String>) task).get()).isEqualTo("call");
        assertThat(pool.submit((Callable<String>) task).get()).isEqualTo("call");
        assertThat(pool.trySubmit(task).orElseThrow().get()).isEqualTo("call");
        assertThat(pool.invokeAll(List.of(task)).get(0).get()).isEqualTo("call");
        assertThat(pool.invokeAny(List.of(task))).isEqualTo("call");
        assertThat(pool.submit((SerializableFunction<String, String>) task, "a").get())
                .isEqualTo("apply a");
        assertThat(pool.submit((SerializableBiFunction<String, String, String>) task, "a", "b")
                        .get())
                .isEqualTo("apply a b");
        for (int chunk = 1; chunk <= 3; chunk++) {
            assertThat(pool.map((SerializableFunction<String, String>) task, List.of("a", "b"), MapIT.chunksOf(chunk)))
                    .as("chunks of %d", chunk)
                    .containsExactly("apply a", "apply b");
            assertThat(pool.starmap(task, List.of(Map.entry("a", "b")), MapIT.chunksOf(chunk)))
                    .containsExactly("apply a b");
        }
        assertThat(pool.submit(() -> System.getProperty(Values.AllInOne.RAN)).get())
                .isNull();
        assertThat(pool.submit((SerializableRunnable) task, "local").get()).isEqualTo("local");
        assertThat(pool.submit(() -> System.clearProperty(Values.AllInOne.RAN)).get())
                .isEqualTo("run");
        assertThat(pool.submit((Runnable) task).get()).isNull();
        assertThat(pool.submit(() -> System.clearProperty(Values.AllInOne.RAN)).get())
                .isEqualTo("run");
        pool.execute((Runnable) task);
        assertThat(pool.submit(() -> System.clearProperty(Values.AllInOne.RAN)).get())
                .isEqualTo("run");
        try (IsolatedProcess<String> process = IsolatedProcess.of((SerializableCallable<String>) task)) {
            process.start();
            assertThat(process.result().get()).isEqualTo("call");
        }
    }

    @Test
    void oneObjectInTwoArgumentsIsOneObjectInTheWorkerWhateverTheChunk() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        List<Object> list = new ArrayList<>();
        List<Map.Entry<Object, Object>> pairs = List.of(Map.entry(list, list), Map.entry(list, new ArrayList<>()));

        assertThat(pool.submit((Object a, Object b) -> a == b, list, list).get())
                .isTrue();
        for (int chunk = 1; chunk <= 2; chunk++) {
            assertThat(pool.starmap((Object a, Object b) -> a == b, pairs, MapIT.chunksOf(chunk)))
                    .containsExactly(true, false);
        }
    }

    @Test
    void supplyAsyncIsRefusedAndToldWhatToUseInstead() {
        ProcessPoolExecutor pool = pools.sharedWorker();

        assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, pool))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("supplyAsync")
                .hasMessageContaining("pool.submit(() -> ...)");
    }

    @Test
    void anArgumentThatCantBeReadFailsThatFutureOnly() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        assertThat(failureOf(pool.submit(value -> 1, new Values.Unreadable())))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("can't be read in the worker")
                .hasMessageContaining("this value refuses to be read");
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    @Test
    void aClassThatTheWorkerDoesNotHaveFailsThatFutureOnly() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        RuntimeException unknown = UnknownClass.makeException();

        assertThat(failureOf(pool.submit(value -> 1, unknown)))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining(UnknownClass.NAME);
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void resultsThatCantBeWrittenFailTheirFutureOnlyAndCostNoWorker() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        for (int i = 0; i < 20; i++) {
            assertThat(failureOf(pool.submit(() -> new Values.Unwritable())))
                    .isInstanceOf(ResultSerializationException.class)
                    .hasMessageContaining("this value refuses to be written")
                    .hasMessageEndingWith("The method has ended in the worker; what it wrote stays");
        }
        assertThat(failureOf(pool.submit(() -> Map.of("key", new Values.HolderOfNotSerializable()))))
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("culprit (" + Values.NotSerializableValue.class.getName() + ")");
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    @Test
    void aResultThatIsTooDeepToBeWrittenFailsThatFutureOnlyAndSaysSo() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        assertThat(failureOf(pool.submit(() -> Values.nested(200_000))))
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("nested too deeply");
        assertThat(MapElementsIT.outcomes(pool.map(
                        (Integer depth) -> depth == 0 ? "flat" : Values.nested(depth),
                        List.of(0, 200_000, 0),
                        MapIT.chunksOf(3))))
                .containsExactly("flat", "ResultSerializationException", "flat");
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    @Test
    void aResultThatCantBeReadFailsThatFutureOnly() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();

        assertThat(failureOf(pool.submit(() -> new Values.Unreadable())))
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("this value refuses to be read");
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void aResultWhoseReadingThrowsAnErrorFailsThatFutureOnly() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        assertThat(catchThrowableOfType(
                        ExecutionException.class,
                        () -> pool.submit(() -> new Values.UnreadableWithError())
                                .get(30, TimeUnit.SECONDS)))
                .cause()
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("UnreadableWithError$1");
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    @Test
    void anArgumentWhoseReadingThrowsAnErrorFailsThatFutureOnly() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        assertThat(failureOf(pool.submit(value -> 1, new Values.UnreadableWithError())))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("UnreadableWithError$1");
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(pid);
    }

    @Test
    void aResultWhoseWritingExitsIsACrashOfThatTaskOnly() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();

        Throwable failure = failureOf(pool.submit(() -> new Values.ExitsWhenWritten(17)));

        assertThat(failure).isInstanceOf(WorkerCrashedException.class);
        assertThat(((WorkerCrashedException) failure).exitCode()).hasValue(17);
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void aSecondOfSerializationWithAShorterIdleTimeoutStillRuns() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).idleTimeout(Duration.ofMillis(200)));

        assertThat(pool.submit(
                                slow -> slow.value(),
                                new Values.SlowlyWritten(
                                        7, Duration.ofSeconds(1).toNanos()))
                        .get())
                .isEqualTo(7);
        assertThat(pool.submit(() -> new Values.SlowlyWritten(
                                8, Duration.ofSeconds(1).toNanos()))
                        .get()
                        .value())
                .isEqualTo(8);
    }

    @Test
    void sharedReferencesAndCyclesSurvive() throws Exception {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        Map<String, Object> twice = new HashMap<>();
        Object shared = new int[] {1};
        twice.put("a", shared);
        twice.put("b", shared);

        ProcessPoolExecutor pool = pools.sharedWorker();
        List<Object> back = pool.submit(value -> value, cycle).get();
        assertThat(back.get(0)).isSameAs(back);
        Map<String, Object> twiceBack = pool.submit(map -> map, twice).get();
        assertThat(twiceBack.get("a")).isSameAs(twiceBack.get("b"));
    }

    @Test
    void filtersRejectWhatTheyNameInBothDirections() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder ->
                builder.maxWorkers(1).parameterFilter("!java.util.HashMap").resultFilter("!java.util.ArrayList"));

        assertThat(failureOf(pool.submit(map -> 1, new HashMap<>(Map.of("a", 1)))))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("REJECTED");
        assertThat(failureOf(pool.submit(() -> new ArrayList<>(List.of(1)))))
                .isInstanceOf(ResultSerializationException.class)
                .hasMessageContaining("REJECTED")
                .hasMessageContaining("resultFilter");
        assertThat(pool.submit(list -> list.size(), new ArrayList<>(List.of(1))).get())
                .isEqualTo(1);
    }
}
