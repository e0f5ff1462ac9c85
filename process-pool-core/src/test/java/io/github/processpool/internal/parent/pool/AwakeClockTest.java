package io.github.processpool.internal.parent.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AwakeClockTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long jvm = -5 * SECOND;
    private final AwakeClock clock = new AwakeClock(() -> jvm);

    /** Time goes by, and somebody looks often enough. */
    private void run(long seconds) {
        for (int i = 0; i < 4 * seconds; i++) {
            jvm += SECOND / 4;
            clock.now();
        }
    }

    /** Time goes by, and the process stands still. */
    private void stop(long seconds) {
        jvm += seconds * SECOND;
    }

    @Test
    void itIsTheClockOfTheJvmAsLongAsTheProcessRuns() {
        run(60);

        assertThat(clock.now()).isEqualTo(jvm);
        assertThat(clock.translate(jvm - 3 * SECOND)).isEqualTo(jvm - 3 * SECOND);
    }

    @Test
    void timeInWhichTheProcessStoodStillIsNoTimeButForAPulseAtMost() {
        run(10);
        long before = clock.now();
        stop(60);
        long after = clock.now();

        assertThat(after - before).isBetween(0L, AwakeClock.PULSE_NANOS);
        assertThat(clock.now()).as("found once").isEqualTo(after);
        run(10);
        assertThat(clock.now() - after).isEqualTo(10 * SECOND);
    }

    @Test
    void aShortPauseIsTimeLikeAnyOther() {
        run(1);
        long before = clock.now();
        stop(1);

        assertThat(clock.now() - before).isEqualTo(SECOND);
    }

    @Test
    void itNeverGoesBackward() {
        long last = clock.now();
        for (int i = 0; i < 5_000; i++) {
            jvm += (i * 7919L % 3001) * SECOND / 1000;
            long now = clock.now();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
    }

    @Test
    void aTimeFromBeforeAGapIsTranslatedAsItWasThen() {
        run(5);
        long jvmThen = jvm;
        long then = clock.now();
        stop(100);

        assertThat(clock.translate(jvmThen)).as("by whoever finds the gap").isEqualTo(then);
        assertThat(clock.translate(jvmThen - SECOND)).isEqualTo(then - SECOND);
        run(5);
        stop(100);
        run(5);
        assertThat(clock.translate(jvmThen)).as("before two gaps").isEqualTo(then);
    }

    @Test
    void aTimeWithinAGapIsItsEnd() {
        run(5);
        stop(100);
        long end = clock.now();

        assertThat(clock.translate(jvm - SECOND)).isEqualTo(end);
        assertThat(clock.translate(jvm - 99 * SECOND)).isEqualTo(end);
        run(3);
        assertThat(clock.translate(jvm - 50 * SECOND)).isEqualTo(end);
        assertThat(clock.translate(jvm)).isEqualTo(clock.now());
    }

    @Test
    void timesOfManyGapsAgoAreNoEarlierThanTheyWere() {
        run(5);
        long jvmThen = jvm;
        long then = clock.now();
        for (int i = 0; i < 100; i++) {
            stop(10);
            run(1);
        }

        assertThat(clock.translate(jvmThen)).isGreaterThanOrEqualTo(then - 1000 * SECOND);
        assertThat(clock.now() - then).isBetween(100 * SECOND, 100 * (SECOND + AwakeClock.PULSE_NANOS));
    }
}
