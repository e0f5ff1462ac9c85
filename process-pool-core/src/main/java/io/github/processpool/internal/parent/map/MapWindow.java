package io.github.processpool.internal.parent.map;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.WaitList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The part of a map that is with the pool: sends the batches of the {@link MapPlaces}, not more at once than the
 * {@link ChunkPlanner} says, hears of their ends, and lets the consumer wait for one or for room.
 *
 * <ul>
 *   <li>The consumer sends and waits; both waits have a limit as long as a batch is unsent, because the room that it needs may be
 *       made by tasks that are not the map's.
 *   <li>The completion callback of a task, {@link #onDone}, counts it out of flight and wakes the consumer; nothing else.
 *   <li>A thread that closes marks the {@link MapEnding} first and ends the tasks that it finds after that; the consumer looks at
 *       it after it has put a task where it is found. Therefore one of the two ends each task.
 * </ul>
 *
 * <p>It takes no inputs and reads no results.
 *
 * <p><b>Thread safety:</b> one consumer at a time; the readers of workers report the ends of tasks; any thread may close.
 */
final class MapWindow {

    /** While the consumer waits, running chunks that are automatic are looked at so often. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    /** A batch for which there is no room is tried again so soon. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final MapHost host;
    private final ChunkPlanner planner;
    private final MapPlaces places;
    private final MapEnding ending;
    private final MapDeadline deadline;

    private final AtomicInteger inFlight = new AtomicInteger();
    /** How many tasks have ended so far. */
    private final AtomicLong ends = new AtomicLong();

    private final WaitList waiters = new WaitList();
    /** The batch whose end the consumer waits for; null: any. Volatile for the readers. */
    private volatile @Nullable MapBatch awaited;

    MapWindow(MapHost host, ChunkPlanner planner, MapPlaces places, MapEnding ending, MapDeadline deadline) {
        this.host = host;
        this.planner = planner;
        this.places = places;
        this.ending = ending;
        this.deadline = deadline;
    }

    boolean isFull() {
        return inFlight.get() >= planner.mostInFlight();
    }

    boolean isEmpty() {
        return inFlight.get() == 0;
    }

    /** How many tasks have ended so far, to be given to {@link #await}. */
    long ends() {
        return ends.get();
    }

    // -- Sending --

    /** Sends a batch; returns false if there is no room, and it is to be tried again soon. */
    boolean send(MapBatch batch) throws InterruptedException {
        inFlight.incrementAndGet();
        try {
            // With nothing of ours under way there is nothing else to wait for.
            long patience = inFlight.get() == 1 && !places.isReady() ? Math.min(RETRY_NANOS, deadline.nanosLeft()) : 0;
            PendingTask<?> task = host.submit(batch, () -> onDone(batch), patience);
            if (task == null) {
                inFlight.decrementAndGet();
                return false;
            }
            batch.markSent(task);
            places.onSent();
            if (ending.isClosed()) {
                stop(task); // The thread that closed may have looked before it was there to be seen.
            }
        } catch (RejectedExecutionException | PoolBrokenException e) {
            inFlight.decrementAndGet();
            onRefused(e);
        }
        return true;
    }

    private void onRefused(RuntimeException reason) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        ending.end(reason);
        places.failUnsent(reason);
    }

    /** A worker's reader: the outcome of a batch can be seen. May be called twice, after an error. */
    void onDone(MapBatch batch) {
        places.onDone(batch); // First: if there is no memory for that, all of it is done again.
        if (batch.land()) {
            inFlight.decrementAndGet();
            ends.incrementAndGet();
        }
        MapBatch wanted = awaited;
        if (wanted == null || wanted == batch) {
            waiters.releaseAll();
        }
    }

    // -- Waiting --

    /** Waits for the batch that comes next, or for any end since the number of ends was looked at if there is more to be sent. */
    void await(long before) throws InterruptedException {
        MapBatch head = places.awaited();
        boolean maySend = planner.isAutomatic() || places.hasUnsent();
        awaited = maySend ? null : head;
        host.await(
                waiters,
                () -> ending.isClosed()
                        || (head == null ? places.isReady() : head.isDone())
                        || (maySend && ends.get() != before),
                Math.min(deadline.nanosLeft(), patience()));
    }

    private long patience() {
        if (places.hasUnsent()) {
            return RETRY_NANOS;
        }
        return planner.isAutomatic() ? PATIENCE_NANOS : Long.MAX_VALUE;
    }

    // -- The end --

    /** Any thread: nothing that has not begun will begin; running tasks go on, and nobody hears of them. */
    void close() {
        ending.close();
        for (MapBatch batch : places.snapshot()) {
            PendingTask<?> task = batch.task();
            if (task != null && !task.isDone()) {
                stop(task);
            }
        }
        waiters.releaseAll();
    }

    /** A chunk that begins between the first cut and the cancelling, which then comes too late, is cut by the second. */
    private void stop(PendingTask<?> task) {
        boolean cut = task.chunk().isChunk() && host.cut(task, 0) >= 0;
        task.cancel(false);
        if (task.chunk().isChunk() && !cut) {
            host.cut(task, 0);
        }
    }
}
