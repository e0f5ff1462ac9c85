package io.github.processpool.benchmarks.soak;

import io.github.processpool.TaskOptions;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Everything that is decided about a task before it is submitted; the same for the same seed and number.
 *
 * @param task what it does
 * @param options how it is to be run
 * @param interference what the parent will do to its future
 * @param delay how long after the submission
 * @param isAwaited whether a thread waits in {@code get()} for it
 */
record Plan(SoakTask task, TaskOptions options, Interference interference, Duration delay, boolean isAwaited) {

    /** What the parent does to a future. */
    enum Interference {
        NONE,
        CANCEL,
        CANCEL_WITH_INTERRUPT,
        COMPLETE
    }

    private static final int MANY = 10;

    static Plan of(long seed, long number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        TaskKind kind = TaskKind.pick(random);
        SoakTask task = new SoakTask(number, kind, random.nextInt(kind.largestSize()));
        return new Plan(
                task, options(kind, random), interference(random), millis(random, 0, 300), random.nextInt(MANY) == 0);
    }

    /** The options in words. */
    String limits() {
        return "timeout " + options.timeout() + ", queueTimeout " + options.queueTimeout() + ", deadline "
                + options.deadline() + ", gracePeriod " + options.gracePeriod() + ", maxAttempts "
                + options.maxAttempts();
    }

    private static TaskOptions options(TaskKind kind, SplittableRandom random) {
        TaskOptions.Builder options = TaskOptions.builder().priority(random.nextInt(-3, 4));
        if (kind.end() == TaskKind.End.NEVER) {
            options.timeout(millis(random, 50, 400));
        } else if (random.nextInt(MANY) == 0) {
            options.timeout(millis(random, 20, 2_000));
        }
        if (random.nextInt(2 * MANY) == 0) {
            options.queueTimeout(millis(random, 1, 1_000));
        }
        if (random.nextInt(2 * MANY) == 0) {
            options.deadline(millis(random, 20, 3_000));
        }
        if (random.nextInt(2) == 0) {
            options.gracePeriod(millis(random, 0, 200));
        }
        if (random.nextInt(5) == 0) {
            options.maxAttempts(random.nextInt(2, 4));
        }
        return options.build();
    }

    private static Interference interference(SplittableRandom random) {
        return switch (random.nextInt(5 * MANY)) {
            case 0, 1 -> Interference.CANCEL;
            case 2, 3 -> Interference.CANCEL_WITH_INTERRUPT;
            case 4 -> Interference.COMPLETE;
            default -> Interference.NONE;
        };
    }

    private static Duration millis(SplittableRandom random, int least, int most) {
        return Duration.ofMillis(random.nextInt(least, most + 1));
    }
}
