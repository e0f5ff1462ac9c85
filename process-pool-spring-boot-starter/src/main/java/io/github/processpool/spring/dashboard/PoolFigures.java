package io.github.processpool.spring.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the dashboard knows of a pool beyond its snapshot. But for the lines it is about the last five to ten minutes.
 *
 * @param endsPerSecond how many tasks ended, well or not, per second of the last minute
 * @param lines the last minutes in steps
 * @param waits how long tasks waited for a worker
 * @param runs how long they ran
 * @param slowest kinds of task, the one with the largest p99 first
 * @param failing kinds of task, the one that failed most often first
 */
record PoolFigures(double endsPerSecond, Lines lines, Times waits, Times runs, List<Kind> slowest, List<Kind> failing) {

    /**
     * The last minutes in steps, the oldest first.
     *
     * @param stepMillis how long a step is
     * @param waiting the most tasks that waited
     * @param ended how many ended, well or not
     * @param failed how many of these failed
     */
    record Lines(int stepMillis, int[] waiting, int[] ended, int[] failed) {}

    /**
     * How long something took.
     *
     * @param count of how many tasks
     * @param p50Millis what half of them do not exceed
     * @param p99Millis what 99 of 100 do not exceed
     */
    record Times(long count, double p50Millis, double p99Millis) {}

    /**
     * Tasks whose names differ by no more than numbers.
     *
     * @param name with a sign in the place of numbers
     * @param ended how many ended, well or not
     * @param failed how many of these failed
     * @param p50Millis how long half of them ran at most; 0 if none has begun
     * @param p99Millis how long 99 of 100 ran at most; 0 if none has begun
     * @param lastFailure class of the last failure; absent if none failed
     */
    record Kind(
            String name,
            long ended,
            long failed,
            double p50Millis,
            double p99Millis,
            @Nullable String lastFailure) {}
}
