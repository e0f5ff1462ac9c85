package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.testing.Pools;
import io.github.processpool.testing.UnknownClass;
import io.github.processpool.testing.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements of a map that fail, alone or in a chunk. */
@Timeout(120)
class MapElementsIT {

    @RegisterExtension
    final Pools pools = new Pools();

    /** All that an iterator gives, failures in words. */
    static List<String> outcomes(Stream<?> results) {
        List<String> outcomes = new ArrayList<>();
        Iterator<?> iterator = results.iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return outcomes;
                }
                outcomes.add(String.valueOf(iterator.next()));
            } catch (CompletionException e) {
                outcomes.add(Objects.requireNonNull(e.getCause()).getClass().getSimpleName());
            } catch (RuntimeException e) {
                outcomes.add("END " + e.getClass().getSimpleName());
            }
        }
    }

    static <T> T same(T value) {
        return value;
    }

    @Test
    void twoReferencesToOneGenericMethodKeepTheirTypes() {
        ProcessPoolExecutor pool = pools.sharedWorker();
        SerializableFunction<Integer, Integer> numbers = MapElementsIT::same;
        SerializableFunction<String, String> text = MapElementsIT::same;

        for (int chunk = 1; chunk <= 3; chunk++) {
            assertThat(pool.map(numbers, List.of(1, 2), MapIT.chunksOf(chunk))).containsExactly(1, 2);
            assertThat(pool.map(text, List.of("a", "b"), MapIT.chunksOf(chunk))).containsExactly("a", "b");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 50})
    void anElementThatThrowsFailsInItsPlaceAndTheNextIsDelivered(int chunk) {
        Stream<Integer> results = pools.sharedWorker()
                .map(
                        (Integer x) -> {
                            if (x == 2) {
                                throw new IOException("not the third");
                            }
                            return x;
                        },
                        MapIT.numbers(5),
                        MapIT.chunksOf(chunk));

        assertThat(outcomes(results)).containsExactly("0", "1", "IOException", "3", "4");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aTimeoutExceptionOfTheTasksOwnIsItsResult(int chunk) {
        Stream<Integer> results = pools.sharedWorker()
                .map(
                        (Integer x) -> {
                            if (x == 1) {
                                throw new TimeoutException("my own");
                            }
                            return x;
                        },
                        MapIT.numbers(3),
                        MapIT.chunksOf(chunk));

        assertThat(outcomes(results)).containsExactly("0", "TimeoutException", "2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void aResultThatCantBeWrittenFailsInItsPlaceOnly(int chunk) {
        Stream<Object> results = pools.sharedWorker()
                .map(
                        (Integer x) -> x == 1 ? new Values.NotSerializableValue() : (Object) List.of(x),
                        MapIT.numbers(4),
                        MapIT.chunksOf(chunk));

        assertThat(outcomes(results)).containsExactly("[0]", "ResultSerializationException", "[2]", "[3]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void anInputThatCantBeReadFailsInItsPlaceOnly(int chunk) {
        List<Object> inputs = List.of("a", new Values.Unreadable(), "c", "d");

        assertThat(outcomes(pools.sharedWorker().map((Object x) -> x.toString(), inputs, MapIT.chunksOf(chunk))))
                .containsExactly("a", "TaskSerializationException", "c", "d");
    }

    @Test
    void aResultThatCantBeReadFailsInItsPlaceOnly() {
        assertThat(outcomes(pools.sharedWorker()
                        .map(
                                (Integer x) -> x == 1 ? UnknownClass.makeException() : (Object) List.of(x),
                                MapIT.numbers(4),
                                MapIT.chunksOf(4))))
                .containsExactly("[0]", "ResultSerializationException", "[2]", "[3]");
    }

    private ProcessPoolExecutor strict() {
        return pools.shared(
                "strict", builder -> builder.parameterFilter("!java.math.**").maxPayload(100_000));
    }

    @Test
    void aFilterRefusesASingleElementOfAChunk() {
        ProcessPoolExecutor pool = strict();
        List<Object> inputs = List.of(List.of(1), java.math.BigInteger.ONE, List.of(3));

        assertThat(outcomes(pool.map((Object x) -> x.toString(), inputs, MapIT.chunksOf(3))))
                .containsExactly("[1]", "TaskSerializationException", "[3]");
    }

    @Test
    void anExceptionUnknownToTheParentFailsItsElementWithItsName() {
        Iterator<Integer> results = pools.sharedWorker()
                .map(
                        (Integer x) -> {
                            if (x == 0) {
                                throw UnknownClass.makeException();
                            } else if (x == 1) {
                                throw new IllegalStateException("outer", UnknownClass.makeException());
                            }
                            return x;
                        },
                        MapIT.numbers(3),
                        MapIT.chunksOf(3))
                .iterator();

        assertThatThrownBy(results::next)
                .cause()
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining(UnknownClass.NAME);
        assertThatThrownBy(results::next)
                .cause()
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("outer")
                .cause()
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining(UnknownClass.NAME);
        assertThat(results.next()).isEqualTo(2);
    }

    @Test
    void resultsThatTogetherAreTooLargeAreToldOneByOne() {
        ProcessPoolExecutor pool = strict();

        assertThat(outcomes(pool.map((Integer x) -> "x".repeat(40_000), MapIT.numbers(3), MapIT.chunksOf(3))
                        .map(String::length)))
                .containsExactly("40000", "40000", "PayloadTooLargeException");
    }

    @Test
    void inputsThatTogetherAreTooLargeAreSentInSmallerChunks() {
        ProcessPoolExecutor pool = strict();

        assertThat(pool.map(
                                (String x) -> x.length(),
                                List.of("x".repeat(60_000), "y".repeat(60_000), "z"),
                                MapIT.chunksOf(3))
                        .toList())
                .containsExactly(60_000, 60_000, 1);
    }
}
