package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.SerializableCallable;
import io.github.processpool.TaskOptions;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestTask;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.TaskOrigin;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.Overload;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The path of submit: writes a task on the caller's thread, lets it in through the {@link Admission}, and hands it to the
 * {@link Dispatcher}.
 *
 * <p>It does not choose a worker, and it does not wait for an end.
 *
 * <p><b>Thread safety:</b> any thread; takes the pool's lock itself.
 */
public final class Intake {

    private final PoolContext pool;
    private final Codec codec;
    private final Admission admission;
    private final Dispatcher dispatcher;
    private final TaskClocks clocks;
    private final Aftermath aftermath;
    private final AtomicLong lastTaskId = new AtomicLong();

    private final ClassValue<FunctionProfile> profiles = new ClassValue<>() {
        @Override
        protected FunctionProfile computeValue(Class<?> type) {
            return new FunctionProfile();
        }
    };

    /** Shares what it is given with the rest of the pool. */
    public Intake(
            PoolContext pool,
            Codec codec,
            Admission admission,
            Dispatcher dispatcher,
            TaskClocks clocks,
            Aftermath aftermath) {
        this.pool = pool;
        this.codec = codec;
        this.admission = admission;
        this.dispatcher = dispatcher;
        this.clocks = clocks;
        this.aftermath = aftermath;
    }

    /** Returns what values are written with. */
    public Codec codec() {
        return codec;
    }

    // -- One task --

    /** Takes a task; throws what submit throws. */
    public <T extends @Nullable Object> PendingTask<T> submit(
            Overload overload,
            Object function,
            TaskOptions options,
            @Nullable Object localResult,
            @Nullable Object... arguments) {
        try {
            PendingTask<T> task = written(overload, function, options, localResult, arguments);
            take(task, Admission.AS_SET);
            return task;
        } catch (RejectedExecutionException | PoolBrokenException e) {
            aftermath.onRejected();
            throw e;
        }
    }

    /** Takes a task unless the queue is full; null then. */
    public <T extends @Nullable Object> @Nullable PendingTask<T> trySubmit(
            SerializableCallable<T> function, TaskOptions options) {
        PendingTask<T> task = written(Overload.CALLABLE, function, options, null);
        if (take(task, 0)) {
            return task;
        }
        aftermath.onRejected();
        return null;
    }

    private <T extends @Nullable Object> PendingTask<T> written(
            Overload overload,
            Object function,
            TaskOptions options,
            @Nullable Object localResult,
            @Nullable Object... arguments) {
        pool.status().checkOpen(); // Before the work of writing.
        long start = pool.now();
        check(function);
        EncodedTask work = codec.writeTask(overload, function, arguments);
        long writing = pool.now() - start;
        FunctionProfile profile = profiles.get(function.getClass());
        return new PendingTask<>(
                new TaskOrigin(lastTaskId.incrementAndGet(), work, options, profile, writing, localResult, null),
                aftermath);
    }

    /** Throws if no worker can find the class of a function. */
    public void check(Object function) {
        if (!pool.settings().launch().isInProcess()) {
            MemoryClasses.check(function);
        }
    }

    /** Lets a task in as soon as there is room, and hands it over; returns false if there was none in time. */
    private boolean take(PendingTask<?> task, long patienceNanos) {
        try (var held = pool.lock().hold()) {
            if (!admission.enter(task, patienceNanos)) {
                return false;
            }
            accept(task);
            return true;
        } catch (StackOverflowError e) {
            pool.lock().noteOverflow();
            throw e;
        }
    }

    /** Either the pool has the task at the end, and runs it, or this throws, and nothing of it is left. */
    private void accept(PendingTask<?> task) {
        boolean taken = false;
        try {
            clocks.watchQueue(task);
            aftermath.onAccepted(task);
            dispatcher.enqueue(task);
            taken = true;
        } finally {
            if (!taken) {
                aftermath.onNotTaken(task);
                task.expiry().stopClocks();
                dispatcher.forget(task);
            }
        }
    }

    // -- Parts of a map --

    /** Takes a task that a map has written; null if the queue is full, and still is after so long. */
    public @Nullable PendingTask<?> submitWritten(
            EncodedTask work, Object function, TaskOptions options, Runnable onDone, long patienceNanos) {
        FunctionProfile profile = profiles.get(function.getClass()).ofChunk(work.elements());
        PendingTask<?> task = new PendingTask<>(
                new TaskOrigin(lastTaskId.incrementAndGet(), work, options, profile, 0, null, onDone), aftermath);
        return take(task, patienceNanos) ? task : null;
    }

    // -- Guests --

    /** Takes a task of another member of a cluster, for which there is room however many wait; throws what submit throws. */
    public PendingTask<GuestAnswer> submitGuest(
            GuestTask guest, TaskOptions options, FunctionProfile profile, Runnable onDone) {
        TaskOrigin origin =
                new TaskOrigin(lastTaskId.incrementAndGet(), guest.work(), options, profile, 0, null, onDone, guest);
        PendingTask<GuestAnswer> task = new PendingTask<>(origin, aftermath);
        try (var held = pool.lock().hold()) {
            pool.status().checkOpen();
            accept(task);
        }
        return task;
    }

    // -- Looks and cuts --

    /** Takes those elements of a running chunk away that have not begun; returns how many have, or -1 if it can't be cut. */
    public int cut(PendingTask<?> task, int least) {
        try (var held = pool.lock().hold()) {
            return dispatcher.cut(task, least);
        }
    }

    /** Returns how many tasks can run at once: the workers that the pool may have, and those that other members have for it. */
    public int slots() {
        try (var held = pool.lock().hold()) {
            return dispatcher.slots();
        }
    }

    /** Returns how many tasks a worker may run. */
    public int maxTasksPerWorker() {
        return pool.settings().sizing().maxTasksPerWorker();
    }

    /** Returns the time on the pool's clock. */
    public long now() {
        return pool.now();
    }
}
