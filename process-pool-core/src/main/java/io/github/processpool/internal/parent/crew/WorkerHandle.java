package io.github.processpool.internal.parent.crew;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.process.WorkerProcess;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One worker as the parent sees it: hears from the {@link Crew} and from the worker's own thread what becomes of it, and tells
 * the {@code Dispatcher} whether it takes tasks. It owns the worker's {@link Life}; which tasks the worker has is up to its
 * {@link Workload}, how it warms up to its {@link WarmUp}, the way to its process to its {@link WorkerLink}.
 *
 * <p>It does not decide which task comes next, nor when the worker has to leave, and it starts and reaps no process.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock} but for {@link #link}, the start, and where a method says so.
 */
public final class WorkerHandle {

    /** Stands for a size that was not asked for, or is not known. */
    public static final long UNKNOWN = -1;

    private final WorkerLink link;
    private final Workload workload;
    private final WarmUp warmUp;
    private final Headcount headcount;
    private final Standing standing;
    private final WorkerPlaces places;
    private final Pulse pulse;
    private Instant startedAt = Instant.now();
    /** Volatile: begins anew under the lock when a start has waited for its turn. */
    private volatile long startedNanos;

    private Life life = Life.STARTING;
    /** Whether its heap is being written, which hides the life behind it as long as it is a ready one. */
    private boolean writesHeap;
    /** Why it is to leave when it has finished its tasks. */
    private @Nullable ExitReason retireReason;

    private long idleSince;
    private long readyNanos;
    /** Whether its start was announced. */
    private boolean announced;

    /** A worker of no crew, for tests. */
    public WorkerHandle(WorkerLink link, long now, int limit, boolean warm) {
        this(link, now, limit, warm, new Headcount(List.of()));
    }

    /** A worker whose process is about to be started; it may be given so many tasks, and is counted with others. */
    WorkerHandle(WorkerLink link, long now, int limit, boolean warm, Headcount headcount) {
        this.link = link;
        this.startedNanos = now;
        this.workload = new Workload(link, limit, headcount);
        this.warmUp = new WarmUp(warm);
        this.headcount = headcount;
        this.standing = new Standing(this, headcount);
        this.places = new WorkerPlaces(this);
        this.pulse = new Pulse(this);
    }

    // -- Any thread --

    /** Any thread: returns the way to its process, which outlives it. */
    public WorkerLink link() {
        return link;
    }

    /** Any thread: returns how it warms up. */
    public WarmUp warmUp() {
        return warmUp;
    }

    /** Returns its tasks. */
    public Workload workload() {
        return workload;
    }

    /** Returns its place in the crew. */
    Standing standing() {
        return standing;
    }

    /** Returns its places in the lines of the {@link Vacancies}. */
    WorkerPlaces places() {
        return places;
    }

    /** Returns how long it has been silent. */
    public Pulse pulse() {
        return pulse;
    }

    /** Any thread: returns when it was started. */
    public long startedNanos() {
        return startedNanos;
    }

    // -- Its life --

    /** Returns the state that people see. */
    public WorkerState state() {
        return life.shown(!workload.isEmpty());
    }

    /** Returns where it is in its life. */
    Life life() {
        return writesHeap && life.isReady() ? Life.WRITING_HEAP : life;
    }

    /** Returns whether it is not ready yet, or not again. */
    public boolean isStarting() {
        WorkerState state = state();
        return state == WorkerState.WAITING || state == WorkerState.STARTING;
    }

    private void move(Life next) {
        headcount.onChange();
        life = next;
    }

    /** Its start has to wait for its turn. */
    public void markWaiting() {
        move(life == Life.STARTING ? Life.WAITING : life);
    }

    /** Its start has waited and begins now. */
    void markStarting(long now) {
        move(Life.STARTING);
        startedAt = Instant.now();
        startedNanos = now;
    }

    /** It can take tasks, or take over; false if it was told to go before. */
    public boolean markReady(long now) {
        if (life != Life.STARTING && life != Life.WARMING_UP) {
            return false;
        }
        if (life == Life.WARMING_UP) {
            warmUp.end();
        }
        move(Life.STANDBY);
        readyNanos = now;
        if (!standing.isStandby()) {
            takeOver(now);
        }
        return true;
    }

    /** It is one of the pool's workers now, be it only starting; it counts as idle since the one before it became so. */
    void takeOver(long idleSinceNanos) {
        idleSince = idleSinceNanos;
        if (life == Life.STANDBY) {
            move(warmUp.isDue() ? Life.COLD : Life.IN_SERVICE);
        }
    }

    /** It was started without warming up, and takes no further task before it has. */
    void requireWarmUp() {
        warmUp.require();
        move(life == Life.IN_SERVICE && warmUp.isDue() ? Life.COLD : life);
    }

    void beginWarmUp(long now) {
        warmUp.begin(now);
        move(Life.WARMING_UP);
    }

    /** Its heap is going to be written, and a task would wait for that; or that is over. */
    public void markWritingHeap(boolean writes) {
        writesHeap = writes;
    }

    /** A task has left it: notes since when it is idle, if it is. */
    public void markIdleIfDone(long now) {
        if (workload.isEmpty() && life.isReady()) {
            idleSince = now;
        }
    }

    /** Takes no new task from now on; returns whether this call changed that. */
    public boolean retire(ExitReason reason) {
        if (life.isLeaving()) {
            return false;
        }
        retireReason = reason;
        move(Life.RETIRING);
        return true;
    }

    /** It has finished its tasks and is told to end: from now on its end is an orderly one. False if that was done before. */
    boolean stop() {
        if (life != Life.RETIRING) {
            return false;
        }
        link.endBecauseOf(retireReason);
        move(Life.STOPPING);
        return true;
    }

    void markEnded() {
        move(Life.ENDED);
        workload.clear();
        link.detach();
    }

    // -- Its uses --

    /** Returns whether it can be given a task at once. */
    public boolean isIdle() {
        return life() == Life.IN_SERVICE
                && workload.isEmpty()
                && remaining() > 0
                && !workload.unread().isHoldingUp();
    }

    /** Returns whether it counts as one of the pool's workers. */
    boolean isActive() {
        return !standing.isStandby() && !life.isLeaving();
    }

    /** Returns whether it can run a task, now or when it has finished its own. */
    public boolean isOfUse() {
        return life.isReady() && !warmUp.isDue();
    }

    /** Returns whether it has no task, and none that it might be given. */
    boolean isUsedUp() {
        return remaining() <= 0 && workload.isEmpty();
    }

    /** Returns whether it has to warm up, and may: it has no task, and is not about to be replaced. */
    boolean canWarmUp() {
        return warmUp.isDue() && life.isReady() && workload.isEmpty() && !standing.isBeingReplaced();
    }

    /** Returns how many more tasks it may be given: none as soon as somebody is there to replace it. */
    long remaining() {
        return standing.isReplaced() ? 0 : workload.remaining();
    }

    /** Returns how many more tasks may be sent ahead to it now. */
    public int room(long now) {
        return life() == Life.IN_SERVICE && !workload.unread().isHoldingUp() ? workload.room(remaining(), now) : 0;
    }

    /** Returns why it is to be replaced; null: it is not. */
    public @Nullable ExitReason due() {
        return standing.due();
    }

    // -- Its times --

    /** Returns when it became ready for the last time. */
    public long readyNanos() {
        return readyNanos;
    }

    /** Returns how long ago it became ready. */
    public long lived(long now) {
        return now - readyNanos;
    }

    /** Returns since when it has been trying to become ready. */
    public long preparingSince() {
        return warmUp.isUnderWay() ? warmUp.since() : startedNanos;
    }

    long idleSince() {
        return idleSince;
    }

    /** Returns true once: nobody has been told of its start yet. */
    public boolean announce() {
        boolean first = !announced;
        announced = true;
        return first;
    }

    // -- The view of people --

    /** Returns what an operator sees; the resident memory has to be asked for, and may be {@link #UNKNOWN}. */
    public WorkerSnapshot snapshot(long now, long residentBytes) {
        WorkerProcess current = link.process();
        return new WorkerSnapshot(
                link.pid(),
                link.slot(),
                state(),
                workload.running(now),
                workload.completed(),
                startedAt,
                residentBytes,
                current == null ? UNKNOWN : current.scoreboard().vitals().heapBytes());
    }
}
