package io.github.processpool.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundRatesTest {

    private int rounds;

    @Test
    void countsRoundsWhenEachWorkerHasHadItsTasks() throws Exception {
        RoundRates.measure(() -> rounds++, 100, 64, 1_000);

        assertThat(rounds).isEqualTo(64 * 1_000 / 100 + 9);
    }

    @Test
    void runsTenRoundsBeforeOneCountsHoweverFewWorkersThereAre() throws Exception {
        RoundRates rates = RoundRates.measure(() -> rounds++, 100, 1, 100);

        assertThat(rounds).isEqualTo(10 + 9);
        assertThat(rates.warm()).hasSize(9);
        assertThat(rates.cold()).isPositive();
    }

    @Test
    void takesTheMiddleRoundAndTellsAll() {
        RoundRates rates = new RoundRates(1, List.of(3.0, 9.0, 4.0));

        assertThat(rates.warmMedian()).isEqualTo(4);
        assertThat(rates.warmAnswer()).isEqualTo("3.0,9.0,4.0");
    }
}
