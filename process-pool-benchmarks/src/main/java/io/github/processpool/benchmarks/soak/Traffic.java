package io.github.processpool.benchmarks.soak;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Runs a {@link Round} time and again beside the soak's tasks, with pauses, and reports what was wrong with which one.
 *
 * <p><b>Thread safety:</b> the rounds run on a thread of this class; the main thread starts and ends it and reads the
 * summary.
 */
final class Traffic {

    private static final Duration PATIENCE = Duration.ofSeconds(75);
    private static final int MANY = 10;
    private static final int SHORT_PAUSE_MILLIS = 200;
    /** Longer than the idle timeout of the pool. */
    private static final int LONG_PAUSE_MILLIS = 6_000;

    private final String name;
    private final Round round;
    private final long seed;
    private final Violations violations;
    private final Thread thread;
    /** Written by the main thread, read by the other. */
    private volatile boolean isEnding;

    // -- Main thread only --
    private long endNanos;
    private boolean isGivenUp;

    private Traffic(String name, Round round, long seed, Violations violations) {
        this.name = name;
        this.round = round;
        this.seed = seed;
        this.violations = violations;
        this.thread = new Thread(this::work, "soak-" + name);
        thread.setDaemon(true);
    }

    static Traffic start(String name, Round round, long seed, Violations violations) {
        Traffic traffic = new Traffic(name, round, seed, violations);
        traffic.thread.start();
        return traffic;
    }

    /** Lets the current round end; does not wait. */
    void end() {
        endNanos = System.nanoTime();
        isEnding = true;
    }

    /** Asked after {@link #end}: whether no round runs any more. One that takes too long is a violation, and given up. */
    boolean hasEnded() {
        if (isGivenUp || !thread.isAlive()) {
            return true;
        }
        if (System.nanoTime() - endNanos > PATIENCE.toNanos()) {
            isGivenUp = true;
            Throwable where = new IllegalStateException("it hangs here");
            where.setStackTrace(thread.getStackTrace());
            violations.add("the last round of " + name + " has not ended within " + PATIENCE.toSeconds() + " s", where);
        }
        return isGivenUp;
    }

    String summary() {
        return name + ": " + round.summary();
    }

    private void work() {
        for (long number = 0; !isEnding; number++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number ^ name.hashCode());
            try {
                List<String> problems = round.run(random);
                for (String problem : problems) {
                    violations.add(name + ", round " + number + ": " + problem, null);
                }
                rest(random);
            } catch (Exception | Error e) {
                violations.add(name + ", round " + number + " failed", e);
            }
        }
    }

    private void rest(SplittableRandom random) throws InterruptedException {
        int longest = random.nextInt(MANY) == 0 ? LONG_PAUSE_MILLIS : SHORT_PAUSE_MILLIS;
        long end =
                System.nanoTime() + Duration.ofMillis(random.nextInt(longest)).toNanos();
        while (!isEnding && System.nanoTime() - end < 0) {
            Thread.sleep(MANY);
        }
    }
}
