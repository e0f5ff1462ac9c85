package io.github.processpool.internal.parent.task;

import org.jspecify.annotations.Nullable;

/**
 * One thread of the {@link Readings}: takes one {@link Reading} after the other from them, reads it, and hands back what was read. It
 * ends when it has had nothing to do for a while, or has been replaced, and after a reading that was given up: an interrupt that was
 * meant for that may still come, and is not to hit the next one.
 *
 * <p>It keeps nothing of a reading while it waits for the next one, whose answer and result may be large.
 *
 * <p><b>Thread safety:</b> used by its own thread only.
 */
final class ReadingLoop implements Runnable {

    private final Readings readings;
    /** Whether it is one of those that the readings count: false once it has been replaced. */
    private boolean counts = true;

    ReadingLoop(Readings readings) {
        this.readings = readings;
    }

    @Override
    public void run() {
        @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try {
            while (readNext()) {
                Thread.currentThread().setContextClassLoader(loader); // Code of the user may have left another one.
            }
        } finally {
            readings.end();
        }
    }

    /** Returns whether there may be another one; a method of its own, so that nothing of the last one is kept. */
    private boolean readNext() {
        Reading next = readings.take();
        if (next == null) {
            return false;
        }
        Outcome outcome = next.read();
        boolean wanted = readings.end(next);
        counts = !next.replaced;
        if (wanted) {
            readings.finish(next, outcome);
        }
        return wanted && counts;
    }
}
