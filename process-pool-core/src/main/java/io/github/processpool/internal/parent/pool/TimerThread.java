package io.github.processpool.internal.parent.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The timer of a real pool: one thread, and the clock of the JVM without the time in which the process stood still. It keeps what is
 * scheduled in a {@link TimerLine}.
 *
 * <p>Nothing ends the thread but the end of the pool: the clocks of all tasks depend on it, and what else has suffered from a lack of
 * memory is put right from here. An action that fails for such a lack runs again a little later, so it has to be such that may run
 * twice.
 *
 * <p><b>Thread safety:</b> any thread may ask and schedule; the line is guarded by its own lock.
 */
public final class TimerThread implements Timer {

    private static final Logger log = PoolLoggers.of(TimerThread.class);
    /** After so long an action that failed for want of memory runs again. */
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final AwakeClock CLOCK = new AwakeClock(TimerThread::clock);

    private final ThreadFactory factory;
    private final AwakeClock clock;
    private final TimerLine line = new TimerLine();
    /** Those that run again and again; guarded by line. */
    private final List<Once> periodic = new ArrayList<>();
    /** Guarded by line; the thread is made when there is something to do. */
    private @Nullable Thread thread;
    /** Set once, guarded by line; volatile for the thread. */
    private volatile boolean closed;
    /** Volatile: set when the pool is made, by another thread than that of the timer. */
    private volatile Consumer<Throwable> onFailure = TimerThread::report;

    /** Keeps the time of this JVM. */
    public TimerThread(ThreadFactory factory) {
        this(factory, CLOCK);
    }

    TimerThread(ThreadFactory factory, AwakeClock clock) {
        this.factory = factory;
        this.clock = clock;
    }

    /** Before the pool is used: hears, on the thread of the timer and so without waiting, that an action has failed. */
    public void onFailure(Consumer<Throwable> listener) {
        onFailure = listener;
    }

    @Override
    public long now() {
        return clock.now();
    }

    @Override
    public long jvmNow() {
        return clock.jvmNow();
    }

    @Override
    public long awake(long jvmNanos) {
        return clock.translate(jvmNanos);
    }

    /** Returns the time on the clock of the JVM, for the few that outlive every pool. */
    public static long clock() {
        return System.nanoTime();
    }

    @Override
    public Future<?> after(long nanos, Runnable action) {
        return schedule(new Once(action), nanos);
    }

    @Override
    public void every(long nanos, Runnable action) {
        Once once = new Once(action);
        once.period = nanos;
        schedule(once, nanos);
        synchronized (line) {
            periodic.add(once);
        }
    }

    private Future<?> schedule(Once once, long nanos) {
        synchronized (line) {
            if (!closed) {
                startThread();
                once.due = now() + Math.max(0, Math.min(nanos, Long.MAX_VALUE / 2));
                line.add(once);
                if (line.first() == once) {
                    LockSupport.unpark(thread);
                }
            }
        }
        return once;
    }

    /** First of all: where there can be no thread nothing is scheduled. */
    private void startThread() {
        if (thread == null) {
            Thread made = factory.newThread(this::run);
            made.start();
            thread = made;
        }
    }

    @Override
    public void close() {
        synchronized (line) {
            closed = true;
            periodic.clear();
            line.clear();
            LockSupport.unpark(thread);
        }
    }

    // -- Its thread --

    /** Entered once and never compiled: it goes on even if HotSpot pops the frames above it without running their handlers. */
    private void run() {
        while (!closed) {
            try {
                runAll();
            } catch (Throwable e) {
                LockSupport.parkNanos(this, AGAIN_NANOS);
            }
        }
    }

    private void runAll() {
        while (!closed) {
            try {
                Once due = nextDue();
                if (due != null) {
                    due.perform();
                }
            } catch (Throwable e) {
                LockSupport.parkNanos(this, AGAIN_NANOS); // What is in line is there still, and its time has come.
            }
        }
    }

    /** Returns null after a wait. It allocates nothing. */
    private @Nullable Once nextDue() {
        long wait;
        synchronized (line) {
            putBack();
            Once first = (Once) line.first();
            wait = first == null ? Long.MAX_VALUE : first.due - now();
            if (first != null && wait <= 0) {
                return first;
            }
        }
        LockSupport.parkNanos(this, wait);
        return null;
    }

    /** Those that run again and again are in line between their runs, unless the thread got lost while it moved one. */
    private void putBack() {
        for (int i = 0; i < periodic.size(); i++) {
            Once each = periodic.get(i);
            if (!each.isInLine()) {
                each.due = now() + each.period;
                line.add(each);
            }
        }
    }

    /** Something to do at its time. It stays in line until it is done, or done once more. */
    private final class Once extends TimerLine.Entry implements Future<@Nullable Void> {

        private final Runnable action;
        /** How long after each run it runs again; 0: never. */
        private long period;

        // -- Volatile for those who only look --
        private volatile boolean cancelled;
        private volatile boolean done;

        private Once(Runnable action) {
            this.action = action;
        }

        private void perform() {
            boolean again = period > 0;
            try {
                if (!cancelled) {
                    action.run();
                }
            } catch (Throwable e) {
                again |= Shortage.is(e);
                complain(e);
            } finally {
                done = !again;
                leaveLine(again && !cancelled);
            }
        }

        private void leaveLine(boolean again) {
            synchronized (line) {
                line.remove(this);
                if (again && !closed) {
                    due = now() + (period > 0 ? period : AGAIN_NANOS);
                    line.add(this); // Where it has just been there is room for it.
                }
            }
        }

        @Override
        public boolean cancel(boolean interrupt) {
            synchronized (line) {
                cancelled |= !done;
                line.remove(this);
            }
            return cancelled;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean isDone() {
            return done || cancelled;
        }

        @Override
        public @Nullable Void get() {
            throw new UnsupportedOperationException("nobody waits for a timer");
        }

        @Override
        public @Nullable Void get(long timeout, TimeUnit unit) {
            return get();
        }
    }

    private void complain(Throwable problem) {
        try {
            onFailure.accept(problem);
        } catch (Throwable e) {
            // There may be no memory for words either.
        }
    }

    private static void report(Throwable problem) {
        log.error(
                "A timer of a process pool failed; unless there was no memory left, this is a bug of the library",
                problem);
    }
}
