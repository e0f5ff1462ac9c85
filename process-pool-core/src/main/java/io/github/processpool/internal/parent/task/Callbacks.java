package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.pool.Timer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * The threads on which code of the user runs in the parent: callbacks of futures and listeners. They are made when they are
 * needed, as many as block up to {@value #MOST_THREADS}, and end when they have been idle for a while. Actions beyond that wait for
 * a thread that becomes free. Callbacks may all wait for one that waits itself: while none becomes free, {@link #rescue} adds a
 * thread at a time, so that they go on.
 *
 * <p>A future to which nobody has added a callback is completed in passing by one thread for many. Should a callback sneak in
 * just then and block that thread, {@link #rescue} lets another one go on.
 *
 * <p><b>Thread safety:</b> any thread may hand something over; nothing here waits.
 */
public final class Callbacks {

    private static final int MOST_THREADS = 256;
    /** The most failures of the pool's own that may wait for the log. */
    private static final int MOST_COMPLAINTS = 16;

    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final Logger log = PoolLoggers.of(Callbacks.class);

    private final PoolLock lock;
    private final Timer timer;
    private final ThreadPoolExecutor threads;
    /** Actions that have no thread yet. */
    private final Postponed waiting;
    /** How many threads run them. */
    private final RunningCount running = new RunningCount();
    /** How many there may be; changed by the rescuer only. */
    private volatile int limit = MOST_THREADS;
    /** How many actions have ended; compared by the rescuer. */
    private final AtomicLong ended = new AtomicLong();
    /** The rescuer's only. */
    private long endedBefore;
    /** One object for all threads. */
    private final Runnable runWaiting = this::runWaiting;
    /** How many failures of the pool's own have not been told yet. */
    private final AtomicInteger complaints = new AtomicInteger();
    /** Set once; nobody rescues after that. */
    private volatile boolean closed;

    // -- Settling of futures without callbacks --
    private final Queue<PendingTask<?>> unsettled = new ConcurrentLinkedQueue<>();
    /** The turn of the thread that settles, or 0 if none does; a rescued thread finds that its turn is over. */
    private final AtomicLong settler = new AtomicLong();

    private final AtomicLong turns = new AtomicLong();
    /** When the settling thread took its present future; volatile for the rescuer. */
    private volatile long settlingSince;

    /** Makes threads of a pool. */
    public Callbacks(ThreadFactory factory, PoolLock lock, Timer timer) {
        this(factory, lock, timer, new Postponed());
    }

    Callbacks(ThreadFactory factory, PoolLock lock, Timer timer, Postponed waiting) {
        this.lock = lock;
        this.timer = timer;
        this.waiting = waiting;
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /**
     * Runs an action on a thread of its own; later, if there can be no thread now. Throws an {@link OutOfMemoryError} if there is no room
     * to keep it: then it never runs.
     */
    void run(Runnable action) {
        waiting.add(action);
        startThread();
    }

    /** One for each action. If there are enough, each of them looks for more when it is done: no action is left. */
    private boolean startThread() {
        if (!running.addBelow(limit)) {
            return false;
        }
        try {
            threads.execute(runWaiting);
            return true;
        } catch (RuntimeException | Error e) {
            running.remove(); // No thread can be made; it is tried again.
            return false;
        }
    }

    private void runWaiting() {
        try {
            for (Runnable action = waiting.poll(); action != null; action = waiting.poll()) {
                runSafely(action);
            }
        } finally {
            running.remove();
            if (!waiting.isEmpty()) {
                startThread();
            }
        }
    }

    private void runSafely(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            report(e, true);
        } finally {
            ended.incrementAndGet();
        }
    }

    /** Runs an action on a thread of its own, which is not made before the pool's lock is released. */
    public void later(Runnable action) {
        if (lock.isHeld()) {
            lock.lastly(() -> run(action));
        } else {
            run(action);
        }
    }

    /**
     * An action of the pool has failed: says so in the log, which may hold up the thread that does. One that fails again and again is
     * not told more often than a log takes it. Never throws.
     */
    public void complain(Throwable problem) {
        if (complaints.incrementAndGet() > MOST_COMPLAINTS) {
            complaints.decrementAndGet();
            return;
        }
        try {
            run(() -> {
                report(problem, false);
                complaints.decrementAndGet();
            });
        } catch (Throwable e) {
            complaints.decrementAndGet(); // There is no memory for words either.
        }
    }

    /** Its words are in here, because even they may find no memory. */
    private static void report(Throwable problem, boolean ofUser) {
        try {
            String words = ofUser
                    ? "A callback of a process pool failed"
                    : "An action of a process pool failed; it is done again if memory was short";
            log.error(words, problem);
        } catch (Throwable e) {
            // Others still have their turn.
        }
    }

    /** Lets a future whose outcome is known complete itself, which runs its callbacks. */
    public void settle(PendingTask<?> task) {
        if (closed || task.getNumberOfDependents() > 0) {
            runSettling(task);
            return;
        }
        if (!task.isLeftToWaiter()) {
            unsettled.add(task);
            startSettlerIfNone();
        }
    }

    private void runSettling(PendingTask<?> task) {
        boolean taken = false;
        try {
            run(task::settle);
            taken = true;
        } finally {
            if (!taken) {
                task.notSettled(); // Nobody else has it now.
            }
        }
    }

    private void startSettlerIfNone() {
        if (settler.get() == 0) {
            long turn = turns.incrementAndGet();
            if (settler.compareAndSet(0, turn)) {
                settlingSince = timer.now();
                startSettler(turn);
            }
        }
    }

    /** It never waits behind callbacks that block. */
    private void startSettler(long turn) {
        try {
            threads.execute(() -> settleAll(turn));
        } catch (RuntimeException | Error e) {
            run(() -> settleAll(turn)); // As soon as there can be a thread.
        }
    }

    private void settleAll(long turn) {
        try {
            settleWhileItsTurn(turn);
        } finally {
            settler.compareAndSet(turn, 0); // Otherwise an error would leave the turn to a thread that is gone.
        }
    }

    private void settleWhileItsTurn(long turn) {
        while (settler.get() == turn) {
            PendingTask<?> task = unsettled.poll();
            if (task == null) {
                settler.compareAndSet(turn, 0);
                if (unsettled.isEmpty()) {
                    return;
                }
                startSettlerIfNone();
            } else if (task.getNumberOfDependents() > 0) {
                runSettling(task);
            } else {
                settlingSince = timer.now();
                task.settle();
            }
        }
    }

    /** Called now and then: replaces a settling thread that a callback blocks, and tries actions again that found no thread. */
    public void rescue() {
        forgetTheLost();
        long endedNow = ended.get();
        int count = running.get();
        if (waiting.isEmpty()) {
            limit = Math.max(MOST_THREADS, count);
        } else if (count >= limit && endedNow == endedBefore) {
            limit = count + 1;
        }
        endedBefore = endedNow;
        for (int tries = waiting.size(); tries > 0 && startThread(); tries--) {
            // As many as have found no thread before.
        }
        if (!unsettled.isEmpty()) {
            startSettlerIfNone();
        }
        long stuck = settler.get();
        if (stuck != 0 && !unsettled.isEmpty() && timer.now() - settlingSince > STUCK_NANOS) {
            long turn = turns.incrementAndGet();
            if (settler.compareAndSet(stuck, turn)) {
                settlingSince = timer.now();
                startSettler(turn);
            }
        }
    }

    private void forgetTheLost() {
        int active = running.get() + complaints.get() == 0 ? 0 : threads.getActiveCount();
        running.correct(active);
        if (active == 0 && waiting.isEmpty()) {
            complaints.set(0);
        }
    }

    /** Returns whether there are futures or actions that wait for a thread. */
    boolean isBehind() {
        return !waiting.isEmpty() || !unsettled.isEmpty();
    }

    /** Returns how many actions have no thread yet. */
    int waitingCount() {
        return waiting.size();
    }

    /** Lets idle threads end; actions that are still handed over run all the same, each on a thread of its own. */
    public void close() {
        closed = true;
        for (PendingTask<?> task = unsettled.poll(); task != null; task = unsettled.poll()) {
            runSettling(task);
        }
        rescue();
        threads.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    }
}
