package io.github.processpool.benchmarks.soak;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Code that can't be stopped, as there is some in every application. */
final class Uninterruptibles {

    private Uninterruptibles() {}

    /** Sleeps for the whole time; an interrupt is forgotten. */
    static void sleep(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException e) {
                // That is what this is there for.
            }
        }
    }
}
