package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.wire.message.LevelChanges;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tells a pool's workers from which levels on they have to log, when they start and whenever the {@link LevelFeed} has news.
 *
 * <p><b>Thread safety:</b> hears of changes on any thread; sends on the pool's timer, at most every {@link #PAUSE_NANOS}, because
 * many loggers change together.
 */
public final class LevelBroadcast {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Timer timer;
    /** Sends levels to all workers; called on the timer's thread. */
    private final Consumer<LogLevels> workers;
    /** As they were when the pool was made. */
    private final Map<String, String> before = LevelFeed.levels();
    /** Whether the timer is going to send. */
    private final AtomicBoolean due = new AtomicBoolean();
    /** One object for joining and leaving. */
    private final Runnable listener = this::onChange;

    /** Workers of one pool; they hear of changes between start and close. */
    public LevelBroadcast(Timer timer, Consumer<LogLevels> workers) {
        this.timer = timer;
        this.workers = workers;
    }

    /** From now on the workers hear of changes. */
    public void start() {
        LevelFeed.join(listener);
    }

    /** The pool has ended. */
    public void close() {
        LevelFeed.leave(listener);
    }

    /** Returns the levels that a worker has to know now. */
    public LogLevels levels() {
        Map<String, String> now = LevelFeed.levels();
        return new LogLevels(now, LevelChanges.between(before, now));
    }

    private void onChange() {
        if (due.compareAndSet(false, true)) {
            boolean sends = false;
            try {
                timer.after(PAUSE_NANOS, this::send);
                sends = true;
            } finally {
                if (!sends) {
                    due.set(false); // Otherwise an error would keep all later changes from being sent.
                }
            }
        }
    }

    private void send() {
        due.set(false); // Before looking: what changes from now on is sent once more.
        workers.accept(levels());
    }
}
