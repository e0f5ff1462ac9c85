package io.github.processpool.internal.parent.map;

import static io.github.processpool.internal.parent.map.MapSamples.AUTO;
import static io.github.processpool.internal.parent.map.MapSamples.chunksOf;
import static io.github.processpool.internal.parent.map.MapSamples.inputs;
import static io.github.processpool.internal.parent.map.MapSamples.iterable;
import static io.github.processpool.internal.parent.map.MapSamples.numbers;
import static io.github.processpool.internal.parent.map.MapSamples.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.MapOptions;
import io.github.processpool.internal.parent.map.ScriptedMapHost.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order in which a map gives its results, and how far it takes its inputs ahead. */
class MapRunTest {

    private final ScriptedMapHost host = new ScriptedMapHost();

    // -- Order and completeness --

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 40, 50, Integer.MAX_VALUE})
    void resultsComeInTheOrderOfTheInputsWhateverIsDoneFirst(int chunk) {
        host.whenIdle(host::runLast);

        assertThat(host.map((Integer x) -> x * x, numbers(40), chunksOf(chunk)))
                .isEqualTo(numbers(40).stream().map(x -> x * x).toList());
        assertThat(host.tasks.get(0).elements()).isEqualTo(Math.min(chunk, 40));
    }

    @Test
    void unorderedResultsComeAsTheyAreDoneWithTheirInputs() {
        host.whenIdle(host::runLast);
        List<Integer> inputs = new ArrayList<>();

        host.mapUnordered((Integer x) -> x * 10, numbers(4), chunksOf(2)).forEach(result -> {
            inputs.add(result.input());
            assertThat(result.value()).isEqualTo(result.input() * 10);
        });

        assertThat(inputs).containsExactly(2, 3, 0, 1);
    }

    @Test
    void automaticChunksGiveTheSameAsOneAfterTheOther() {
        assertThat(host.map((Integer x) -> x + 1, numbers(20_000), AUTO).toList())
                .isEqualTo(IntStream.rangeClosed(1, 20_000).boxed().toList());
        assertThat(host.tasks).hasSizeLessThan(100);
    }

    @Test
    void noInputsAreNoTasks() {
        for (MapOptions options : List.of(chunksOf(1), chunksOf(5), AUTO)) {
            assertThat(host.map((Integer x) -> x, List.of(), options)).isEmpty();
            assertThat(host.mapUnordered((Integer x) -> x, List.<Integer>of(), options))
                    .isEmpty();
        }
        assertThat(host.tasks).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aFunctionOfTwoArgumentsGetsPairs(int chunk) {
        List<Map.Entry<Integer, String>> pairs =
                List.of(Map.entry(1, "a"), Map.entry(2, "b"), Map.entry(3, "c"), Map.entry(4, "d"));

        assertThat(host.starmap((Integer n, String text) -> text.repeat(n), pairs, chunksOf(chunk)))
                .containsExactly("a", "bb", "ccc", "dddd");
    }

    @Test
    void aPairThatIsNullEndsTheMapBehindTheResultsBefore() {
        List<Map.Entry<Integer, Integer>> pairs = new ArrayList<>(List.of(Map.entry(1, 2)));
        pairs.addAll(Collections.nCopies(1, null));

        assertThat(outcomes(host.starmap((Integer a, Integer b) -> a + b, pairs, chunksOf(1))))
                .containsExactly("3", "END NullPointerException");
    }

    // -- How far ahead --

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void noMoreInputsAreTakenAheadThanTheBufferHolds(int buffer) {
        for (MapOptions.Builder builder : List.of(
                MapOptions.builder(),
                MapOptions.builder().chunkSize(3),
                MapOptions.builder().autoChunk())) {
            host.tasks.clear();
            AtomicInteger taken = new AtomicInteger();
            Iterator<Integer> results = host.map(
                            (Integer x) -> x,
                            iterable(Stream.generate(taken::getAndIncrement)),
                            builder.bufferSize(buffer).build())
                    .iterator();
            int most = 0;
            for (int i = 0; i < 30; i++) {
                assertThat(results.next()).isEqualTo(i);
                most = Math.max(most, taken.get() - i);
            }
            assertThat(most).isEqualTo(buffer);
        }
    }

    @Test
    void withoutABufferSizeTheInputsTakenAheadAreBoundedAllTheSame() {
        for (MapOptions options : List.of(MapOptions.defaults(), chunksOf(10), AUTO)) {
            host.tasks.clear();
            AtomicInteger taken = new AtomicInteger();
            int most = 0;
            Iterator<Integer> results = host.map(
                            (Integer x) -> x, iterable(Stream.generate(taken::getAndIncrement)), options)
                    .iterator();
            for (int i = 0; i < 100; i++) {
                assertThat(results.next()).isEqualTo(i);
                most = Math.max(most, taken.get() - i);
            }
            assertThat(most).isBetween(4, 100_000);
        }
    }

    @Test
    void nothingIsTakenBeforeTheFirstResultIsAskedFor() {
        AtomicInteger taken = new AtomicInteger();

        Stream<Integer> results =
                host.map((Integer x) -> x, iterable(Stream.generate(taken::getAndIncrement)), chunksOf(1));

        assertThat(taken).hasValue(0);
        assertThat(results.limit(3)).containsExactly(0, 1, 2);
    }

    @Test
    void automaticChunksAreFewAtATime() {
        host.whenIdle(() -> {
            assertThat(host.open()).hasSizeLessThanOrEqualTo(3 * host.workers);
            host.runFirst();
        });

        assertThat(host.map((Integer x) -> x, numbers(5000), AUTO)).hasSize(5000);
    }

    @Test
    void largeResultsBehindASlowElementAreLimited() {
        AtomicInteger taken = new AtomicInteger();
        host.elementNanos = Duration.ofMillis(10).toNanos();
        host.answerBytes = 1 << 20;
        host.whenIdle(() -> host.runLast());

        assertThat(host.map((Integer x) -> x, inputs(1000, x -> taken.incrementAndGet()), AUTO)
                        .iterator()
                        .next())
                .isZero();
        assertThat(taken).as("32 MiB, and what was under way").hasValueBetween(32, 40);
    }

    @Test
    void aSlowSourceHoldsUpNoResultThatIsThere() {
        List<String> order = new ArrayList<>();
        Iterable<Integer> slow = inputs(4, x -> {
            order.add("take " + x);
            host.timer.advance(Duration.ofMillis(5));
            host.open().forEach(Task::run);
        });

        host.map((Integer x) -> x, slow, chunksOf(1)).forEach(x -> order.add("got " + x));

        assertThat(order).hasSize(8).containsSubsequence("got 0", "take 2").containsSubsequence("got 1", "take 3");
    }
}
