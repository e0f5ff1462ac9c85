package io.github.processpool.cluster.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whole clusters in virtual time, one for each seed. {@code -Dseeds=10000} runs more of them, {@code -Dseed=4711} one alone.
 */
class ClusterSimulationTest {

    private static final int SEEDS = Integer.getInteger("seeds", 1000);
    private static final int SHORT_SEEDS = Integer.getInteger("seeds", 300);

    @Test
    void everyFutureEnds() {
        Long alone = Long.getLong("seed");
        Map<String, Integer> ends = new TreeMap<>();
        for (long seed = alone == null ? 0 : alone; seed < (alone == null ? SEEDS : alone + 1); seed++) {
            Simulation simulation = new Simulation(seed);
            try {
                simulation.run();
            } catch (Throwable e) {
                fail("seed " + seed + " (run it alone with -Dseed=" + seed + ")", e);
            }
            assertThat(simulation.mistakes)
                    .as("seed " + seed + " (run it alone with -Dseed=" + seed + ")")
                    .isEmpty();
            simulation.ends().forEach((end, count) -> ends.merge(end, count, Integer::sum));
        }
        if (alone == null) {
            assertThat(ends)
                    .containsKeys(
                            "answered Answered",
                            "answered Crashed",
                            "answered Cancelled",
                            "lost",
                            "done here",
                            "cancelled");
        }
        System.out.println(ends);
    }

    @Test
    void everyFutureEndsThoughMemoryIsShort() {
        Long alone = Long.getLong("seed");
        for (long seed = alone == null ? 0 : alone; seed < (alone == null ? SHORT_SEEDS : alone + 1); seed++) {
            Simulation simulation = new Simulation(seed, 1 + (int) (seed % 20));
            try {
                simulation.run();
            } catch (Throwable e) {
                fail("seed " + seed + " (run it alone with -Dseed=" + seed + ")", e);
            }
            assertThat(simulation.mistakes)
                    .as("seed " + seed + " (run it alone with -Dseed=" + seed + ")")
                    .isEmpty();
        }
    }

    @Test
    void aSeedIsTheSameEachTime() {
        Simulation first = new Simulation(7);
        first.run();
        Simulation second = new Simulation(7);
        second.run();

        assertThat(second.history()).isEqualTo(first.history());
    }
}
