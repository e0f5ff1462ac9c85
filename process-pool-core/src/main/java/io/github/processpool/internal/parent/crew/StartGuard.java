package io.github.processpool.internal.parent.crew;

import io.github.processpool.internal.parent.pool.PoolLock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Keeps failing starts from becoming a storm: after a failure one start at a time, with growing pauses; after several in a row,
 * or too long a time without success, the pool is broken. A success ends the row, but the doubts only go by halves: starts go on one
 * at a time until a few have succeeded. Workers that become ready and then die without a task only cause
 * pauses: they can be started, and nothing was lost with them.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
public final class StartGuard {

    /** The pause after the first failure; doubled with each one. */
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Only somebody who changes a file, or the JDK, can make a difference. */
    private static final long LASTING_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private static final int FAILURES_ALLOWED = 4;
    /** One failure may be a moment in which the machine was busy, however long it took. */
    private static final int FEWEST_FAILURES = 2;
    /** Three good starts in a row are enough to forget all. */
    private static final int MOST_DOUBTS = 7;

    private static final long TIME_ALLOWED_NANOS = Duration.ofSeconds(20).toNanos();

    /** In a row. */
    private int failures;
    /** Grown by failures, halved by successes. */
    private int doubts;

    private int earlyDeaths;
    private long lastEarlyDeathNanos;
    /** When the first attempt of the row began. */
    private long firstStartNanos;

    private long firstFailureNanos;
    private long lastFailureNanos;
    private boolean lasting;
    private long nextStartNanos;

    /** Each further start would fail like the last one: a long pause. */
    public void failedLastingly(long now) {
        lasting = true;
        nextStartNanos = now + LASTING_PAUSE_NANOS;
    }

    /** Returns whether the next start is expected to fail like the last one. */
    public boolean isLasting() {
        return lasting;
    }

    /** A start has failed. Those that were under way when another one failed are no further attempts. */
    public void failed(long startedNanos, long now) {
        if (failures == 0) {
            firstStartNanos = startedNanos;
            firstFailureNanos = now;
        } else if (startedNanos - lastFailureNanos < 0) {
            return;
        }
        failures++;
        lasting = false;
        doubts = Math.min(MOST_DOUBTS, doubts + 1);
        lastFailureNanos = now;
        pause(Math.max(failures, doubts), now);
    }

    /** A worker has died soon after it was ready, without having had a task. */
    public void diedEarly(long now) {
        earlyDeaths++;
        lastEarlyDeathNanos = now;
        pause(earlyDeaths, now);
    }

    private void pause(int times, long now) {
        nextStartNanos = now + Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(times - 1, 10));
    }

    /** A worker is ready. */
    public void started() {
        failures = 0;
        lasting = false;
        doubts /= 2;
    }

    /** A worker that became ready then has proved that it can live; one from before the last early death proves nothing. */
    public void proven(long readyNanos) {
        if (earlyDeaths > 0 && readyNanos - lastEarlyDeathNanos > 0) {
            earlyDeaths = 0;
        }
    }

    boolean isFailing() {
        return doubts > 0;
    }

    /** How long to wait before the next start; 0: none. */
    long pauseNanos(long now) {
        return failures + earlyDeaths == 0 ? 0 : Math.max(0, nextStartNanos - now);
    }

    /** Whether it is time to give up hope, if no worker lives. The time of the first attempt does not count: it had to be given. */
    public boolean isHopeless(long now) {
        return lasting
                || failures >= FAILURES_ALLOWED
                || (failures >= FEWEST_FAILURES && now - firstFailureNanos >= TIME_ALLOWED_NANOS);
    }

    /** Returns how long it has been since the first start of those that have failed in a row was begun. */
    public Duration sinceFirstAttempt(long now) {
        return failures == 0 ? Duration.ZERO : Duration.ofNanos(now - firstStartNanos);
    }

    /** Returns how many starts in a row have failed. */
    public int failures() {
        return failures;
    }
}
