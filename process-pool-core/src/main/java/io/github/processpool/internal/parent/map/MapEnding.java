package io.github.processpool.internal.parent.map;

import io.github.processpool.MapOptions;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimeoutException.Clock;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a map goes on, and why not: its inputs are at their end, something stands against taking more of them, its own time is
 * over, or its stream was closed.
 *
 * <pre>{@code
 * OPEN -> ENDING -> (no batch left)      end: no more inputs are taken
 *   '--------'----> CLOSED               close: nothing more begins
 * }</pre>
 *
 * <p>It stops no task; see {@link MapWindow#close}.
 *
 * <p><b>Thread safety:</b> the map's consumer ends it and asks for reasons; any thread may close and look.
 */
final class MapEnding {

    private enum State {
        OPEN,
        ENDING,
        CLOSED
    }

    private final MapHost host;
    private final @Nullable Duration limit;
    private final long begunNanos;

    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    /** Why no more inputs are taken, if that is not simply their end; the consumer's. */
    private @Nullable Throwable reason;

    MapEnding(MapHost host, MapOptions options) {
        this.host = host;
        this.limit = options.timeout().orElse(null);
        this.begunNanos = host.now();
    }

    /** Whether inputs may be taken. */
    boolean isOpen() {
        return state.get() == State.OPEN;
    }

    boolean isClosed() {
        return state.get() == State.CLOSED;
    }

    /** Nothing more begins. */
    void close() {
        state.set(State.CLOSED);
    }

    /** There are no more inputs. */
    void end() {
        state.compareAndSet(State.OPEN, State.ENDING);
    }

    /** No more inputs are taken; the first reason is thrown when the batches before are over. */
    void end(Throwable why) {
        end();
        if (reason == null) {
            reason = why;
        }
    }

    /** All batches are over: throws why there are no more, once, if that is not the end of the inputs. */
    void throwReason() throws Throwable {
        Throwable why = reason;
        reason = null;
        if (why != null) {
            throw why;
        }
    }

    /** How much of the map's own time is left, if that is limited. */
    long nanosLeft() {
        return limit == null ? Long.MAX_VALUE / 2 : Math.max(0, begunNanos + limit.toNanos() - host.now());
    }

    boolean isLate() {
        return limit != null && host.now() - begunNanos >= limit.toNanos();
    }

    TaskTimeoutException tooLate() {
        long millis = limit == null ? 0 : limit.toMillis();
        return new TaskTimeoutException(
                "The map of '" + host.name() + "' exceeded its timeout of " + millis / 1000.0
                        + " s; what had not begun was cancelled",
                Clock.DEADLINE,
                null);
    }

    /** Why the stream ends when it is not the tasks' fault. */
    static CancellationException cancelled(String words, @Nullable Throwable cause) {
        CancellationException problem = new CancellationException(words);
        problem.initCause(cause);
        return problem;
    }
}
