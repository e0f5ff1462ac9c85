package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StartGuardTest {

    private final StartGuard guard = new StartGuard();
    private long now = TimeUnit.HOURS.toNanos(5);

    /** A start that fails at once. */
    private void fail() {
        guard.failed(now, now);
    }

    @Test
    void withoutAFailureStartsAreFree() {
        assertThat(guard.isFailing()).isFalse();
        assertThat(guard.pauseNanos(now)).isZero();
        assertThat(guard.isHopeless(now)).isFalse();
    }

    @Test
    void pausesDoubleUpToALimitBelowTheTimeInWhichThePoolProbes() {
        long last = 0;
        for (int i = 0; i < 20; i++) {
            fail();
            long pause = guard.pauseNanos(now);
            assertThat(pause).isGreaterThanOrEqualTo(last).isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(10));
            assertThat(pause).isPositive();
            last = pause;
        }
        assertThat(last).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void aPauseEnds() {
        fail();
        long pause = guard.pauseNanos(now);

        assertThat(guard.pauseNanos(now + pause / 2)).isEqualTo(pause - pause / 2);
        assertThat(guard.pauseNanos(now + pause)).isZero();
        assertThat(guard.pauseNanos(now + 2 * pause)).isZero();
    }

    @Test
    void severalFailuresInARowAreHopeless() {
        int failures = 0;
        while (!guard.isHopeless(now)) {
            fail();
            failures++;
            assertThat(failures).isLessThan(10);
        }

        assertThat(failures).isGreaterThan(1);
        assertThat(guard.failures()).isEqualTo(failures);
    }

    @Test
    void fewSlowFailuresAreHopelessWithinHalfAMinute() {
        fail();
        assertThat(guard.isHopeless(now)).isFalse();

        now += TimeUnit.SECONDS.toNanos(30);
        fail();

        assertThat(guard.isHopeless(now)).isTrue();
    }

    @Test
    void oneSuccessEndsTheRowAndThePauseButNotAllDoubts() {
        for (int i = 0; i < 10; i++) {
            fail();
        }
        guard.started();

        assertThat(guard.failures()).isZero();
        assertThat(guard.isHopeless(now)).isFalse();
        assertThat(guard.pauseNanos(now)).isZero();
        assertThat(guard.isFailing()).isTrue();
    }

    @Test
    void threeSuccessesForgetAnyNumberOfFailuresAndOneForgetsOne() {
        for (int i = 0; i < 100; i++) {
            fail();
        }
        guard.started();
        guard.started();
        assertThat(guard.isFailing()).isTrue();
        guard.started();
        assertThat(guard.isFailing()).isFalse();

        fail();
        guard.started();

        assertThat(guard.isFailing()).isFalse();
    }

    @Test
    void failuresBetweenSuccessesMakePausesLonger() {
        fail();
        fail();
        fail();
        long third = guard.pauseNanos(now);
        guard.started();
        fail();

        assertThat(guard.failures()).isEqualTo(1);
        assertThat(guard.pauseNanos(now))
                .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(100))
                .isLessThan(third);
    }

    @Test
    void workersThatDieEarlyCausePausesButAreNeverHopeless() {
        for (int i = 0; i < 100; i++) {
            guard.diedEarly(now);
            guard.started();
        }

        assertThat(guard.pauseNanos(now)).isPositive();
        assertThat(guard.isHopeless(now)).isFalse();
        guard.proven(now - 1);
        assertThat(guard.pauseNanos(now))
                .as("after an answer of an older worker")
                .isPositive();
        guard.proven(now + 1);
        assertThat(guard.pauseNanos(now)).isZero();
    }

    @Test
    void theFirstPauseIsShort() {
        fail();

        assertThat(guard.pauseNanos(now)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    }

    @Test
    void startsThatWereUnderWayWhenAnotherOneFailedAreNoFurtherAttempts() {
        long together = now;
        for (int i = 0; i < 50; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(1);
            guard.failed(together, now);
        }

        assertThat(guard.failures()).isEqualTo(1);
        assertThat(guard.isHopeless(now)).isFalse();
        guard.failed(now, now + 1);
        assertThat(guard.failures()).isEqualTo(2);
    }

    @Test
    void oneFailureIsNeverHopelessHoweverLongItTook() {
        long started = now;
        now += TimeUnit.SECONDS.toNanos(60);
        guard.failed(started, now);

        assertThat(guard.isHopeless(now)).isFalse();
    }

    /** A machine that was too busy for one start and then fails another at once has not had its second chance. */
    @Test
    void theTimeAllowedBeginsWithTheFirstFailureSoThatTheFirstAttemptHasAllOfItsTime() {
        long started = now;
        now += TimeUnit.SECONDS.toNanos(30);
        guard.failed(started, now);
        long failed = now;
        guard.failed(now, now + 1);
        assertThat(guard.isHopeless(now + 1)).isFalse();
        assertThat(guard.isHopeless(failed + TimeUnit.SECONDS.toNanos(20))).isTrue();
        assertThat(guard.sinceFirstAttempt(failed + TimeUnit.SECONDS.toNanos(20)))
                .isEqualTo(Duration.ofSeconds(50));

        guard.started();
        guard.failed(failed + 1, failed + 1);
        guard.failed(failed + 2, failed + 2);

        assertThat(guard.isHopeless(failed + TimeUnit.SECONDS.toNanos(20)))
                .as("it begins anew")
                .isFalse();
    }

    @Test
    void aSuccessDoesNotEndThePauseOfWorkersThatDieEarly() {
        guard.diedEarly(now);
        fail();
        guard.started();

        assertThat(guard.isFailing()).isFalse();
        assertThat(guard.pauseNanos(now)).isPositive();
    }
}
