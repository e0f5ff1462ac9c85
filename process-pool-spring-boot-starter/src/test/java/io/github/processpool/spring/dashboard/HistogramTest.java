package io.github.processpool.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {

    private final Histogram histogram = new Histogram();

    @Test
    void ofNothingEveryPercentileIsZero() {
        assertThat(histogram.percentileMillis(0.5)).isZero();
        assertThat(histogram.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 8, 15, 16, 100, 999, 12_345, 3_600_000, 86_400_000})
    void oneDurationIsEveryPercentile(long millis) {
        histogram.add(TimeUnit.MILLISECONDS.toNanos(millis));

        assertThat(histogram.percentileMillis(0.5)).isEqualTo(millis);
        assertThat(histogram.percentileMillis(0.99)).isEqualTo(millis);
    }

    @Test
    void percentilesOfManyAreRightToAnEighth() {
        for (long millis = 1; millis <= 10_000; millis++) {
            histogram.add(TimeUnit.MILLISECONDS.toNanos(millis));
        }

        assertThat(histogram.percentileMillis(0.5)).isCloseTo(5_000, Percentage.withPercentage(12.5));
        assertThat(histogram.percentileMillis(0.99)).isCloseTo(9_900, Percentage.withPercentage(12.5));
        assertThat(histogram.percentileMillis(1)).isEqualTo(10_000);
    }

    @Test
    void aRareLongOneIsNoMedianAndNoSmallerThanItIs() {
        for (int i = 0; i < 98; i++) {
            histogram.add(TimeUnit.MILLISECONDS.toNanos(2));
        }
        histogram.add(TimeUnit.SECONDS.toNanos(60));
        histogram.add(TimeUnit.SECONDS.toNanos(60));

        assertThat(histogram.percentileMillis(0.5)).isCloseTo(2, within(0.3));
        assertThat(histogram.percentileMillis(0.99)).isEqualTo(60_000);
    }

    @Test
    void durationsBeyondItsStepsAreCountedWithTheOutermost() {
        histogram.add(-5);
        histogram.add(Long.MAX_VALUE);

        assertThat(histogram.count()).isEqualTo(2);
        assertThat(histogram.percentileMillis(0.5)).isLessThan(0.1);
        assertThat(histogram.percentileMillis(1)).isGreaterThan(TimeUnit.DAYS.toMillis(3));
    }

    @Test
    void addsWhatAnotherHasCounted() {
        Histogram other = new Histogram();
        other.add(TimeUnit.MILLISECONDS.toNanos(9));
        histogram.add(TimeUnit.MILLISECONDS.toNanos(3));

        histogram.add(other);

        assertThat(histogram.count()).isEqualTo(2);
        assertThat(histogram.percentileMillis(1)).isEqualTo(9);
    }
}
