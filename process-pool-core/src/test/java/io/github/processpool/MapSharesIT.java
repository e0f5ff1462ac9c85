package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a map shares its elements among the workers. */
@Timeout(120)
class MapSharesIT {

    @RegisterExtension
    final Pools pools = new Pools();

    /** Each waits for the other, so they can only end if they run at the same time. */
    private static int meet(int x, int first, Flag one, Flag two) throws InterruptedException {
        if (x == first) {
            one.raise();
            two.awaitInTask();
        } else if (x == first + 1) {
            two.raise();
            one.awaitInTask();
        }
        return x;
    }

    @ParameterizedTest
    @ValueSource(ints = {29_998, 0})
    void slowElementsBesideEachOtherRunOnBothWorkersWhereverTheyAre(int first) {
        ProcessPoolExecutor pool = pools.shared();
        for (boolean sized : new boolean[] {true, false}) {
            Flag one = pools.flag();
            Flag two = pools.flag();
            List<Integer> numbers = MapIT.numbers(30_000);
            Iterable<Integer> inputs = sized ? numbers : () -> numbers.iterator();

            assertThat(pool.map((Integer x) -> meet(x, first, one, two), inputs, MapIT.AUTO)
                            .toList())
                    .isEqualTo(numbers);
        }
    }

    @Test
    void unorderedSlowElementsBesideEachOtherRunOnBothWorkers() {
        Flag one = pools.flag();
        Flag two = pools.flag();

        assertThat(pools.shared()
                        .mapUnordered((Integer x) -> meet(x, 20_000, one, two), MapIT.numbers(30_000), MapIT.AUTO)
                        .map(MapResult::value)
                        .sorted()
                        .toList())
                .isEqualTo(MapIT.numbers(30_000));
    }

    @Test
    void noElementOfAnAutomaticChunkBeginsTwiceHoweverOftenChunksEndEarly() {
        Journal journal = pools.journal();
        String path = journal.path();
        List<Integer> results = pools.shared()
                .map(
                        (Integer x) -> {
                            if (x >= 5000) {
                                TimeUnit.MILLISECONDS.sleep(2);
                                new Journal(path).write(String.valueOf(x));
                            }
                            return x;
                        },
                        MapIT.numbers(5400),
                        MapIT.AUTO)
                .toList();

        assertThat(results).isEqualTo(MapIT.numbers(5400));
        assertThat(journal.lines()).hasSize(400).doesNotHaveDuplicates();
    }
}
