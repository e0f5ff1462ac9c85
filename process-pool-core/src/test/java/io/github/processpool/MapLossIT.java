package io.github.processpool;

import static io.github.processpool.MapElementsIT.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers that a map loses, and clocks of its chunks that run out. */
@Timeout(120)
class MapLossIT {

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void aWorkerThatDiesInAChunkLosesOnlyWhatItHadBegun() {
        Journal journal = pools.journal();
        String path = journal.path();
        Stream<Integer> results = pools.sharedWorker()
                .map(
                        (Integer x) -> {
                            new Journal(path).write(String.valueOf(x));
                            if (x == 12) {
                                Tasks.halt(3);
                            }
                            return x;
                        },
                        MapIT.numbers(40),
                        MapIT.chunksOf(10));

        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            expected.add(i >= 10 && i <= 12 ? "WorkerCrashedException" : String.valueOf(i));
        }
        assertThat(outcomes(results)).isEqualTo(expected);
        assertThat(journal.lines())
                .as("each began once")
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 40).mapToObj(String::valueOf).toList());
    }

    @Test
    void aChunkThatMayRunAgainDoes() {
        Flag once = pools.flag();
        TaskSubmitter view =
                pools.sharedWorker().with(TaskOptions.builder().maxAttempts(2).build());

        assertThat(outcomes(view.map(
                        (Integer x) -> {
                            if (x == 2 && !once.isRaised()) {
                                once.raise();
                                Tasks.halt(3);
                            }
                            return x;
                        },
                        MapIT.numbers(5),
                        MapIT.chunksOf(5))))
                .containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void anElementThatExhaustsTheHeapFailsAndTheRestRunsElsewhere() {
        List<String> outcomes = outcomes(pools.sharedWorker()
                .map(
                        (Integer x) -> {
                            if (x == 1) {
                                Tasks.eatHeap();
                            }
                            return x;
                        },
                        MapIT.numbers(5),
                        MapIT.chunksOf(5)));

        assertThat(outcomes).containsExactly("0", "WorkerCrashedException", "2", "3", "4");
    }

    @Test
    void theTimeoutOfTheOptionsIsThatOfTheChunk() {
        TaskSubmitter view = pools.sharedWorker()
                .with(TaskOptions.builder().timeout(Duration.ofSeconds(2)).build());
        Flag started = pools.flag();

        assertThat(outcomes(view.map(
                        (Integer x) -> x == 4 ? Tasks.sleepForever(started) : String.valueOf(x),
                        MapIT.numbers(8),
                        MapIT.chunksOf(3))))
                .containsExactly(
                        "0",
                        "1",
                        "2",
                        "TaskTimeoutException",
                        "TaskTimeoutException",
                        "TaskTimeoutException",
                        "6",
                        "7");
    }

    @Test
    void inAnAutomaticChunkATimeoutCostsNothingThatHadNotBegun() {
        TaskSubmitter view = pools.sharedWorker()
                .with(TaskOptions.builder().timeout(Duration.ofSeconds(1)).build());
        Flag started = pools.flag();
        List<String> outcomes = outcomes(view.map(
                (Integer x) -> x == 20_000 ? Tasks.sleepForever(started) : String.valueOf(x),
                MapIT.numbers(40_000),
                MapIT.AUTO));

        assertThat(outcomes).hasSize(40_000);
        assertThat(outcomes.get(20_000)).isEqualTo("TaskTimeoutException");
        assertThat(outcomes.subList(20_001, 40_000))
                .isEqualTo(IntStream.range(20_001, 40_000)
                        .mapToObj(String::valueOf)
                        .toList());
    }
}
