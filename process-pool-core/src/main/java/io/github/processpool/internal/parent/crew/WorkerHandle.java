package io.github.processpool.internal.parent.crew;

import io.github.processpool.ExitReason;
import io.github.processpool.RunningTask;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.TakeSlot;
import io.github.processpool.internal.wire.message.Message.WarmUp;
import io.github.processpool.internal.wire.page.Scoreboard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One worker as the parent sees it: receives tasks from the {@code Dispatcher}, remembers which it was sent, and hands them to
 * the {@link MessageChannel}.
 *
 * <p>It does not decide which task comes next, and it starts and reaps no process: that is the {@code WorkerLife}.
 *
 * <pre>{@code
 * STARTING -> STANDBY -> IDLE     markReady, takeOver
 *     +-------> IDLE <-> BUSY       markReady, send, answered
 *     |         |       |
 *     ^ STANDBY, IDLE -> STARTING   beginWarmUp: without tasks; markReady again
 *     |         +-------+-> RETIRING      retire: takes no new task
 *     +---------------------> ENDED       markEnded
 * }</pre>
 *
 * <p><b>Thread safety:</b> state and tasks are guarded by the {@link PoolLock}; what is final or volatile may be read by any
 * thread; {@link #kill} may be called by any thread.
 */
public final class WorkerHandle {

    /** What nobody has asked for, or nobody can tell. */
    public static final long UNKNOWN = -1;

    private static final int PACKET = 8;

    private final WorkerLink link;
    private final Instant startedAt = Instant.now();
    private final long startedNanos;
    /** How many tasks it may be given. */
    private final long limit;
    /** Whether it warms up before it is ready for the first time. */
    private final boolean warm;

    // -- Guarded by the pool's lock --
    private WorkerState state = WorkerState.STARTING;
    private final Map<Long, PendingTask<?>> sent = new LinkedHashMap<>();
    private long lastTicket;
    /** How many of the sent tasks still wait in the channel for company; volatile for the reader, who may send them on. */
    private volatile int unflushed;

    private long assigned;
    private long completed;
    private long idleSince;
    private long readyNanos;
    /** Why it is to leave when it has finished what it has. */
    private @Nullable ExitReason retireReason;
    /** Why it is to be replaced as soon as somebody can take over. */
    private @Nullable ExitReason due;
    /** The worker that takes over when this one is to leave. */
    private @Nullable WorkerHandle successor;
    /** Until then it is not taken for hung, because it was asked to stand still; 0: it never was. */
    private long excusedUntil;
    /** Whether it stands still, to write its heap into a file. */
    private boolean writesHeap;
    /** Started to take over from another one; takes no task before that one is done. */
    private boolean standby;
    /** It was started without, and has to warm up before it takes another task. */
    private boolean warmUpDue;
    /** When that began, and 0 when it is over; volatile for its own thread, which sees it only end. */
    private volatile long warmingSince;
    /** Set by its own thread; volatile for the timer. */
    private volatile boolean warmUpFailed;
    /** Whether its start was announced. */
    private boolean announced;
    /** How long its initializer took to warm up, as it says; 0 if it has not. Volatile: its own thread writes, who tells reads. */
    private volatile long warmUpNanos;

    public WorkerHandle(WorkerLink link, long now, int limit, boolean warm) {
        this.link = link;
        this.startedNanos = now;
        this.warm = warm;
        this.limit = limit == Integer.MAX_VALUE ? Long.MAX_VALUE : limit; // Elements of chunks are many.
    }

    // -- Identity --

    /** Any thread: what needs neither tasks nor states. */
    public WorkerLink link() {
        return link;
    }

    int slot() {
        return link.slot();
    }

    public long startedNanos() {
        return startedNanos;
    }

    // -- Called by the WorkerLife --

    public void hasWarmedUp(long nanos) {
        warmUpNanos = Math.max(0, nanos);
    }

    // -- Guarded by the pool's lock --

    public WorkerState state() {
        return state;
    }

    /** Whether it can be given a task at once. */
    public boolean isIdle() {
        return state == WorkerState.IDLE && !standby && !warmUpDue && !writesHeap && remaining() > 0;
    }

    /** Whether it counts as one of the pool's workers. */
    boolean isActive() {
        return !standby && state != WorkerState.RETIRING && state != WorkerState.ENDED;
    }

    /** Whether it has nothing left to do here: no task, and none that it might be given. */
    boolean isUsedUp() {
        return remaining() <= 0 && sent.isEmpty();
    }

    /** Whether it was ever given a task, and has not given it back. */
    public boolean hasHadTask() {
        return assigned > 0;
    }

    /** How many more tasks it may be given. None as soon as somebody is there to replace it. */
    long remaining() {
        WorkerHandle next = successor;
        boolean leaving = due != null && next != null && next.state == WorkerState.STANDBY;
        return leaving ? 0 : limit - assigned;
    }

    /** It is to be replaced; the first reason counts. */
    void markDue(ExitReason reason) {
        if (due == null) {
            due = reason;
        }
    }

    @Nullable
    public ExitReason due() {
        return due;
    }

    /** It will take over from somebody, it is not known yet from whom. */
    void markSpare() {
        standby = true;
    }

    boolean isSpare() {
        return standby && link.slot() < 0;
    }

    /** A spare worker gets its place; tells it so, before its first task. */
    void takeSlot(int free) {
        link.takeSlot(free);
        link.post(new TakeSlot(free));
    }

    boolean isStandby() {
        return standby;
    }

    /** False if it was dismissed before. */
    boolean markReady(long now) {
        if (state != WorkerState.STARTING) {
            return false;
        }
        state = standby ? WorkerState.STANDBY : WorkerState.IDLE;
        idleSince = now;
        readyNanos = now;
        return true;
    }

    public long readyNanos() {
        return readyNanos;
    }

    public boolean startsWarm() {
        return warm;
    }

    /** It was told to start without warming up, and takes no further task before it has. */
    void requireWarmUp() {
        warmUpDue = true;
    }

    /** Whether it has to warm up, and has nothing else to do. */
    boolean canWarmUp() {
        boolean replaced = due != null && successor != null;
        return warmUpDue && !replaced && (state == WorkerState.IDLE || state == WorkerState.STANDBY) && sent.isEmpty();
    }

    /** It is starting once more, as it were: it becomes ready, or has failed to start. */
    void beginWarmUp(long now) {
        warmUpDue = false;
        state = WorkerState.STARTING;
        warmingSince = now;
    }

    /** Without the lock, a moment later: it may have been told to end in between. */
    void askToWarmUp() {
        if (link.exitReason() == null) {
            link.post(new WarmUp());
            link.flush();
        }
    }

    /** Its own thread: it has said so itself, and is about to end. */
    public void failWarmUp() {
        warmUpFailed = true;
    }

    boolean hasFailedToWarmUp() {
        return warmUpFailed;
    }

    void endWarmUp() {
        warmingSince = 0;
    }

    public boolean isWarmingUp() {
        return warmingSince != 0;
    }

    /** Whether it can run a task, now or when it has finished its own. */
    public boolean isOfUse() {
        return switch (state) {
            case STANDBY, IDLE, BUSY -> !warmUpDue;
            case STARTING, RETIRING, ENDED -> false;
        };
    }

    boolean isOfUseOrStarting() {
        return isOfUse() || state == WorkerState.STARTING;
    }

    /** Returns true once. */
    public boolean announce() {
        boolean first = !announced;
        announced = true;
        return first;
    }

    public long warmUpNanos() {
        return warmUpNanos;
    }

    /** Since when it has been trying to become ready. */
    public long preparingSince() {
        long since = warmingSince;
        return since == 0 ? startedNanos : since;
    }

    /** So many elements of a chunk were not run. */
    public void giveBack(int elements) {
        assigned -= elements;
    }

    /** How long ago it became ready. */
    public long lived(long now) {
        return now - readyNanos;
    }

    long idleSince() {
        return idleSince;
    }

    /** It may be without a sign of life for a while. */
    public void excuseUntil(long nanos) {
        excusedUntil = nanos;
    }

    /** It is about to write its heap, or has: what it was sent meanwhile would wait for that. */
    public void markWritingHeap(boolean writes) {
        writesHeap = writes;
    }

    public boolean isExcused(long now) {
        return excusedUntil != 0 && now - excusedUntil < 0;
    }

    @Nullable
    WorkerHandle successor() {
        return successor;
    }

    /** The other one takes over when this one has left; until then it stands by. */
    void succeedWith(@Nullable WorkerHandle other) {
        successor = other;
        if (other != null) {
            other.standby = true;
        }
    }

    /** It is one of the pool's workers now; it counts as idle since the time when the one before it became so. */
    void takeOver(long idleSinceNanos) {
        standby = false;
        idleSince = idleSinceNanos;
        if (state == WorkerState.STANDBY) {
            state = WorkerState.IDLE;
        }
    }

    /** Sends a task; false if the worker has not come past an earlier ticket that used the same entry. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // Changed under the lock only.
    public boolean send(PendingTask<?> task) {
        long ticket = lastTicket + 1;
        if (!link.scoreboard().offer(ticket)) {
            return false;
        }
        lastTicket = ticket;
        EncodedTask work = task.where().work();
        link.define(work.definitions());
        link.post(new Run(ticket, task.taskId(), work.function(), work.arity(), work.values()));
        sent.put(ticket, task);
        unflushed++;
        assigned += task.chunk().elements();
        task.where().markSent(link, ticket);
        if (state == WorkerState.IDLE) {
            state = WorkerState.BUSY;
        }
        return true;
    }

    /**
     * Whether what was sent has to leave now: when the worker would soon have nothing to do, or when it is worth a packet.
     * Otherwise the worker's reader sends it on with the next answer, which comes before the worker can run dry.
     */
    public boolean markFlushIfDue() {
        int withWorker = sent.size() - unflushed;
        if (withWorker > unflushed && unflushed < PACKET) {
            return false;
        }
        unflushed = 0;
        return true;
    }

    public void markFlushed() {
        unflushed = 0;
    }

    /** The worker's reader: whether something waits to be sent on. */
    public boolean hasUnflushed() {
        return unflushed > 0;
    }

    /** Takes a task back that the worker has not begun. */
    public boolean revoke(PendingTask<?> task) {
        Sending sending = task.where().sending();
        if (sending == null || sending.worker() != link || !link.scoreboard().revoke(sending.ticket())) {
            return false;
        }
        sent.remove(sending.ticket());
        assigned -= task.chunk().elements();
        return true;
    }

    /** Takes those elements of a chunk back that have not begun; returns how many have, or -1 if it can't be cut. */
    public int cut(PendingTask<?> task, Sending sending, int least) {
        int begun = link.scoreboard().cutChunk(sending.ticket(), least);
        if (begun >= 0) {
            assigned -= task.chunk().elements() - begun;
        }
        return begun;
    }

    /** What was sent with a ticket; null if it is not waited for. */
    @Nullable
    public PendingTask<?> taskOf(long ticket) {
        return sent.get(ticket);
    }

    /** The worker has answered a ticket; null if it was not waiting for that one. */
    @Nullable
    public PendingTask<?> answered(long ticket) {
        PendingTask<?> task = sent.remove(ticket);
        if (task != null) {
            completed++;
        }
        return task;
    }

    /** Makes a worker without tasks idle; says whether it is now. */
    public boolean markIdleIfDone(long now) {
        if (state == WorkerState.BUSY && sent.isEmpty()) {
            state = WorkerState.IDLE;
            idleSince = now;
            return true;
        }
        return false;
    }

    /** How many more tasks may be sent ahead now; only behind tasks that are known to be short. */
    public int room(long now) {
        if (state != WorkerState.BUSY || standby || warmUpDue || writesHeap) {
            return 0;
        }
        int depth = (int) Math.min(Scoreboard.ENTRIES / 2L, sent.size() + remaining());
        for (PendingTask<?> task : sent.values()) {
            depth = Math.min(depth, task.profile().depth());
        }
        return depth > 1 && !isOverdue(now) ? depth - sent.size() : 0;
    }

    /** Whether the first task takes longer than it should. */
    public boolean isOverdue(long now) {
        PendingTask<?> first = firstSent();
        if (first == null) {
            return false;
        }
        Sending sending = first.where().sending();
        return sending != null && now - sending.sentNanos() > first.profile().patienceNanos();
    }

    /** Whether it is hardly worth while to take from it what waits behind its first task. */
    public boolean isSoonDone(long now) {
        PendingTask<?> first = firstSent();
        return first != null && first.profile().isShort() && !isOverdue(now);
    }

    private @Nullable PendingTask<?> firstSent() {
        Iterator<PendingTask<?>> tasks = sent.values().iterator();
        return tasks.hasNext() ? tasks.next() : null;
    }

    public List<PendingTask<?>> sentTasks() {
        return new ArrayList<>(sent.values());
    }

    public int sentCount() {
        return sent.size();
    }

    public int notBegunCount() {
        int count = 0;
        for (Map.Entry<Long, PendingTask<?>> entry : sent.entrySet()) {
            if (link.scoreboard().hasNotBegun(entry.getKey())) {
                count++;
            }
        }
        return count;
    }

    /** Takes no new task from now on; says whether this call changed that. */
    public boolean retire(ExitReason reason) {
        if (state == WorkerState.RETIRING || state == WorkerState.ENDED) {
            return false;
        }
        retireReason = reason;
        state = WorkerState.RETIRING;
        return true;
    }

    /** It has finished what it had: from now on its end is an orderly one. */
    void endAsRetired() {
        link.endBecauseOf(retireReason);
    }

    void markEnded() {
        state = WorkerState.ENDED;
        sent.clear();
        link.detach();
    }

    /** Under the lock: what an operator sees, but for the resident memory, which has to be asked for. */
    public WorkerSnapshot snapshot(long now) {
        return snapshot(now, UNKNOWN);
    }

    /** Under the lock: the same with the resident memory. */
    public WorkerSnapshot snapshot(long now, long residentBytes) {
        WorkerProcess current = link.process();
        Optional<RunningTask> running = Optional.empty();
        for (PendingTask<?> task : sent.values()) {
            long began = task.where().startedNanos();
            if (began != 0) {
                Instant since = Instant.now().minusNanos(Math.max(0, now - began));
                running = Optional.of(new RunningTask(task.taskId(), task.name(), since, task.progress()));
                break;
            }
        }
        return new WorkerSnapshot(
                link.pid(),
                link.slot(),
                state,
                running,
                completed,
                startedAt,
                residentBytes,
                current == null ? UNKNOWN : current.scoreboard().vitals().heapBytes());
    }
}
