package io.github.processpool.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final int STEP = History.STEP_MILLIS;

    private final History history = new History();

    private static int[] last(int[] steps, int count) {
        return Arrays.copyOfRange(steps, steps.length - count, steps.length);
    }

    @Test
    void keepsTheMostThatWaitedInEachStep() {
        history.addWaiting(0, 3);
        history.addWaiting(1, 2);
        history.addWaiting(2, -4);
        history.addWaiting(STEP, -1);

        assertThat(last(history.lines(STEP).waiting(), 2)).containsExactly(5, 1);
    }

    @Test
    void whatWaitsGoesOnWaitingWhileNothingIsTold() {
        history.addWaiting(0, 3);
        history.addWaiting(1, -1);

        assertThat(last(history.lines(3 * STEP).waiting(), 4)).containsExactly(3, 2, 2, 2);
    }

    @Test
    void countsEndsAndFailuresInTheirStep() {
        history.addEnd(0, false);
        history.addEnd(2 * STEP, true);
        history.addEnd(2 * STEP + 1, false);

        PoolFigures.Lines lines = history.lines(2 * STEP + 2);

        assertThat(last(lines.ended(), 3)).containsExactly(1, 0, 2);
        assertThat(last(lines.failed(), 3)).containsExactly(0, 0, 1);
        assertThat(lines.stepMillis()).isEqualTo(STEP);
    }

    @Test
    void forgetsWhatIsOlderThanItsSteps() {
        history.addEnd(0, true);
        history.addWaiting(0, 7);
        history.addWaiting(1, -7);

        PoolFigures.Lines lines = history.lines((long) STEP * History.STEPS);

        assertThat(lines.ended()).hasSize(History.STEPS).containsOnly(0);
        assertThat(lines.waiting()).containsOnly(0);
        assertThat(history.lines(1_000_000L * STEP * History.STEPS).failed()).containsOnly(0);
    }

    @Test
    void isNeverBelowZero() {
        history.addWaiting(0, -3);
        history.addWaiting(1, 1);

        assertThat(last(history.lines(1).waiting(), 1)).containsExactly(1);
    }

    @Test
    void tellsEndsPerSecondOfTheLastMinute() {
        assertThat(history.endsPerSecond(0)).isZero();

        for (int i = 0; i < 60; i++) {
            history.addEnd(i * 500L, false);
        }

        assertThat(history.endsPerSecond(30_000)).isEqualTo(2);
        assertThat(history.endsPerSecond(60_000)).isEqualTo(1);
        assertThat(history.endsPerSecond(200_000)).isZero();
    }
}
