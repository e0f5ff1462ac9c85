package io.github.processpool.internal.parent.map;

import static io.github.processpool.internal.parent.map.MapSamples.chunksOf;
import static io.github.processpool.internal.parent.map.MapSamples.inputs;
import static io.github.processpool.internal.parent.map.MapSamples.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.MapOptions;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimeoutException.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A map that ends before its inputs do: by its own time, or by its consumer. */
class MapEndingTest {

    private final ScriptedMapHost host = new ScriptedMapHost();

    // -- The map's own time --

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void theMapsOwnDeadlineIsOneExceptionAndNothingMoreBegins(int chunk) {
        host.whenIdle(() -> {});
        Iterator<Integer> results = host.map(
                        (Integer x) -> x,
                        numbers(100),
                        MapOptions.builder()
                                .chunkSize(chunk)
                                .timeout(Duration.ofSeconds(3))
                                .build())
                .iterator();

        assertThatThrownBy(results::next)
                .isInstanceOfSatisfying(
                        TaskTimeoutException.class, e -> assertThat(e.clock()).isEqualTo(Clock.DEADLINE))
                .hasMessageContaining("'mapped'")
                .hasMessageContaining("3.0 s");
        assertThat(results.hasNext()).isFalse();
        assertThat(host.open()).isEmpty();
        assertThat(host.waits).containsExactly(Duration.ofSeconds(3).toNanos());
    }

    // -- The consumer --

    @Test
    void closingCancelsTasksThatHaveNotBegunAndCutsTheChunkThatRuns() {
        Stream<Integer> results = host.map((Integer x) -> x, numbers(30), chunksOf(10));
        host.then(() -> {
            host.tasks.get(0).begin(4);
            results.close();
        });

        assertThatThrownBy(results::toList)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("closed");
        assertThat(host.open()).isEmpty();
        host.tasks.get(0).run();
        assertThat(host.tasks.get(0).future).isCancelled();
        assertThat(host.cut(host.tasks.get(0).future, 0)).as("over").isEqualTo(-1);
    }

    @Test
    void closingEndsAMapThatWaitsForRoomAndNothingOfItBegins() {
        host.room = 0;
        host.whenIdle(() -> {});
        Stream<Integer> results = host.map((Integer x) -> x, numbers(3), chunksOf(1));
        host.then(results::close);

        assertThatThrownBy(results::toList)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("closed");
        assertThat(host.open()).isEmpty();
    }

    @Test
    void aTaskThatIsSubmittedWhileTheStreamIsClosedIsCancelledToo() {
        AtomicInteger taken = new AtomicInteger();
        List<Stream<Integer>> stream = new ArrayList<>();
        stream.add(host.map(
                (Integer x) -> x,
                inputs(5, x -> {
                    if (taken.incrementAndGet() == 2) {
                        stream.get(0).close();
                    }
                }),
                chunksOf(1)));

        assertThatThrownBy(() -> stream.get(0).toList()).isInstanceOf(CancellationException.class);
        assertThat(taken).hasValue(2);
        assertThat(host.tasks).allMatch(task -> task.future.isCancelled());
    }

    @Test
    void anErrorOfTheConsumerCancelsTheRestOfAShortCircuitingOperation() {
        AssertionError failure = new AssertionError("no more of this");

        assertThatThrownBy(() -> host.map((Integer x) -> x, numbers(10), chunksOf(1))
                        .peek(x -> {
                            throw failure;
                        })
                        .limit(5)
                        .forEach(x -> {}))
                .isSameAs(failure);
        assertThat(host.open()).isEmpty();
    }

    @Test
    void anInterruptWhileWaitingForRoomEndsTheStream() {
        host.refusal = new RejectedExecutionException("interrupted");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() ->
                            host.map((Integer x) -> x, numbers(3), chunksOf(1)).toList())
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("Interrupted")
                    .hasCauseInstanceOf(InterruptedException.class);
        } finally {
            assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
        }
    }
}
