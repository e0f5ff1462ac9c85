package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.Timer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which code of the user runs in the parent: callbacks of futures and listeners. They are made when they are
 * needed, as many as block, and end when they have been idle for a while.
 *
 * <p>A future to which nobody has added a callback is completed in passing by one thread for many. Should a callback sneak in
 * just then and block that thread, {@link #rescue} lets another one go on.
 *
 * <p><b>Thread safety:</b> any thread may hand something over; nothing here waits.
 */
public final class Callbacks {

    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

    private final PoolLock lock;
    private final Timer timer;
    private final ThreadPoolExecutor threads;
    /** Actions that found no thread. */
    private final Postponed postponed = new Postponed();
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
        this.lock = lock;
        this.timer = timer;
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /** Runs an action on a thread of its own; later, if there can be no thread now. Never throws. */
    void run(Runnable action) {
        try {
            threads.execute(action);
        } catch (RuntimeException | Error e) {
            postponed.add(action); // No thread can be made; it is tried again.
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

    /** An action of the pool has failed: says so in the log, which may hold up the thread that does. Never throws. */
    public void complain(Throwable problem) {
        try {
            run(() -> log.error("An action of a process pool failed; it is done again if memory was short", problem));
        } catch (Throwable e) {
            // There is no memory for words either.
        }
    }

    /** Lets a future whose outcome is known complete itself, which runs its callbacks. */
    public void settle(PendingTask<?> task) {
        if (closed || task.getNumberOfDependents() > 0) {
            run(task::settle);
            return;
        }
        unsettled.add(task);
        startSettlerIfNone();
    }

    private void startSettlerIfNone() {
        if (settler.get() == 0) {
            long turn = turns.incrementAndGet();
            if (settler.compareAndSet(0, turn)) {
                settlingSince = timer.now();
                run(() -> settleAll(turn));
            }
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
                run(task::settle);
            } else {
                settlingSince = timer.now();
                task.settle();
            }
        }
    }

    /** Called now and then: replaces a settling thread that a callback blocks, and tries actions again that found no thread. */
    public void rescue() {
        for (int count = postponed.size(); count > 0; count--) {
            Runnable action = postponed.poll();
            if (action != null) {
                run(action);
            }
        }
        if (!unsettled.isEmpty()) {
            startSettlerIfNone();
        }
        long stuck = settler.get();
        if (stuck != 0 && !unsettled.isEmpty() && timer.now() - settlingSince > STUCK_NANOS) {
            long turn = turns.incrementAndGet();
            if (settler.compareAndSet(stuck, turn)) {
                settlingSince = timer.now();
                run(() -> settleAll(turn));
            }
        }
    }

    /** Lets idle threads end; actions that are still handed over run all the same, each on a thread of its own. */
    public void close() {
        closed = true;
        for (PendingTask<?> task = unsettled.poll(); task != null; task = unsettled.poll()) {
            run(task::settle);
        }
        rescue();
        threads.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    }
}
