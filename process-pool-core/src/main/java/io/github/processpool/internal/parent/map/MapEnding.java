package io.github.processpool.internal.parent.map;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a map goes on, and why not: its inputs are at their end, something stands against taking more of them, or its stream was
 * closed.
 *
 * <pre>{@code
 * OPEN -> ENDING -> (no batch left)      end: no more inputs are taken
 *   '--------'----> CLOSED               close: nothing more begins
 * }</pre>
 *
 * <p>It stops no task, see {@link MapWindow#close}; it knows no time, see {@link MapDeadline}.
 *
 * <p><b>Thread safety:</b> the map's consumer ends it and asks for reasons; any thread may close and look.
 */
final class MapEnding {

    private enum State {
        OPEN,
        ENDING,
        CLOSED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    /** Why no more inputs are taken, if that is not simply their end; the consumer's. */
    private @Nullable Throwable reason;

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

    /** Why the stream ends when it is not the tasks' fault. */
    static CancellationException cancelled(String words, @Nullable Throwable cause) {
        CancellationException problem = new CancellationException(words);
        problem.initCause(cause);
        return problem;
    }
}
