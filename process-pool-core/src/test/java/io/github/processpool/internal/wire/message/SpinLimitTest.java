package io.github.processpool.internal.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinLimitTest {

    private final SpinLimit limit = new SpinLimit();

    private void longWaits(int times) {
        for (int i = 0; i < times; i++) {
            limit.waited(2_000_000);
        }
    }

    @Test
    void spinsAtFirst() {
        assertThat(limit.nanos()).isEqualTo(SpinLimit.SPIN_NANOS);
    }

    @Test
    void oneLongWaitAmongShortOnesChangesNothing() {
        longWaits(1);

        assertThat(limit.nanos()).isEqualTo(SpinLimit.SPIN_NANOS);
    }

    @Test
    void doesNotSpinAfterSeveralLongWaits() {
        longWaits(4);

        assertThat(limit.nanos()).isZero();
    }

    @Test
    void spinsAgainAfterAWaitThatWasHardlyLongerThanAWakeUp() {
        longWaits(10);

        limit.waited(80_000);

        assertThat(limit.nanos()).isEqualTo(SpinLimit.SPIN_NANOS);
    }
}
