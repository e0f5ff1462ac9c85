package io.github.processpool.internal.parent.pool;

import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An action of a {@link TimerThread} that is due at a time of the pool's clock. Its thread keeps the JVM's time, and so may come too
 * early when the process has stood still: the action then asks for another turn.
 *
 * <p><b>Thread safety:</b> run by the timer's thread; any thread may cancel it.
 */
final class Due extends FutureTask<@Nullable Void> {

    private final long due;
    private final LongSupplier clock;
    private final Again again;

    /** Its turn; volatile: set by who schedules it, cancelled by anybody. */
    private volatile @Nullable Future<?> turn;

    /** Gives an action another turn after a time. */
    interface Again {
        Future<?> after(long nanos, Runnable action);
    }

    Due(Runnable action, long due, LongSupplier clock, Again again) {
        super(action, null);
        this.due = due;
        this.clock = clock;
        this.again = again;
    }

    /** Asks for a turn at its time. */
    Due schedule(long nanos) {
        turn = again.after(nanos, this);
        if (isCancelled()) {
            done();
        }
        return this;
    }

    @Override
    public void run() {
        long left = due - clock.getAsLong();
        if (left > 0 && !isDone()) {
            schedule(left);
        } else {
            super.run();
        }
    }

    /** Nobody waits for a turn of what was cancelled. */
    @Override
    protected void done() {
        Future<?> current = turn;
        if (isCancelled() && current != null) {
            current.cancel(false);
        }
    }
}
