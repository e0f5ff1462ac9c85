package io.github.processpool.internal.parent.pool;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The clock of this JVM without the time in which the process stood still: stopped by a signal (Ctrl-Z), paused with its container,
 * suspended with the machine. Nobody's time runs out in that. The first look after it finds that the last one was too long ago; for
 * that somebody has to look from time to time, as the ticks of each pool do.
 *
 * <pre>{@code
 * looks     |   |  ||   |                          |  |
 * clock     0   1  2    3   (stopped, then found)  3  4
 * }</pre>
 *
 * <p>It never goes backward: between two looks that are too far apart it goes on by one pulse, and everybody who looks after that
 * time makes a pulse.
 *
 * <p><b>Thread safety:</b> any thread; the last pulse is replaced by compare-and-set.
 */
final class AwakeClock {

    /** Until then after a pulse a look is only a look. */
    static final long PULSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Pulses are never that far apart while this process runs, as each pool ticks once a second. */
    static final long GAP_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int GAPS_KEPT = 16;

    private final LongSupplier jvmClock;
    private final AtomicReference<Pulse> pulse;

    /** A look at a time of the JVM's clock, of which so much is to be taken off; and the last gaps, the latest at the end. */
    private record Pulse(long jvm, long off, Gap[] gaps) {}

    /** Ended at a time of the JVM's clock, of which so much had to be taken off before. */
    private record Gap(long end, long offBefore) {}

    AwakeClock(LongSupplier jvmClock) {
        this.jvmClock = jvmClock;
        this.pulse = new AtomicReference<>(new Pulse(jvmClock.getAsLong(), 0, new Gap[0]));
    }

    /** Returns the time on the clock of the JVM. */
    long jvmNow() {
        return jvmClock.getAsLong();
    }

    /** Returns the time on this clock. */
    long now() {
        while (true) {
            long jvm = jvmClock.getAsLong();
            Pulse last = pulse.get();
            long since = jvm - last.jvm();
            if (since < 0) {
                return translate(jvm, last); // Another thread was faster, and may have found a gap since.
            } else if (since <= PULSE_NANOS) {
                return jvm - last.off();
            }
            long lost = since > GAP_NANOS ? since - PULSE_NANOS : 0;
            if (tryReplace(last, jvm, lost)) {
                return jvm - last.off() - lost;
            }
        }
    }

    /** Without memory there is no pulse, and the next look finds the same. */
    private boolean tryReplace(Pulse last, long jvm, long lost) {
        try {
            Gap[] gaps = lost == 0 ? last.gaps() : with(last.gaps(), new Gap(jvm, last.off()));
            return pulse.compareAndSet(last, new Pulse(jvm, last.off() + lost, gaps));
        } catch (OutOfMemoryError e) {
            return true;
        }
    }

    private static Gap[] with(Gap[] before, Gap latest) {
        int from = Math.max(0, before.length - GAPS_KEPT + 1);
        Gap[] gaps = Arrays.copyOfRange(before, from, before.length + 1);
        gaps[gaps.length - 1] = latest;
        return gaps;
    }

    /** Translates a past time of the JVM's clock; one within a gap becomes its end. */
    long translate(long jvm) {
        now(); // Finds a gap that nobody has found yet.
        return translate(jvm, pulse.get());
    }

    private static long translate(long jvm, Pulse last) {
        long off = last.off();
        long latest = Long.MAX_VALUE;
        for (int i = last.gaps().length - 1; i >= 0 && jvm - last.gaps()[i].end() < 0; i--) {
            latest = last.gaps()[i].end() - off;
            off = last.gaps()[i].offBefore();
        }
        return latest == Long.MAX_VALUE || jvm - off - latest < 0 ? jvm - off : latest;
    }
}
