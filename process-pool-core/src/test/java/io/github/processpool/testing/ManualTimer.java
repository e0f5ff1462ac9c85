package io.github.processpool.testing;

import io.github.processpool.internal.parent.pool.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * A clock that a test turns. What is due runs on the thread that turns it, in the order of its time.
 *
 * <p><b>Thread safety:</b> any thread may schedule; the test's thread turns.
 */
public final class ManualTimer implements Timer {

    private static final long AGAIN_NANOS = 100_000_000;

    private final PriorityQueue<Due> line =
            new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::number));
    private long now = 1_000_000_000_000L; // Never 0, which means "never" in some places.
    private long lastNumber;
    private boolean closed;

    // -- Errors, as of a JVM whose heap is full, at a chosen place --
    private int calls;
    private int failAt = -1;
    private Supplier<Error> failure = AssertionError::new;

    private record Due(long nanos, long number, Runnable action, CompletableFuture<Void> ran) {}

    /** The call with a number, counted from now on, throws; what a test does not want to fail it does before or after. */
    public synchronized void failAt(int call, Supplier<Error> error) {
        calls = 0;
        failAt = call;
        failure = error;
    }

    /** Returns how many calls there were since {@link #failAt}; nothing fails from now on. */
    public synchronized int failNoMore() {
        failAt = -1;
        return calls;
    }

    /** Whatever else may fail calls this, too. */
    public synchronized void mayFail() {
        if (++calls == failAt) {
            throw failure.get();
        }
    }

    @Override
    public synchronized long now() {
        mayFail();
        return now;
    }

    @Override
    public synchronized Future<?> after(long nanos, Runnable action) {
        mayFail();
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
                run(next);
            }
        }
        synchronized (this) {
            now = end;
        }
    }

    /** As the real timer: what fails for want of memory or stack runs again a little later. */
    private void run(Due due) {
        try {
            due.action().run();
            due.ran().complete(null);
        } catch (VirtualMachineError e) {
            synchronized (this) {
                line.add(new Due(now + AGAIN_NANOS, ++lastNumber, due.action(), due.ran()));
            }
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
