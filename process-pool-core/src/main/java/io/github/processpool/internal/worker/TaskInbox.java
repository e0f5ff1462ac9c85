package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.message.MessageChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the parent has sent for the {@link TaskRunner} to do, in the order in which it came: put in by whoever reads, see {@link
 * ReadingRole}, and taken out by the runner, which looks for a moment itself whether more comes before it sleeps. It runs nothing.
 *
 * <p><b>Thread safety:</b> any thread puts in; the runner's takes out and waits. The runner says that it sleeps before it looks for the
 * last time, and whoever puts something in looks at that afterwards: so no wake-up is lost.
 */
final class TaskInbox {

    private final ReadingRole role;
    private final Queue<Errand> tasks = new ConcurrentLinkedQueue<>();

    /** Set once; volatile because the runner waits for it. */
    private volatile boolean stopped;
    /** Reset by the runner, which collects between two tasks. */
    private volatile boolean collectionDue;
    /** Reset by the runner; the parent waits for a warm-up before it sends a task. */
    private volatile boolean warmUpDue;
    /** The runner's thread while it sleeps, or is about to; null: it does not. */
    private volatile @Nullable Thread sleeper;

    TaskInbox(ReadingRole role) {
        this.role = role;
    }

    /** Returns who reads what comes in here. */
    ReadingRole role() {
        return role;
    }

    // -- Putting in --

    void offer(Errand errand) {
        tasks.add(errand);
        wake();
    }

    /** Nothing more comes. */
    void stop() {
        stopped = true;
        wake();
    }

    /** The initializer is to do its second part. */
    void warmUp() {
        warmUpDue = true;
        wake();
    }

    /** Garbage is to be collected, and the memory that is needed to be told. */
    void collect() {
        collectionDue = true;
        wake();
    }

    private void wake() {
        Thread thread = sleeper;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    // -- Taking out: the runner --

    boolean isStopped() {
        return stopped;
    }

    /** Says once that garbage is to be collected. */
    boolean takeCollection() {
        boolean due = collectionDue;
        if (due) {
            collectionDue = false;
        }
        return due;
    }

    /** Says once that there is something to warm up; not to a worker that is to end. */
    boolean takeWarmUp() {
        boolean due = isWarmUpDue();
        if (due) {
            warmUpDue = false;
        }
        return due;
    }

    private boolean isWarmUpDue() {
        return warmUpDue && !stopped;
    }

    /** Returns the next task, null if none has come. */
    @Nullable
    Errand poll() {
        return tasks.poll();
    }

    /** Waits for a task; null if something else is to be done first, or nothing more comes. */
    @Nullable
    Errand await() {
        long since = System.nanoTime();
        while (!collectionDue && !isWarmUpDue()) {
            Errand next = tasks.poll();
            if (next != null || stopped) {
                return next;
            }
            if (role.read()) {
                since = System.nanoTime();
            } else if (System.nanoTime() - since < MessageChannel.spinNanos()) {
                Thread.yield();
            } else {
                role.giveBack();
                sleepUnlessThereIsWork();
            }
        }
        return null;
    }

    /** Waits until nothing more comes; what has come before that stays. */
    void awaitStop() {
        while (!stopped) {
            sleeper = Thread.currentThread();
            if (!stopped) {
                LockSupport.park(this);
            }
            sleeper = null;
            Thread.interrupted();
        }
    }

    private void sleepUnlessThereIsWork() {
        sleeper = Thread.currentThread();
        // Looked at again after that: somebody may have brought work before, and not have seen a sleeper.
        if (tasks.isEmpty() && !stopped && !collectionDue && !warmUpDue) {
            LockSupport.park(this);
        }
        sleeper = null;
        Thread.interrupted();
    }
}
