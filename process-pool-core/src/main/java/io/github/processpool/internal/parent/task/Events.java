package io.github.processpool.internal.parent.task;

import io.github.processpool.ExitReason;
import io.github.processpool.ProcessPoolListener;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.internal.parent.flight.FlightRecords;
import io.github.processpool.internal.parent.pool.Counters;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.system.Frames;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Tells the listeners what the parts of the pool publish, one event after the other in the order in which they came, on a thread
 * that holds no lock, and has Java's flight recorder keep them, at once. Costs nothing when nobody listens or records.
 *
 * <p>A listener that is stuck or slow costs a bounded amount: events that the {@link EventLine} drops are counted, and told of once.
 *
 * <p><b>Thread safety:</b> any thread may publish; one that finds nobody telling starts a thread that does, and a teller that
 * stops looks again after it has said so.
 */
public final class Events {

    private static final Logger log = PoolLoggers.of(Events.class);

    private static final String DROPPED =
            "A listener of a process pool is too slow: too many events wait for it, and the oldest are"
                    + " dropped. PoolSnapshot.droppedEvents() counts them. Listeners are to hand over work that takes long";

    /** After so many looks at a turn that nobody owns it is over. */
    private static final int LOOKS = 5;

    private final List<ProcessPoolListener> listeners;
    private final Callbacks callbacks;
    private final Counters counters;
    private final FlightRecords flight;
    /** Whether a thread is to tell that has not begun. */
    private final AtomicBoolean asked = new AtomicBoolean();
    /** Odd: a thread tells; each that begins or ends counts on. */
    private final AtomicLong turn = new AtomicLong();
    /** The one that tells; null when nobody does, or it has just begun. Volatile for the mender. */
    private volatile @Nullable Thread teller;
    /** One object for all times, so that nothing has to be allocated once somebody is said to be telling. */
    private final Runnable drain = this::drain;

    private final EventLine line = new EventLine();

    // -- Of the one who mends --
    private long turnBefore;
    private int looks;
    private boolean askedBefore;

    /** Tells the listeners on threads of the callbacks. */
    public Events(List<ProcessPoolListener> listeners, Callbacks callbacks, Counters counters, FlightRecords flight) {
        this.listeners = listeners;
        this.callbacks = callbacks;
        this.counters = counters;
        this.flight = flight;
    }

    /** Returns whether anybody listens. */
    public boolean isHeard() {
        return !listeners.isEmpty();
    }

    /** Returns whether anybody listens to what becomes of a task; guests are told where they were submitted. */
    public boolean isHeardOf(PendingTask<?> task) {
        return isHeard() && task.guest() == null;
    }

    /** Tells the listeners of an event; without the lock. */
    public void publish(Consumer<ProcessPoolListener> event) {
        enqueue(event);
        tellAll();
    }

    /** Tells that a task has its outcome, which the event keeps. */
    public void announceEnd(PendingTask<?> task) {
        if (flight.areTasksKept() && task.guest() == null) {
            Outcome outcome = task.outcomeIfDone();
            flight.task(task, task.where().attempts(), outcome == null ? null : outcome.failure());
        }
        if (isHeardOf(task)) {
            put(listener -> listener.taskFinished(task), task.record().heldBytes());
            tellAll();
        }
    }

    /** Tells once that a task has begun. */
    public void announceStart(PendingTask<?> task) {
        if (isHeardOf(task) && task.announceStart()) {
            publish(listener -> listener.taskStarted(task));
        }
    }

    /** Tells that a worker is ready, so long after its start began. */
    public void announceStart(WorkerSnapshot worker, long startNanos) {
        flight.workerStart(worker, startNanos);
        publish(listener -> listener.workerStarted(worker, startNanos));
    }

    /** Tells that a worker is gone, and why. */
    public void announceEnd(WorkerSnapshot worker, ExitReason reason, String words) {
        flight.workerEnd(worker, reason, words);
        publish(listener -> listener.workerExited(worker, reason, words));
    }

    /** Returns whether anybody wants to know which workers are going to be replaced; listeners are not told. */
    public boolean areRecyclingsKept() {
        return flight.areRecyclingsKept();
    }

    /** A worker is going to be replaced though it could go on; without the lock. */
    public void keepRecycling(long pid, int slot, ExitReason reason) {
        flight.recycling(pid, slot, reason);
    }

    /** Puts an event in line; {@link #tellAll} has to follow. */
    public void enqueue(Consumer<ProcessPoolListener> event) {
        if (isHeard()) {
            put(event, 0);
        }
    }

    private void put(Consumer<ProcessPoolListener> event, long bytes) {
        int dropped = line.add(event, bytes);
        if (dropped > 0 && counters.countDroppedEvents(dropped)) {
            callbacks.run(() -> log.warn(DROPPED));
        }
    }

    /** Returns whether there are callbacks that wait for a thread. */
    public boolean areCallbacksBehind() {
        return callbacks.isBehind();
    }

    /** Runs an action that leads to code of others, a log or a listener, on a thread that holds up nobody; after the lock is released. */
    public void aside(Runnable action) {
        callbacks.later(action);
    }

    /** Lets the listeners hear what is in line. */
    public void tellAll() {
        if (isHeard() && !line.isEmpty() && !isTold(turn.get()) && asked.compareAndSet(false, true)) {
            boolean handedOver = false;
            try {
                callbacks.run(drain);
                handedOver = true;
            } finally {
                if (!handedOver) {
                    asked.set(false); // Otherwise nobody would tell anything any more.
                }
            }
        }
    }

    private static boolean isTold(long someTurn) {
        return (someTurn & 1) == 1;
    }

    private void drain() {
        asked.set(false);
        long before = turn.get();
        if (isTold(before) || !turn.compareAndSet(before, before + 1)) {
            return; // The other one looks again when it has said that it stops.
        }
        teller = Thread.currentThread();
        try {
            for (Consumer<ProcessPoolListener> next = line.next(); next != null; next = line.next()) {
                for (ProcessPoolListener listener : listeners) {
                    tell(listener, next);
                }
            }
        } finally {
            teller = null; // First: whoever reads it takes it for the one of the turn that he has read before.
            turn.compareAndSet(before + 1, before + 2);
        }
        tellAll();
    }

    // -- After an error --

    /**
     * Called from time to time by one thread: lets the listeners hear what an error has left in line. A thread that tells, or was to,
     * may have lost its frames without any handler of ours being run; a listener that is stuck is in one.
     */
    public void mend() {
        long current = turn.get();
        looks = current == turnBefore ? looks + 1 : 0;
        turnBefore = current;
        if (isTold(current) && looks > 0 && isGone(teller)) {
            turn.compareAndSet(current, current + 1);
        }
        boolean waits = asked.get();
        if (waits && askedBefore && callbacks.waitingCount() == 0) {
            asked.set(false);
        }
        askedBefore = waits;
        tellAll();
    }

    private boolean isGone(@Nullable Thread thread) {
        return thread == null ? looks > LOOKS : Frames.areGone(thread, Events.class);
    }

    private static void tell(ProcessPoolListener listener, Consumer<ProcessPoolListener> event) {
        try {
            event.accept(listener);
        } catch (Throwable e) {
            complain(listener, e);
        }
    }

    private static void complain(ProcessPoolListener listener, Throwable problem) {
        try {
            log.warn(
                    "A listener of a process pool, {}, failed",
                    listener.getClass().getName(),
                    problem);
        } catch (Throwable e) {
            // There may be no memory for words, and others still have to be told.
        }
    }
}
