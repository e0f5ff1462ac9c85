package io.github.processpool.internal.parent.task;

import io.github.processpool.Progress;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimings;
import io.github.processpool.internal.federation.GuestTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.wire.message.LogRecord;
import io.github.processpool.internal.wire.message.Report;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The future that the caller holds, and the task that the pool moves: from the queue through the dispatcher to a worker, and from
 * the reader of its answers to its end.
 *
 * <p>Two things are told apart. The <em>outcome</em> is what the future is worth, see {@link OutcomeFuture}. The <em>place</em>
 * is where the work is, see {@link Whereabouts}. A task is over when both have come to their end.
 *
 * <pre>{@code
 * outcome   none ----------> value | failure | cancelled ----------> settled     (one compare-and-set each)
 * place     NEW -> QUEUED -> SENT -> READING -> ENDED                             (under the pool's lock)
 * }</pre>
 *
 * <p><b>Thread safety:</b> any thread may end it or wait for it; see its parts.
 */
public final class PendingTask<T extends @Nullable Object> extends ListedTask<T> {

    private static final VarHandle EXPIRY = FieldHandle.of(PendingTask.class, "expiry", TaskExpiry.class);

    final long id;
    private final String name;
    private final TaskOptions options;
    private final FunctionProfile profile;
    private final TaskHost host;
    /** {@link Particulars}, or what the future of a runnable is worth, or null. */
    private final @Nullable Object extra;

    private final Whereabouts where;
    private final TaskRecord record;
    /** Made when it is needed, by compare-and-set: while tasks wait in a queue, few have clocks. */
    private volatile @Nullable TaskExpiry expiry;

    /** Whether its start was announced; guarded by this. */
    private boolean startAnnounced;
    /** Whether its callbacks have run; volatile: written by the thread that ran them, read by the one that ends the work. */
    private volatile boolean told;

    /** A task that nobody has accepted yet. */
    public PendingTask(TaskOrigin origin, TaskHost host) {
        this.id = origin.id();
        this.name =
                LogRecord.oneLine(origin.options().name().orElse(origin.work().name()));
        this.options = origin.options();
        this.profile = origin.profile();
        this.host = host;
        Particulars part = Particulars.of(origin);
        this.extra = part == null ? origin.localResult() : part;
        this.where = new Whereabouts(this, origin.work());
        this.record = new TaskRecord(origin, host.now());
    }

    // -- The outcome, see the superclass --

    @Override
    Outcome asSeen(Outcome given) {
        return guest() == null ? given : GuestEnd.of(this, given);
    }

    @Override
    void beforeDone(TaskState end) {
        try {
            record.markDone(host.now());
            record.lookAtProgress(where.sending()); // It may have been killed: nothing else tells how far it was.
        } finally {
            host.onOutcome(this, end);
        }
    }

    @Override
    void stopClocks() {
        TaskExpiry known = expiry;
        if (known != null) {
            known.stopClocks();
        }
    }

    @Override
    boolean isPartOfMap() {
        return extra instanceof Particulars part && part.onDone() != null;
    }

    @Override
    void tellMap() {
        if (extra instanceof Particulars part && part.onDone() != null) {
            part.onDone().run();
        }
    }

    @Override
    void handOverToSettle() {
        host.settle(this);
    }

    @Override
    void abandonWork(boolean interrupt) {
        host.abandon(this, interrupt);
    }

    @Override
    void afterSettled() {
        told = true;
        host.onMaybeOver(this);
    }

    /** Returns whether the JVM has to wait for it: for its callbacks, or a worker that works on it, though its result is not wanted. */
    boolean needsJvm() {
        Place place = where.place();
        return !told || place == Place.SENT || place == Place.AWAY;
    }

    @Override
    boolean isTold() {
        return told;
    }

    /** Returns whether nothing is left to do: its callbacks have run, and its work has ended. */
    boolean isOver() {
        return told && where.place() == Place.ENDED;
    }

    @Override
    public boolean isHalfEnded() {
        return super.isHalfEnded() || isOver();
    }

    @Override
    public void endAgain() {
        super.endAgain();
        host.onMaybeOver(this);
    }

    // -- The view of people --

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
        return where.isRunning() ? TaskState.RUNNING : TaskState.QUEUED;
    }

    @Override
    public OptionalLong workerPid() {
        return where.workerPid();
    }

    @Override
    public Optional<String> member() {
        Absence absence = where.absence();
        return absence == null ? Optional.empty() : Optional.of(absence.member());
    }

    @Override
    public Optional<Progress> progress() {
        if (outcomeIfDone() == null) {
            record.lookAtProgress(where.sending());
        }
        return record.lastProgress();
    }

    @Override
    public TaskTimings timings() {
        return record.timings(host.now(), where.startedNanos(), outcomeIfDone() != null);
    }

    @Override
    public CompletableFuture<@Nullable Void> stopped() {
        return where.stopped();
    }

    @Override
    public String toString() {
        return "ProcessFuture[" + id + " '" + name + "', " + taskState() + "]";
    }

    /** Says once that the start is to be told to listeners. */
    public synchronized boolean announceStart() {
        boolean first = !startAnnounced;
        startAnnounced = true;
        return first;
    }

    // -- Its parts --

    @Override
    TaskHost host() {
        return host;
    }

    /** Returns where its work is. */
    public Whereabouts where() {
        return where;
    }

    /** Returns how many elements it has. */
    public ChunkCount chunk() {
        return extra instanceof Particulars part ? part.chunk() : ChunkCount.ONE;
    }

    /** Returns its clocks. */
    public TaskExpiry expiry() {
        TaskExpiry known = expiry;
        if (known == null) {
            known = new TaskExpiry(this);
            TaskExpiry other = (TaskExpiry) EXPIRY.compareAndExchange(this, null, known);
            known = other == null ? known : other;
        }
        return known;
    }

    /** Returns whether it may run without end, because an error has kept its clock from being set. */
    public boolean lacksClock() {
        return options.timeout().isPresent() && expiry().lacksClock();
    }

    /** Returns what is known of its course. */
    public TaskRecord record() {
        return record;
    }

    /** Returns how it is to be run. */
    public TaskOptions options() {
        return options;
    }

    /** Returns how long its like take. */
    public FunctionProfile profile() {
        return profile;
    }

    /** Returns what it is to the member of a cluster that it comes from; null: it is the pool's own. */
    public @Nullable GuestTask guest() {
        return extra instanceof Particulars part ? part.guest() : null;
    }

    /** Returns what the future of a runnable is worth. */
    public @Nullable Object localResult() {
        return extra instanceof Particulars ? null : extra;
    }

    /** Returns words for messages: "task 7 'report'". */
    public String describe() {
        return "task " + id + " '" + name + "'";
    }

    // -- Changes to several parts --

    /** The worker's thread: the worker has said this about the end. */
    public void reported(Report end, long startedNanos, int bytesOfAnswer) {
        record.reported(end, bytesOfAnswer);
        where.noteStart(startedNanos);
    }

    /** Under the pool's lock: its worker runs it and will begin no more than so many elements. */
    public void markCut(int begun) {
        chunk().cut(begun);
        where.cutWork(begun);
    }

    /** Any thread: a clock has run out; says whether this call was the first to know. A chunk begins nothing more. */
    public boolean expire(Supplier<Throwable> reason) {
        if (!expiry().expire(reason)) {
            return false;
        }
        Sending current = where.sending();
        if (chunk().isChunk() && current != null) {
            chunk().noteBegun(current.worker().scoreboard().chunk().cut(current.ticket(), 1));
        }
        return true;
    }
}
