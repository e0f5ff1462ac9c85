package io.github.processpool.benchmarks.soak;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How many tasks may be in flight: changes every few seconds, from a full queue to nothing at all. Every half a minute all of them
 * have to end before there are new ones: tasks of the lowest priority may starve as long as there are others, by the rule, and
 * only so it can be told how old one may be at most.
 */
final class Pace {

    private static final int[] LIMITS = {0, 1, 4, 20, 80, 80, 300};
    private static final int LONGEST_MILLIS = 8_000;
    private static final Duration UNTIL_REST = Duration.ofSeconds(30);

    private final SplittableRandom random;
    private long untilNanos = System.nanoTime();
    private long emptyNanos = System.nanoTime();
    private int limit;

    Pace(long seed) {
        this.random = new SplittableRandom(seed + 1);
    }

    /** Asked at least whenever a task has ended, with the number of those that have not. */
    int limit(int running) {
        long now = System.nanoTime();
        if (running == 0) {
            emptyNanos = now;
        } else if (now - emptyNanos > UNTIL_REST.toNanos()) {
            return 0;
        }
        if (now - untilNanos >= 0) {
            limit = LIMITS[random.nextInt(LIMITS.length)];
            untilNanos = now + Duration.ofMillis(random.nextInt(LONGEST_MILLIS)).toNanos();
        }
        return limit;
    }
}
