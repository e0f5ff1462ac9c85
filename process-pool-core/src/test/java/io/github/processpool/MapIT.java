package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of results: their order, their laziness, and how far ahead they take their inputs. */
@Timeout(120)
class MapIT {

    static final MapOptions AUTO = MapOptions.builder().autoChunk().build();

    @RegisterExtension
    final Pools pools = new Pools();

    static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    static MapOptions chunksOf(int size) {
        return MapOptions.builder().chunkSize(size).build();
    }

    /** 0, 1, 2, … for ever; counts what was taken. */
    static Iterable<Integer> endless(AtomicInteger taken) {
        return () -> Stream.generate(taken::getAndIncrement).iterator();
    }

    // -- Order and completeness --

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 40, 50, Integer.MAX_VALUE})
    void chunksOfAnySizeGiveTheSameAsOneAfterTheOther(int chunk) {
        List<Integer> expected = numbers(40).stream().map(x -> x * x).toList();

        assertThat(pools.shared().map((Integer x) -> x * x, numbers(40), chunksOf(chunk)))
                .isEqualTo(expected);
    }

    @Test
    void automaticChunksGiveTheSameAsOneAfterTheOther() {
        List<Integer> inputs = numbers(200_000);

        assertThat(pools.shared().map((Integer x) -> x + 1, inputs, AUTO).toList())
                .isEqualTo(inputs.stream().map(x -> x + 1).toList());
    }

    @Test
    void resultsComeInTheOrderOfTheInputsWhateverFinishesFirst() {
        Flag secondDone = pools.flag();
        Stream<Integer> results = pools.shared()
                .map(
                        (Integer x) -> {
                            if (x == 0) {
                                secondDone.awaitInTask();
                            } else {
                                secondDone.raise();
                            }
                            return x;
                        },
                        List.of(0, 1));

        assertThat(results).containsExactly(0, 1);
    }

    @Test
    void unorderedResultsComeAsTheyAreDone() {
        Flag released = pools.flag();
        Stream<MapResult<Integer, Integer>> results = pools.shared()
                .mapUnordered(
                        (Integer x) -> {
                            if (x == 0) {
                                released.awaitInTask();
                            }
                            return x * 10;
                        },
                        List.of(0, 1));
        List<Integer> inputs = new ArrayList<>();
        results.forEach(result -> {
            inputs.add(result.input());
            assertThat(result.value()).isEqualTo(result.input() * 10);
            released.raise();
        });

        assertThat(inputs).containsExactly(1, 0);
    }

    @Test
    void unorderedChunksLoseAndDoubleNothing() {
        List<Integer> results = pools.shared()
                .mapUnordered((Integer x) -> x + 1, numbers(1000), chunksOf(100))
                .map(MapResult::value)
                .toList();

        assertThat(results)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 1000).boxed().toList());
    }

    @Test
    void unorderedAutomaticChunksLoseAndDoubleNothing() {
        List<Integer> results = pools.shared()
                .mapUnordered((Integer x) -> x, numbers(100_000), AUTO)
                .map(MapResult::value)
                .sorted()
                .toList();

        assertThat(results).isEqualTo(numbers(100_000));
    }

    @Test
    void emptyInputGivesAnEmptyStream() {
        ProcessPoolExecutor pool = pools.shared();

        assertThat(pool.map((Integer x) -> x, List.of())).isEmpty();
        assertThat(pool.map((Integer x) -> x, List.of(), chunksOf(5))).isEmpty();
        assertThat(pool.map((Integer x) -> x, List.of(), AUTO)).isEmpty();
        assertThat(pool.mapUnordered((Integer x) -> x, List.of())).isEmpty();
        assertThat(pool.starmap((Integer a, Integer b) -> a, List.<Map.Entry<Integer, Integer>>of()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void starmapAppliesAFunctionToPairs(int chunk) {
        List<Map.Entry<Integer, String>> pairs =
                List.of(Map.entry(1, "a"), Map.entry(2, "b"), Map.entry(3, "c"), Map.entry(4, "d"));

        assertThat(pools.shared().starmap((Integer n, String text) -> text.repeat(n), pairs, chunksOf(chunk)))
                .containsExactly("a", "bb", "ccc", "dddd");
    }

    @Test
    void valuesOfAllKindsComeBackFromChunksAsTheyWere() {
        ProcessPoolExecutor pool = pools.shared();
        List<List<?>> kinds = List.of(
                List.of(1L, 2L, Long.MAX_VALUE),
                List.of(1.5, Double.NaN, -0.0),
                List.of("a", "", "ü"),
                List.of(1, "a", 2L, 'c', true),
                List.of(Optional.class, List.of(1, 2), Map.of("k", "v")),
                List.of("x".repeat(50_000), "y"),
                java.util.Arrays.asList(1, null, 3));

        for (List<?> kind : kinds) {
            List<Object> results = new ArrayList<>();
            pool.map((Object x) -> x, kind, chunksOf(3)).forEach(results::add);
            assertThat(results).isEqualTo(kind);
        }
        assertThat(pool.map((byte[] x) -> x, List.of(new byte[] {1}, new byte[0], new byte[9]), chunksOf(3))
                        .toList())
                .containsExactly(new byte[] {1}, new byte[0], new byte[9]);
    }

    @Test
    void anAutomaticChunkOfHashTablesPassesTheLimits() {
        List<Map<Integer, Integer>> inputs = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            inputs.add(new java.util.HashMap<>(Map.of(i, i)));
        }

        assertThat(pools.shared()
                        .map((Map<Integer, Integer> x) -> x, inputs, chunksOf(5000))
                        .toList())
                .isEqualTo(inputs);
    }

    @Test
    void theOptionsOfAViewHold() {
        ProcessPoolExecutor pool = pools.shared();
        TaskSubmitter view = pool.with(TaskOptions.builder().name("named").build());
        Flag started = pools.flag();
        Flag released = pools.flag();
        AtomicReference<List<Long>> results = new AtomicReference<>();
        Thread consumer =
                new Thread(() -> results.set(view.map((Integer x) -> Tasks.runUntil(started, released), List.of(1))
                        .toList()));
        consumer.start();
        started.await();

        assertThat(pool.snapshot().workers())
                .anySatisfy(worker -> assertThat(worker.currentTask())
                        .hasValueSatisfying(task -> assertThat(task.name()).isEqualTo("named")));
        released.raise();
        await().until(() -> results.get() != null);
    }

    // -- Laziness --

    @Test
    void nothingIsTakenOrSubmittedBeforeTheTerminalOperation() {
        ProcessPoolExecutor pool = pools.shared();
        AtomicInteger taken = new AtomicInteger();

        Stream<Integer> results = pool.map((Integer x) -> x, endless(taken));

        assertThat(taken).hasValue(0);
        assertThat(results.limit(3)).containsExactly(0, 1, 2);
        assertThat(taken.get()).isPositive();
    }

    @Test
    void theStreamHasNoSizeAndIsNeverSplit() {
        Spliterator<Integer> source =
                pools.shared().map((Integer x) -> x, numbers(10)).spliterator();

        assertThat(source.hasCharacteristics(Spliterator.ORDERED)).isTrue();
        assertThat(source.hasCharacteristics(Spliterator.SIZED)).isFalse();
        assertThat(source.hasCharacteristics(Spliterator.SUBSIZED)).isFalse();
        assertThat(source.getExactSizeIfKnown()).isEqualTo(-1);
        assertThat(source.trySplit()).isNull();
    }

    @Test
    void aParallelStreamIsCorrectToo() {
        ProcessPoolExecutor pool = pools.shared();

        assertThat(pool.map((Integer x) -> x, numbers(1000), chunksOf(7))
                        .parallel()
                        .map(x -> x + 1)
                        .toList())
                .isEqualTo(IntStream.rangeClosed(1, 1000).boxed().toList());
        assertThat(pool.map((Integer x) -> x, numbers(50_000), AUTO)
                        .parallel()
                        .mapToLong(x -> x)
                        .sum())
                .isEqualTo(50_000L * 49_999 / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void noMoreInputsAreTakenAheadThanTheBufferHolds(int buffer) {
        ProcessPoolExecutor pool = pools.shared();
        for (MapOptions.Builder builder : List.of(
                MapOptions.builder(),
                MapOptions.builder().chunkSize(3),
                MapOptions.builder().autoChunk())) {
            AtomicInteger taken = new AtomicInteger();
            Iterator<Integer> results = pool.map(
                            (Integer x) -> x,
                            endless(taken),
                            builder.bufferSize(buffer).build())
                    .iterator();
            for (int i = 0; i < 30; i++) {
                assertThat(results.next()).isEqualTo(i);
                assertThat(taken.get()).isLessThanOrEqualTo(i + 1 + buffer);
            }
        }
    }

    @Test
    void withTheDefaultOptionsTheInputTakenAheadIsBounded() {
        ProcessPoolExecutor pool = pools.shared();
        for (MapOptions options : List.of(MapOptions.defaults(), chunksOf(10), AUTO)) {
            AtomicInteger taken = new AtomicInteger();
            int most = 0;
            Iterator<Integer> results =
                    pool.map((Integer x) -> x, endless(taken), options).iterator();
            for (int i = 0; i < 2000; i++) {
                assertThat(results.next()).isEqualTo(i);
                most = Math.max(most, taken.get() - i);
            }
            assertThat(most).isBetween(4, 100_000);
        }
    }

    @Test
    void anInfiniteInputRunsInConstantMemory() {
        ProcessPoolExecutor pool = pools.shared();
        AtomicInteger made = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        AtomicInteger mostAlive = new AtomicInteger();
        Iterable<byte[]> inputs = () -> Stream.generate(() -> {
                    mostAlive.accumulateAndGet(made.incrementAndGet() - received.get(), Math::max);
                    return new byte[10_000];
                })
                .iterator();

        assertThat(pool.map((byte[] x) -> x, inputs)
                        .limit(10_000)
                        .peek(x -> received.incrementAndGet())
                        .mapToLong(x -> x.length)
                        .sum())
                .isEqualTo(100_000_000L);
        assertThat(mostAlive).hasValueLessThan(200);
    }

    @Test
    void aCallersLaterChangesDoNotShow() {
        ProcessPoolExecutor pool = pools.shared();
        for (MapOptions options : List.of(chunksOf(1), chunksOf(3))) {
            Flag released = pools.flag();
            List<StringBuilder> inputs =
                    List.of(new StringBuilder("a"), new StringBuilder("b"), new StringBuilder("c"));
            AtomicInteger taken = new AtomicInteger();
            Iterable<StringBuilder> watched = () -> new Iterator<>() {
                private final Iterator<StringBuilder> source = inputs.iterator();

                @Override
                public boolean hasNext() {
                    if (!source.hasNext() && taken.getAndSet(1) == 0) {
                        inputs.forEach(input -> input.append(" changed"));
                        released.raise();
                    }
                    return source.hasNext();
                }

                @Override
                public StringBuilder next() {
                    return source.next();
                }
            };
            // A chunk of three is written when it is full, before the iterator is asked for a fourth.
            assertThat(pool.map(
                                    (StringBuilder x) -> {
                                        released.awaitInTask();
                                        return x.toString();
                                    },
                                    watched,
                                    options)
                            .toList())
                    .containsExactly("a", "b", "c");
        }
    }

    // -- Closing --

    /** That a second element was sent is certain only once somebody waits for it: a consumer that is late has the first at once. */
    @Test
    void closingCancelsWhatHasNotStarted() throws InterruptedException {
        ProcessPoolExecutor pool = pools.sharedWorker();
        for (int chunk : new int[] {1, 5}) {
            Flag released = pools.flag();
            Journal own = pools.journal();
            MapOptions options =
                    MapOptions.builder().chunkSize(chunk).bufferSize(20).build();
            try (Stream<Integer> results = pool.map(
                    (Integer x) -> {
                        own.write("began " + x);
                        if (x > 0) {
                            released.awaitInTask();
                        }
                        return x;
                    },
                    numbers(100),
                    options)) {
                Iterator<Integer> iterator = results.iterator();
                Thread closer = new Thread(() -> {
                    own.awaitLines(2);
                    results.close();
                });
                closer.start();
                if (chunk == 1) {
                    assertThat(iterator.next()).isZero();
                }
                assertThatThrownBy(iterator::next).isInstanceOf(CancellationException.class);
                closer.join();
            }
            assertThat(pool.snapshot().queuedTasks()).isZero();
            released.raise();
            await().until(() -> pool.snapshot().runningTasks() == 0);
            assertThat(own.lines()).as("chunks of " + chunk).containsExactly("began 0", "began 1");
        }
    }

    /**
     * Lets the consumer fail at the first result of a map whose second element waits.
     *
     * @param consumer throws the failure
     */
    static void assertFailureCancelsTheRest(Pools pools, Consumer<Stream<Integer>> consumer, Throwable failure) {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag released = pools.flag();
        Stream<Integer> results = pool.map(
                (Integer x) -> {
                    if (x > 0) {
                        released.awaitInTask();
                    }
                    return x;
                },
                numbers(100));

        assertThatThrownBy(() -> consumer.accept(results)).isSameAs(failure);

        assertThat(pool.snapshot().queuedTasks()).isZero();
        released.raise();
    }

    @Test
    void aTerminalOperationThatFailsCancelsTheRest() {
        IllegalStateException failure = new IllegalStateException("the consumer has seen enough");

        assertFailureCancelsTheRest(
                pools,
                results -> results.forEach(x -> {
                    throw failure;
                }),
                failure);
    }

    // -- Bad arguments --

    @Test
    void nullIsRefusedAtTheCall() {
        ProcessPoolExecutor pool = pools.shared();
        SerializableFunction<Integer, Integer> none = nothing();
        Iterable<Integer> noInputs = nothing();
        MapOptions noOptions = nothing();

        assertThatThrownBy(() -> pool.map(none, List.of(1)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("task");
        assertThatThrownBy(() -> pool.mapUnordered((Integer x) -> x, noInputs))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("inputs");
        assertThatThrownBy(() -> pool.map((Integer x) -> x, List.of(1), noOptions))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("options");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Nulls are what the test is about.
    private static <T> T nothing() {
        return null;
    }

    @Test
    void aPairThatIsNullEndsTheMapAsALocalError() {
        List<Map.Entry<Integer, Integer>> pairs = new ArrayList<>();
        pairs.add(Map.entry(1, 2));
        pairs.addAll(Collections.nCopies(1, nothing()));
        Iterator<Integer> results =
                pools.shared().starmap((Integer a, Integer b) -> a + b, pairs).iterator();

        assertThat(results.next()).isEqualTo(3);
        assertThatThrownBy(results::next)
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("starmap");
        assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
    }
}
