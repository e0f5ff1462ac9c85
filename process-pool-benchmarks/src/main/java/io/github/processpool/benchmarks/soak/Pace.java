package io.github.processpool.benchmarks.soak;

import java.time.Duration;
import java.util.SplittableRandom;

/** How many tasks may be in flight: changes every few seconds, from a full queue to nothing at all. */
final class Pace {

    private static final int[] LIMITS = {0, 1, 4, 20, 80, 80, 300};
    private static final int LONGEST_MILLIS = 8_000;

    private final SplittableRandom random;
    private long untilNanos = System.nanoTime();
    private int limit;

    Pace(long seed) {
        this.random = new SplittableRandom(seed + 1);
    }

    int limit() {
        long now = System.nanoTime();
        if (now - untilNanos >= 0) {
            limit = LIMITS[random.nextInt(LIMITS.length)];
            untilNanos = now + Duration.ofMillis(random.nextInt(LONGEST_MILLIS)).toNanos();
        }
        return limit;
    }
}
