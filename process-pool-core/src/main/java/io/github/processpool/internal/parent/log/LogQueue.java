package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.pool.Round;
import io.github.processpool.internal.parent.pool.Timer;
import java.util.LinkedList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes one worker's log events on a thread of their own, in their order, so that a log that is slow or hangs holds up neither the
 * worker's thread nor the end of a future for long. The thread is there from the first event to the end of the worker.
 *
 * <p>Bounded: if there is no room, the worker's thread waits for a moment, and with it the worker; if that was in vain, events are
 * refused at once until there is room again.
 *
 * <pre>{@code
 * keeping up --- a wait for room was in vain ---> refusing --- there is room ---> keeping up
 * moving ------- an action gave up waiting ----> stuck ------ an entry is begun --> moving
 * }</pre>
 *
 * <p><b>Thread safety:</b> the worker's thread adds, its own thread writes, any thread asks for what is to follow. Everything is
 * guarded by this object's lock, under which nothing is written and no action is run.
 */
final class LogQueue {

    /** How large the waiting events may be together, in characters. */
    static final int ROOM = 2 << 20;

    private static final int SLICE_MILLIS = 50;
    private static final int MOST_SLICES = 10;
    /** How long an action waits while no event is written. */
    private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How long an action waits in any case. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ThreadFactory threads;
    /** Called on the queue's thread when there is nothing to write. */
    private final Runnable onRest;

    // -- Guarded by this --
    /** One for which there is no memory leaves the others as they are. */
    private final Queue<Entry> entries = new LinkedList<>();

    private long size;
    private boolean busy;
    private long begun;
    private boolean refusing;
    private boolean stuck;
    private boolean closed;
    private @Nullable Thread thread;

    /** Something to write, or to run when what was before it is written. */
    private record Entry(long size, Runnable action, boolean isMark) {}

    LogQueue(ThreadFactory threads, Runnable onRest) {
        this.threads = threads;
        this.onRest = onRest;
    }

    /** The worker's thread: returns false if there is no room. */
    synchronized boolean add(long characters, Runnable action) {
        if (!hasRoom() || closed) {
            return false;
        }
        return enqueue(new Entry(characters, action, false));
    }

    /** The worker's thread, before it closes: whether there is room or not. */
    synchronized void addLast(Runnable action) {
        enqueue(new Entry(0, action, false));
    }

    /** Under the lock. */
    private boolean enqueue(Entry entry) {
        if (thread == null
                || thread.getState() == Thread.State.TERMINATED) { // One may be lost in the middle of its work.
            try {
                Thread made = threads.newThread(this::write);
                made.start();
                thread = made;
            } catch (OutOfMemoryError e) {
                return false; // No thread can be made now; the next event tries again.
            }
        }
        entries.add(entry);
        size += entry.size();
        notifyAll();
        return true;
    }

    /** Under the lock; may wait. In slices, so that a pause of this whole JVM is no reason to give up. */
    private boolean hasRoom() {
        long last = begun;
        try {
            for (int slice = 0; size >= ROOM && slice < MOST_SLICES && !refusing; slice++) {
                wait(SLICE_MILLIS);
                slice = begun == last ? slice : 0;
                last = begun;
            }
        } catch (InterruptedException e) {
            // A result that this thread has read did that; the thread clears it as well.
        }
        refusing = size >= ROOM;
        return !refusing;
    }

    /** Runs an action when everything that was added is written. */
    void afterwards(Timer timer, Runnable action) {
        AtomicBoolean over = new AtomicBoolean();
        Runnable once = () -> {
            if (over.compareAndSet(false, true)) {
                action.run();
            }
        };
        long now;
        synchronized (this) {
            now = begun;
            if ((!busy && entries.isEmpty()) || stuck || !enqueue(new Entry(0, once, true))) {
                now = -1;
            }
        }
        if (now < 0) {
            once.run();
        } else {
            watch(timer, once, over, now, timer.now());
        }
    }

    private void watch(Timer timer, Runnable action, AtomicBoolean over, long begunBefore, long since) {
        timer.after(STANDSTILL_NANOS, () -> {
            if (over.get()) {
                return;
            }
            long now;
            synchronized (this) {
                now = begun;
                boolean patient = now != begunBefore && timer.now() - since < LONGEST_WAIT_NANOS;
                stuck |= now == begunBefore;
                now = patient ? now : -1;
            }
            if (now < 0) {
                action.run();
            } else {
                watch(timer, action, over, now, since);
            }
        });
    }

    /** Nothing more comes; waits a while until everything is written. */
    void close(long millis) throws InterruptedException {
        Thread writer;
        synchronized (this) {
            closed = true;
            writer = thread;
            notifyAll();
        }
        if (writer != null) {
            writer.join(millis);
        }
    }

    /** Runs what still waits, because it takes too long; from now on nothing waits. */
    void giveUpWaiting() {
        List<Entry> waiting;
        synchronized (this) {
            stuck = true;
            waiting = entries.stream().filter(Entry::isMark).toList();
        }
        Round.each(waiting, entry -> entry.action().run());
    }

    // -- The queue's own thread --

    private void write() {
        for (Entry next = take(); next != null; next = take()) {
            runSafely(next.action());
        }
    }

    private static void runSafely(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            // A logging framework that fails, or a lack of memory, must not end the worker, or keep its tasks from
            // ending.
        }
    }

    /** Null when nothing more comes. */
    private @Nullable Entry take() {
        Entry next = poll();
        if (next == null) {
            runSafely(onRest);
            next = await();
        }
        return next;
    }

    private synchronized @Nullable Entry poll() {
        busy = false;
        return begin();
    }

    private synchronized @Nullable Entry await() {
        while (entries.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Nobody here interrupts it: the log did, and has nothing to say.
            }
        }
        return begin();
    }

    /** Under the lock. */
    private @Nullable Entry begin() {
        Entry next = entries.poll();
        if (next != null) {
            busy = true;
            begun++;
            stuck = false;
            if (size >= ROOM) {
                notifyAll(); // The worker's thread may wait for room.
            }
            size -= next.size();
        }
        return next;
    }
}
