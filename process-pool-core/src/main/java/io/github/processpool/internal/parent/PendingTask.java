package io.github.processpool.internal.parent;

import io.github.processpool.Progress;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimings;
import io.github.processpool.internal.wire.Codec.EncodedTask;
import io.github.processpool.internal.wire.Message.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The future that the caller holds, and the task that the pool moves: from the {@link TaskQueue} through the {@link Dispatcher} to
 * a {@link WorkerHandle}, and from the {@link ReplyReader} to its end.
 *
 * <p>Two things are told apart. The <em>outcome</em> is what the future is worth, see {@link OutcomeFuture}. The <em>place</em>
 * is where the work is; it may still run when the outcome is known.
 *
 * <pre>{@code
 * outcome   none ------------------------------> value | failure | cancelled     (one compare-and-set)
 * place     NEW -> QUEUED -> SENT -> GONE                                         (under the pool's lock)
 *                    ^---------'   taken back, or lost with a worker and tried again
 * }</pre>
 *
 * <p><b>Thread safety:</b> any thread may end it or wait for it; the place is guarded by the {@link PoolLock}.
 */
final class PendingTask<T extends @Nullable Object> extends OutcomeFuture<T> {

    /** Where the work is. */
    enum Place {
        NEW,
        QUEUED,
        SENT,
        GONE
    }

    /** What a task needs of its pool. */
    interface Host {

        /** The outcome is set; called once, before anybody can see it. */
        void onOutcome(PendingTask<?> task, TaskState state);

        /** The outcome can be seen; completes the superclass on another thread. */
        void settle(PendingTask<?> task);

        /** Somebody outside the pool has ended the future: the work is to be dropped, or stopped. */
        void abandon(PendingTask<?> task, boolean interrupt);

        /** The superclass is complete. */
        void onSettled();

        /** Runs code that may call callbacks. */
        void runCallback(Runnable action);
    }

    /**
     * What is known when a task is submitted.
     *
     * @param id its number
     * @param work what is to be sent
     * @param options how it is to be run
     * @param profile how long its like take
     * @param writingNanos how long it took to serialize it
     * @param localResult what its future is worth if it is a runnable
     * @param onDone called when its outcome can be seen, for a map that waits for it; null: nobody does
     */
    record Origin(
            long id,
            EncodedTask work,
            TaskOptions options,
            FunctionProfile profile,
            long writingNanos,
            @Nullable Object localResult,
            @Nullable Runnable onDone) {}

    /** One sending to one worker, for who looks without the lock. */
    record Sending(WorkerHandle worker, long ticket, long sentNanos) {}

    private final long id;
    private final String name;
    private final TaskOptions options;
    private final FunctionProfile profile;
    private final Host host;
    private final long queuedNanos = System.nanoTime();
    private final long writingNanos;
    private final int bytes;
    private final @Nullable Object localResult;
    private final @Nullable Runnable onDone;
    private final boolean chunk;
    /** How many tasks it counts as; fewer after a cut. Written under the pool's lock, volatile for the worker's reader. */
    private volatile int elements;
    /** How many elements had begun when its worker was lost or its time was up; -1: not known. Volatile for the map. */
    private volatile int elementsBegun = -1;
    /** The most that had begun in an attempt before this one. Written under the pool's lock, volatile for the map. */
    private volatile int begunBefore;

    /** For short moments; not this object, on which users may synchronize. */
    private final Object guard = new Object();

    /** When the outcome was set; written before anybody can see that it is done. */
    private long doneNanos;

    // -- Where the work is; guarded by the pool's lock --
    private Place place = Place.NEW;
    private @Nullable EncodedTask work;
    private int attempts;

    // -- For who looks without the lock; written under it or by the worker's reader --
    private volatile @Nullable Sending sending;
    private volatile @Nullable Report report;
    private volatile int answerBytes;
    private volatile @Nullable Progress lastProgress;
    private volatile long startedNanos;
    /** The process that worked on it last, once it is gone from there; 0: none. */
    private volatile long pid;
    /** Set once, when a clock ran out while it ran: whatever comes now is too late. */
    private volatile @Nullable Supplier<Throwable> expiry;
    /** Set once, when the result is here and only waits for what the task has logged: no clock can run out now. */
    private volatile boolean arrived;

    private final AtomicBoolean startAnnounced = new AtomicBoolean();

    /** Guarded by guard. */
    private @Nullable Instant queuedAt;

    /** Changed under this object's lock; volatile so that a task without clocks need not take it. */
    private volatile List<Future<?>> clocks = List.of();

    // -- The end of the work; guarded by guard --
    private boolean gone;
    /** Made when somebody asks. */
    private @Nullable CompletableFuture<@Nullable Void> stopped;

    PendingTask(Origin origin, Host host) {
        this.id = origin.id();
        this.name = origin.options().name().orElse(origin.work().name());
        this.options = origin.options();
        this.profile = origin.profile();
        this.host = host;
        this.writingNanos = origin.writingNanos();
        this.localResult = origin.localResult();
        this.onDone = origin.onDone();
        this.chunk = origin.work().isChunk();
        this.elements = origin.work().elements();
        this.work = origin.work();
        this.bytes = origin.work().values().length();
    }

    // -- The outcome, see the superclass --

    @Override
    void beforeDone(TaskState end) {
        doneNanos = System.nanoTime();
        if (report == null) {
            progress(); // The last look: it may have been killed, and nothing else will tell how far it was.
        }
        host.onOutcome(this, end);
    }

    @Override
    void afterDone() {
        stopClocks();
        if (onDone != null) {
            onDone.run();
        }
        host.settle(this);
    }

    @Override
    void endedFromOutside(boolean interrupt) {
        host.abandon(this, interrupt);
    }

    @Override
    void afterSettled() {
        host.onSettled();
    }

    /** Stops a clock as soon as there is an outcome: until it runs out it would keep task and result from being collected. */
    void stopAtEnd(Future<?> clock) {
        synchronized (guard) {
            clocks = clocks.isEmpty() ? new ArrayList<>(3) : clocks;
            clocks.add(clock);
        }
        if (hasOutcome()) {
            stopClocks();
        }
    }

    private void stopClocks() {
        List<Future<?>> running;
        if (clocks.isEmpty()) {
            return; // One that comes now finds the outcome set.
        }
        synchronized (guard) {
            running = clocks;
            clocks = List.of();
        }
        running.forEach(clock -> clock.cancel(false));
    }

    // -- What people see --

    @Override
    public long taskId() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public TaskState taskState() {
        Outcome result = outcomeIfDone();
        if (result != null) {
            return result.state();
        }
        return isRunning() ? TaskState.RUNNING : TaskState.QUEUED;
    }

    /** Whether a worker has begun it and has not answered, as far as the parent knows. */
    boolean isRunning() {
        Sending current = sending;
        return current == null
                ? startedNanos != 0 // Its end has been reported, but not yet its outcome.
                : !current.worker().scoreboard().hasNotBegun(current.ticket());
    }

    /** The same for a ticket that is higher than the given one. */
    boolean isRunningWith(long afterTicket) {
        Sending current = sending;
        return current != null && current.ticket() > afterTicket && isRunning();
    }

    @Override
    public OptionalLong workerPid() {
        Sending current = sending;
        long last = current == null ? pid : current.worker().pid();
        return last == 0 ? OptionalLong.empty() : OptionalLong.of(last);
    }

    @Override
    public Optional<Progress> progress() {
        if (!isDone()) {
            Sending current = sending;
            if (current != null) {
                current.worker().scoreboard().readProgress(current.ticket()).ifPresent(this::keepProgress);
            }
        }
        return Optional.ofNullable(lastProgress);
    }

    /** What was read while the worker went on must not replace what it said at the end. */
    private void keepProgress(Progress progress) {
        synchronized (guard) {
            if (report == null) {
                lastProgress = progress;
            }
        }
    }

    @Override
    public TaskTimings timings() {
        long started = startedNanos();
        Report end = report;
        Instant queuedAt = queuedAt();
        return new TaskTimings(
                queuedAt,
                started == 0 ? Optional.empty() : Optional.of(queuedAt.plusNanos(Math.max(0, started - queuedNanos))),
                isDone() ? Optional.of(queuedAt.plusNanos(Math.max(0, doneNanos - queuedNanos))) : Optional.empty(),
                Duration.ofNanos(writingNanos + (end == null ? 0 : end.serializationNanos())),
                Duration.ofNanos(end == null ? 0 : end.executionNanos()),
                bytes,
                answerBytes);
    }

    /** Worked out backwards when somebody asks, which for most tasks nobody does. */
    private Instant queuedAt() {
        synchronized (guard) {
            Instant known = queuedAt;
            if (known == null) {
                known = Instant.now().minusNanos(System.nanoTime() - queuedNanos);
                queuedAt = known;
            }
            return known;
        }
    }

    /** When the worker began it, on this JVM's clock; 0 if it has not. */
    long startedNanos() {
        Sending current = sending;
        if (current != null
                && startedNanos == 0
                && current.worker().scoreboard().hasBegun(current.ticket())) {
            long began = current.worker().beganNanos(current.ticket());
            synchronized (guard) {
                if (sending == current) { // Otherwise it went back to the queue just now, and has not begun.
                    startedNanos = began;
                }
            }
        }
        return startedNanos;
    }

    @Override
    public CompletableFuture<@Nullable Void> stopped() {
        synchronized (guard) {
            CompletableFuture<@Nullable Void> future = stopped;
            if (future == null) {
                future = new CompletableFuture<>();
                if (gone) {
                    future.complete(null);
                }
                stopped = future;
            }
            return future;
        }
    }

    @Override
    public String toString() {
        return "ProcessFuture[" + id + " '" + name + "', " + taskState() + "]";
    }

    // -- The work; everything below needs the pool's lock unless it says otherwise --

    Place place() {
        return place;
    }

    void markQueued() {
        place = Place.QUEUED;
        synchronized (guard) {
            sending = null;
            startedNanos = 0;
            pid = 0;
        }
    }

    void markSent(WorkerHandle worker, long ticket) {
        place = Place.SENT;
        synchronized (guard) {
            startedNanos = 0;
            sending = new Sending(worker, ticket, System.nanoTime());
        }
    }

    /** No process works on it any more. */
    void markGone() {
        place = Place.GONE;
        work = null;
        Sending last = sending;
        if (last != null) {
            // A future may be kept for long; the worker that it came from need not be.
            pid = last.worker().pid();
            startedNanos();
            if (report == null) {
                progress();
            }
            sending = null;
        }
        synchronized (guard) {
            gone = true;
            CompletableFuture<@Nullable Void> future = stopped;
            if (future != null) {
                host.runCallback(() -> future.complete(null));
            }
        }
    }

    EncodedTask work() {
        return Objects.requireNonNull(work, "the work is gone");
    }

    int attempts() {
        return attempts;
    }

    void countAttempt() {
        attempts++;
    }

    /** What the lost attempt had begun is not forgotten, but does not say how far the next one came. */
    void beginNextAttempt() {
        begunBefore = Math.max(begunBefore, elementsBegun);
        elementsBegun = -1;
    }

    /** Any thread: the sending that counts now; null while it waits. */
    @Nullable
    Sending sending() {
        return sending;
    }

    /** The worker's reader: what the worker said about the end. */
    void reported(Report end, long startedNanos, int bytesOfAnswer) {
        synchronized (guard) {
            this.answerBytes = bytesOfAnswer;
            this.report = end;
            this.startedNanos = startedNanos;
            end.progress().ifPresent(progress -> lastProgress = progress);
        }
    }

    /** Any thread: a clock has run out; says whether this call was the first to know. */
    boolean expire(Supplier<Throwable> reason) {
        synchronized (guard) {
            if (expiry != null || arrived || hasOutcome()) {
                return false;
            }
            expiry = reason;
        }
        Sending current = sending;
        if (chunk && current != null) {
            noteBegun(current.worker().scoreboard().cutChunk(current.ticket(), 1));
        }
        return true;
    }

    /** The worker's reader: the result is here. Returns what the outcome must be all the same if a clock ran out before. */
    @Nullable
    Supplier<Throwable> arrive() {
        synchronized (guard) {
            arrived = expiry == null;
            return expiry;
        }
    }

    /** Any thread. */
    boolean hasArrived() {
        return arrived;
    }

    // -- A chunk --

    /** Any thread: whether it has elements, be it one. */
    boolean isChunk() {
        return chunk;
    }

    /** Any thread: how many tasks it counts as. */
    int elements() {
        return elements;
    }

    /** Its worker runs it and will begin no more than this. */
    void markCut(int begun) {
        elements = begun;
        EncodedTask whole = work;
        work = whole == null || begun == 0 ? whole : whole.part(0, begun);
    }

    /** Any thread: how far it came before it was lost. */
    void noteBegun(int count) {
        elementsBegun = count;
    }

    /** Any thread: how many elements have begun in an attempt, be it the last; -1: not known. */
    int elementsBegun() {
        int last = elementsBegun;
        return last < 0 ? -1 : Math.max(last, begunBefore);
    }

    /** Any thread: what the outcome must be if a clock has run out. */
    @Nullable
    Supplier<Throwable> expiry() {
        return expiry;
    }

    TaskOptions options() {
        return options;
    }

    /** What the future of a runnable is worth. */
    @Nullable
    Object localResult() {
        return localResult;
    }

    /** Any thread: says once that the start is to be told to listeners. */
    boolean announceStart() {
        return startAnnounced.compareAndSet(false, true);
    }

    FunctionProfile profile() {
        return profile;
    }

    int bytes() {
        return bytes;
    }

    long queuedNanos() {
        return queuedNanos;
    }
}
