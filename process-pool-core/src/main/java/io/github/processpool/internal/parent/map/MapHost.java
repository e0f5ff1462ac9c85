package io.github.processpool.internal.parent.map;

import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.WaitList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The pool, as a map needs it. <b>Thread safety:</b> any thread may call any of it. */
interface MapHost {

    /** How people may call the map. */
    String name();

    /** The time on the pool's clock. */
    long now();

    /** How many workers the pool may have. */
    int workers();

    /** More elements than a worker may run are too many for a chunk whose size nobody has asked for. */
    int mostElements();

    /** Throws what submit throws; null if the queue is full, and still is after so long. */
    @Nullable
    PendingTask<?> submit(MapBatch batch, Runnable onDone, long patienceNanos);

    /** Takes those elements of a running chunk away that have not begun; returns how many have, or -1 if it can't be cut. */
    int cut(PendingTask<?> task, int least);

    /** Waits until the list is released and the condition holds, or until the time is over. */
    void await(WaitList waiters, BooleanSupplier condition, long nanos) throws InterruptedException;
}
