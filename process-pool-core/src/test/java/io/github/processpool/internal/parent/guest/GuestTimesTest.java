package io.github.processpool.internal.parent.guest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuestTimesTest {

    private final GuestTimes times = new GuestTimes();

    @Test
    void nothingIsKnownBeforeTheFirst() {
        assertThat(times.meanNanos()).isZero();
        times.note(0);
        assertThat(times.meanNanos()).as("there was one").isEqualTo(1);
    }

    @Test
    void onlyTheLastHundredCount() {
        times.note(1_000_000);
        for (int i = 0; i < GuestTimes.MOST - 1; i++) {
            times.note(100);
        }
        assertThat(times.meanNanos()).isEqualTo((1_000_000 + 99 * 100) / 100);

        times.note(300);

        assertThat(times.meanNanos()).isEqualTo((300 + 99 * 100) / 100);
    }
}
