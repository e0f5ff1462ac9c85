package io.github.processpool.internal.parent;

import io.github.processpool.ExitReason;
import io.github.processpool.RunningTask;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.wire.Codec.EncodedTask;
import io.github.processpool.internal.wire.DefinitionTable;
import io.github.processpool.internal.wire.Message;
import io.github.processpool.internal.wire.Message.Run;
import io.github.processpool.internal.wire.Message.TakeSlot;
import io.github.processpool.internal.wire.Message.WarmUp;
import io.github.processpool.internal.wire.MessageChannel;
import io.github.processpool.internal.wire.Scoreboard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One worker as the parent sees it: receives tasks from the {@link Dispatcher}, remembers which it was sent, and hands them to
 * the {@link MessageChannel}.
 *
 * <p>It does not decide which task comes next, and it starts and reaps no process: that is the {@link WorkerLife}.
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
final class WorkerHandle {

    /** What nobody has asked for, or nobody can tell. */
    static final long UNKNOWN = -1;

    private static final int PACKET = 8;

    private final long id;
    private final Instant startedAt = Instant.now();
    private final long startedNanos = System.nanoTime();
    private final DefinitionTable definitions;
    /** How many tasks it may be given. */
    private final long limit;
    /** Whether it warms up before it is ready for the first time. */
    private final boolean warm;

    // -- Set once by the WorkerLife when there is a process; volatile for everybody else --
    private volatile @Nullable WorkerProcess process;
    private volatile @Nullable MessageChannel channel;
    /** What to add to the worker's clock to get ours. */
    private volatile long clockOffset;

    /** Why it ends; the first reason counts. */
    private final AtomicReference<@Nullable ExitReason> exitReason = new AtomicReference<>();

    /** -1 until a spare worker takes over; changed under the pool's lock, volatile for those who only name it. */
    private volatile int slot;

    /** What is to be said about its end, if its reason does not say it all; set before that, read by its reaper. */
    private volatile @Nullable String endWords;

    // -- Guarded by the pool's lock --
    private WorkerState state = WorkerState.STARTING;
    private final Map<Long, PendingTask<?>> sent = new LinkedHashMap<>();
    private final BitSet defined = new BitSet();
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

    WorkerHandle(long id, int slot, DefinitionTable definitions, int limit, boolean warm) {
        this.id = id;
        this.warm = warm;
        this.slot = slot;
        this.definitions = definitions;
        this.limit = limit == Integer.MAX_VALUE ? Long.MAX_VALUE : limit; // Elements of chunks are many.
    }

    // -- Identity --

    long id() {
        return id;
    }

    int slot() {
        return slot;
    }

    long startedNanos() {
        return startedNanos;
    }

    long pid() {
        WorkerProcess current = process;
        return current == null ? -1 : current.pid();
    }

    /** Only once a process exists. */
    Scoreboard scoreboard() {
        return Objects.requireNonNull(process, "no process").scoreboard();
    }

    @Nullable
    WorkerProcess process() {
        return process;
    }

    String describe() {
        int current = slot;
        return (current < 0 ? "spare worker" : "worker " + current) + " (pid " + pid() + ")";
    }

    // -- Called by the WorkerLife --

    void hasWarmedUp(long nanos) {
        warmUpNanos = Math.max(0, nanos);
    }

    void attach(WorkerProcess started) {
        process = started;
        if (exitReason.get() != null) {
            started.kill(); // Somebody has asked for that while it was being started.
        }
    }

    void attach(MessageChannel connected, long offset) {
        channel = connected;
        clockOffset = offset;
    }

    // -- Guarded by the pool's lock --

    WorkerState state() {
        return state;
    }

    /** Whether it can be given a task at once. */
    boolean isIdle() {
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
    boolean hasHadTask() {
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
    ExitReason due() {
        return due;
    }

    /** It will take over from somebody, it is not known yet from whom. */
    void markSpare() {
        standby = true;
    }

    boolean isSpare() {
        return standby && slot < 0;
    }

    /** A spare worker gets its place; tells it so, before its first task. */
    void takeSlot(int free) {
        slot = free;
        post(new TakeSlot(free));
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

    long readyNanos() {
        return readyNanos;
    }

    boolean startsWarm() {
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
        if (exitReason.get() == null) {
            post(new WarmUp());
            flush();
        }
    }

    /** Its own thread: it has said so itself, and is about to end. */
    void failWarmUp() {
        warmUpFailed = true;
    }

    boolean hasFailedToWarmUp() {
        return warmUpFailed;
    }

    void endWarmUp() {
        warmingSince = 0;
    }

    boolean isWarmingUp() {
        return warmingSince != 0;
    }

    /** Whether it can run a task, now or when it has finished its own. */
    boolean isOfUse() {
        return switch (state) {
            case STANDBY, IDLE, BUSY -> !warmUpDue;
            case STARTING, RETIRING, ENDED -> false;
        };
    }

    boolean isOfUseOrStarting() {
        return isOfUse() || state == WorkerState.STARTING;
    }

    /** Returns true once. */
    boolean announce() {
        boolean first = !announced;
        announced = true;
        return first;
    }

    long warmUpNanos() {
        return warmUpNanos;
    }

    /** Since when it has been trying to become ready. */
    long preparingSince() {
        long since = warmingSince;
        return since == 0 ? startedNanos : since;
    }

    /** So many elements of a chunk were not run. */
    void giveBack(int elements) {
        assigned -= elements;
    }

    /** How long ago it became ready. */
    long lived(long now) {
        return now - readyNanos;
    }

    long idleSince() {
        return idleSince;
    }

    /** Whether it can be sent anything: it has reported and has not ended. */
    boolean isConnected() {
        return channel != null;
    }

    /** It may be without a sign of life for a while. */
    void excuseUntil(long nanos) {
        excusedUntil = nanos;
    }

    /** It is about to write its heap, or has: what it was sent meanwhile would wait for that. */
    void markWritingHeap(boolean writes) {
        writesHeap = writes;
    }

    boolean isExcused(long now) {
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
    boolean send(PendingTask<?> task) {
        long ticket = lastTicket + 1;
        if (!scoreboard().offer(ticket)) {
            return false;
        }
        lastTicket = ticket;
        MessageChannel connected = Objects.requireNonNull(channel);
        EncodedTask work = task.work();
        define(work.definitions());
        connected.post(new Run(ticket, task.taskId(), work.function(), work.arity(), work.values()));
        sent.put(ticket, task);
        unflushed++;
        assigned += task.elements();
        task.markSent(this, ticket);
        if (state == WorkerState.IDLE) {
            state = WorkerState.BUSY;
        }
        return true;
    }

    /** Tells the worker what numbers stand for that it does not know yet, before they are used in what is posted next. */
    void define(int[] numbers) {
        for (int number : numbers) {
            if (!defined.get(number)) {
                defined.set(number);
                post(definitions.definition(number));
            }
        }
    }

    /**
     * Whether what was sent has to leave now: when the worker would soon have nothing to do, or when it is worth a packet.
     * Otherwise the worker's reader sends it on with the next answer, which comes before the worker can run dry.
     */
    boolean markFlushIfDue() {
        int withWorker = sent.size() - unflushed;
        if (withWorker > unflushed && unflushed < PACKET) {
            return false;
        }
        unflushed = 0;
        return true;
    }

    void markFlushed() {
        unflushed = 0;
    }

    /** The worker's reader: whether something waits to be sent on. */
    boolean hasUnflushed() {
        return unflushed > 0;
    }

    /** Takes a task back that the worker has not begun. */
    boolean revoke(PendingTask<?> task) {
        PendingTask.Sending sending = task.sending();
        if (sending == null || sending.worker() != this || !scoreboard().revoke(sending.ticket())) {
            return false;
        }
        sent.remove(sending.ticket());
        assigned -= task.elements();
        return true;
    }

    /** Takes those elements of a chunk back that have not begun; returns how many have, or -1 if it can't be cut. */
    int cut(PendingTask<?> task, PendingTask.Sending sending, int least) {
        int begun = scoreboard().cutChunk(sending.ticket(), least);
        if (begun >= 0) {
            assigned -= task.elements() - begun;
        }
        return begun;
    }

    /** What was sent with a ticket; null if it is not waited for. */
    @Nullable
    PendingTask<?> taskOf(long ticket) {
        return sent.get(ticket);
    }

    /** The worker has answered a ticket; null if it was not waiting for that one. */
    @Nullable
    PendingTask<?> answered(long ticket) {
        PendingTask<?> task = sent.remove(ticket);
        if (task != null) {
            completed++;
        }
        return task;
    }

    /** Makes a worker without tasks idle; says whether it is now. */
    boolean markIdleIfDone(long now) {
        if (state == WorkerState.BUSY && sent.isEmpty()) {
            state = WorkerState.IDLE;
            idleSince = now;
            return true;
        }
        return false;
    }

    /** How many more tasks may be sent ahead now; only behind tasks that are known to be short. */
    int room(long now) {
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
    boolean isOverdue(long now) {
        PendingTask<?> first = firstSent();
        if (first == null) {
            return false;
        }
        PendingTask.Sending sending = first.sending();
        return sending != null && now - sending.sentNanos() > first.profile().patienceNanos();
    }

    /** Whether it is hardly worth while to take from it what waits behind its first task. */
    boolean isSoonDone(long now) {
        PendingTask<?> first = firstSent();
        return first != null && first.profile().isShort() && !isOverdue(now);
    }

    private @Nullable PendingTask<?> firstSent() {
        Iterator<PendingTask<?>> tasks = sent.values().iterator();
        return tasks.hasNext() ? tasks.next() : null;
    }

    List<PendingTask<?>> sentTasks() {
        return new ArrayList<>(sent.values());
    }

    int sentCount() {
        return sent.size();
    }

    int notBegunCount() {
        int count = 0;
        for (Map.Entry<Long, PendingTask<?>> entry : sent.entrySet()) {
            if (scoreboard().hasNotBegun(entry.getKey())) {
                count++;
            }
        }
        return count;
    }

    /** Takes no new task from now on; says whether this call changed that. */
    boolean retire(ExitReason reason) {
        if (state == WorkerState.RETIRING || state == WorkerState.ENDED) {
            return false;
        }
        retireReason = reason;
        state = WorkerState.RETIRING;
        return true;
    }

    /** It has finished what it had: from now on its end is an orderly one. */
    void endAsRetired() {
        exitReason.compareAndSet(null, retireReason);
    }

    void markEnded() {
        state = WorkerState.ENDED;
        sent.clear();
        channel = null; // Its buffers go, even if somebody keeps a future of this worker's.
    }

    // -- Any thread --

    void post(Message message) {
        MessageChannel connected = channel;
        if (connected != null) {
            connected.post(message);
        }
    }

    /** Sends what was posted. */
    void flush() {
        MessageChannel connected = channel;
        if (connected != null) {
            connected.flush();
        }
    }

    @Nullable
    ExitReason exitReason() {
        return exitReason.get();
    }

    /** Records why it ends, unless a reason is known already. */
    void endBecauseOf(ExitReason reason) {
        exitReason.compareAndSet(null, reason);
    }

    /** The rest of a sentence that begins with this worker; null if its reason says enough. */
    @Nullable
    String endWords() {
        return endWords;
    }

    /** The same as {@link #kill(ExitReason)}, with words of its own about it. */
    void kill(ExitReason reason, String words) {
        endWords = words;
        kill(reason);
    }

    /** Kills the process and all that it has started. */
    void kill(ExitReason reason) {
        exitReason.compareAndSet(null, reason);
        WorkerProcess current = process;
        if (current != null) {
            current.kill();
        }
    }

    /** When a ticket began, on this JVM's clock. */
    long beganNanos(long ticket) {
        return toOurs(scoreboard().beganNanos(ticket));
    }

    /** Translates a time of the worker's clock. */
    long toOurs(long workerNanos) {
        return workerNanos + clockOffset;
    }

    /** Under the lock: what an operator sees, but for the resident memory, which has to be asked for. */
    WorkerSnapshot snapshot() {
        return snapshot(UNKNOWN);
    }

    /** Under the lock: the same with the resident memory. */
    WorkerSnapshot snapshot(long residentBytes) {
        WorkerProcess current = process;
        Optional<RunningTask> running = Optional.empty();
        for (PendingTask<?> task : sent.values()) {
            long began = task.startedNanos();
            if (began != 0) {
                Instant since = Instant.now().minusNanos(Math.max(0, System.nanoTime() - began));
                running = Optional.of(new RunningTask(task.taskId(), task.name(), since, task.progress()));
                break;
            }
        }
        return new WorkerSnapshot(
                pid(),
                slot,
                state,
                running,
                completed,
                startedAt,
                residentBytes,
                current == null ? UNKNOWN : current.scoreboard().heapBytes());
    }
}
