package io.github.processpool.internal.parent.map;

import io.github.processpool.MapProgress;
import io.github.processpool.MapProgressListener;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Counts what the consumer of one map receives, as the {@link MapSpliterator} says, and tells the caller's listener of it: at the
 * beginning, now and then, and once at the end.
 *
 * <pre>{@code
 * QUIET <-> TELLING         the consumer tells
 *   |          | end by another thread
 *   |          v
 *   |       FAREWELL        the consumer tells the end too, when it has told what it tells
 *   v          v
 *        OVER               nobody tells anything any more
 * }</pre>
 *
 * <p>Whoever moves it out of QUIET tells, on its own thread, and holds no lock meanwhile.
 *
 * <p><b>Thread safety:</b> one consumer counts; any thread may end it.
 */
final class ProgressReports {

    private static final Logger log = PoolLoggers.of(ProgressReports.class);

    /** So long passes between two reports. */
    static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private enum State {
        QUIET,
        TELLING,
        FAREWELL,
        OVER
    }

    /** Null: nobody listens. */
    private final @Nullable MapProgressListener listener;

    private final String map;
    private final LongSupplier clock;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUIET);

    // -- Written by the consumer, read by whoever ends it --
    private volatile boolean begun;
    private volatile long begunNanos;
    private volatile long total;
    private volatile long done;
    private volatile long failed;

    /** The consumer's. */
    private long toldNanos;

    /** Written by whoever tells. */
    private volatile boolean deaf;

    /**
     * Nothing is told before it begins.
     *
     * @param map how people may call the map
     * @param clock gives nanoseconds
     */
    ProgressReports(@Nullable MapProgressListener listener, String map, LongSupplier clock) {
        this.listener = listener;
        this.map = map;
        this.clock = clock;
    }

    /** The consumer begins; there are so many elements, or a negative number of them if nobody knows. */
    void begin(long elements) {
        if (listener != null) {
            total = elements;
            begunNanos = clock.getAsLong();
            begun = true;
            tell(begunNanos);
        }
    }

    /** The consumer has received one. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // The consumer alone writes them.
    void received(boolean isFailure) {
        if (listener == null) {
            return;
        }
        if (isFailure) {
            failed++;
        }
        done++;
        long now = clock.getAsLong();
        if (now - toldNanos >= PAUSE_NANOS) {
            tell(now);
        }
    }

    private void tell(long now) {
        toldNanos = now;
        if (state.compareAndSet(State.QUIET, State.TELLING)) {
            try {
                report(false);
            } finally {
                if (!state.compareAndSet(State.TELLING, State.QUIET)) {
                    state.set(State.OVER);
                    report(true);
                }
            }
        }
    }

    /** Nothing more will be received; any thread, and more than once. */
    void end() {
        if (!begun) {
            return;
        }
        while (true) {
            if (state.compareAndSet(State.QUIET, State.OVER)) {
                report(true);
                return;
            }
            if (state.get() != State.TELLING || state.compareAndSet(State.TELLING, State.FAREWELL)) {
                return;
            }
        }
    }

    private void report(boolean last) {
        MapProgressListener told = listener;
        if (told == null || deaf) {
            return;
        }
        try {
            OptionalLong all = total < 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(total, done));
            Duration elapsed = Duration.ofNanos(Math.max(0, clock.getAsLong() - begunNanos));
            told.onProgress(new MapProgress(done, failed, all, elapsed, last));
        } catch (Throwable e) {
            deaf = true;
            log.warn("The progress listener of the map '{}' failed and hears nothing more; the map goes on", map, e);
        }
    }
}
