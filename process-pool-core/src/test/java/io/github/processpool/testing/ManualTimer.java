package io.github.processpool.testing;

import io.github.processpool.internal.parent.pool.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * A clock that a test turns. What is due runs on the thread that turns it, in the order of its time.
 *
 * <p><b>Thread safety:</b> any thread may schedule; the test's thread turns.
 */
public final class ManualTimer implements Timer {

    private final PriorityQueue<Due> line =
            new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::number));
    private long now = 1_000_000_000_000L; // Never 0, which means "never" in some places.
    private long lastNumber;
    private boolean closed;

    private record Due(long nanos, long number, Runnable action, CompletableFuture<Void> ran) {}

    @Override
    public synchronized long now() {
        return now;
    }

    @Override
    public synchronized Future<?> after(long nanos, Runnable action) {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        if (closed) {
            ran.cancel(false);
        } else {
            line.add(new Due(now + Math.max(0, nanos), ++lastNumber, action, ran));
        }
        return ran;
    }

    @Override
    public void every(long nanos, Runnable action) {
        after(nanos, () -> {
            action.run();
            every(nanos, action);
        });
    }

    @Override
    public synchronized void close() {
        closed = true;
        line.clear();
    }

    /** Lets time pass, and runs what is due by then. */
    public void advance(Duration time) {
        advanceNanos(time.toNanos());
    }

    /** Lets time pass, and runs what is due by then. */
    public void advanceNanos(long nanos) {
        long end;
        synchronized (this) {
            end = now + nanos;
        }
        for (Due next = next(end); next != null; next = next(end)) {
            if (!next.ran().isDone()) {
                next.action().run();
                next.ran().complete(null);
            }
        }
        synchronized (this) {
            now = end;
        }
    }

    /** Lets time pass without running anything, as when the timer's thread had no turn. */
    public synchronized void fallBehind(Duration time) {
        now += time.toNanos();
    }

    /** Returns how many actions wait for their time. */
    public synchronized int waiting() {
        return (int) line.stream().filter(due -> !due.ran().isDone()).count();
    }

    private synchronized Due next(long end) {
        Due first = line.peek();
        if (first == null || first.nanos() > end) {
            return null;
        }
        line.poll();
        now = Math.max(now, first.nanos());
        return first;
    }
}
