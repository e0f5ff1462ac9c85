package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.ManualTimer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerClockTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTimer timer = new ManualTimer();
    private final long startBegan = timer.now();

    @Test
    void aGreetingThatIsReadLateDoesNotShiftTheClockThatBothRead() {
        timer.advance(SECOND);
        long greeting = timer.now();
        timer.advance(SECOND.multipliedBy(6));

        WorkerClock clock = WorkerClock.of(timer, startBegan, greeting);

        assertThat(clock.toOurs(greeting)).isEqualTo(greeting);
    }

    @Test
    void anotherClockIsTranslatedByTheGreeting() {
        timer.advance(SECOND);
        WorkerClock clock = WorkerClock.of(timer, startBegan, 77);
        timer.advance(SECOND);

        assertThat(clock.toOurs(77 + SECOND.toNanos())).isEqualTo(timer.now());
    }

    @Test
    void onAnotherClockALateGreetingCountsUntilALaterTimeComes() {
        timer.advance(SECOND);
        long greeted = timer.now();
        timer.advance(SECOND.multipliedBy(6));
        WorkerClock clock = WorkerClock.of(timer, startBegan, 0);
        assertThat(clock.toOurs(0)).isEqualTo(timer.now());
        timer.advance(SECOND);

        assertThat(clock.toOurs(7 * SECOND.toNanos())).as("a sign of life").isEqualTo(timer.now());

        assertThat(clock.toOurs(0)).isEqualTo(greeted);
    }
}
