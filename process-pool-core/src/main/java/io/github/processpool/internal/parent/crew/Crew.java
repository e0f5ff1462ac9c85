package io.github.processpool.internal.parent.crew;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolSettings.Clocks;
import io.github.processpool.internal.parent.pool.PoolSettings.Sizing;
import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.message.Message.Stop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool: how many there are, which is idle, who replaces whom, who has to leave.
 *
 * <p>It knows nothing of tasks but how many wait; it starts and reaps no process itself, that is the {@code WorkerLife}.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}.
 */
public final class Crew {

    /** In larger pools no task is sent ahead: there are more workers than processors anyway. */
    static final int LARGEST_SENT_AHEAD = 64;

    private final PoolLock lock;
    private final Timer timer;
    private final DefinitionTable definitions;
    private final Sizing sizing;
    private final Clocks clocks;
    private final StartGuard guard;
    /** Starts the process of a worker; called without the lock. */
    private final Consumer<WorkerHandle> starter;

    private final List<WorkerHandle> workers = new ArrayList<>();
    private final Map<WorkerLink, WorkerHandle> handles = new HashMap<>();
    /** Idle workers, the one that became so last in front; may hold some that are not idle any more. */
    private final Deque<WorkerHandle> idle = new ArrayDeque<>();

    private int minWorkers;
    private int maxWorkers;
    private long lastId;
    private boolean open = true;
    /** Set when no new tasks come any more: what is there has to do. */
    private boolean draining;
    /** Set when workers have to be warm from now on. */
    private boolean warm;

    private boolean startIsDue;
    /** How many tasks waited when somebody last looked. */
    private int queued;
    // -- Averages that say when a replacement has to be started; 0 until there is a sample --
    private long startNanos;
    private long taskNanos;

    public Crew(PoolContext pool, DefinitionTable definitions, StartGuard guard, Consumer<WorkerHandle> starter) {
        this.lock = pool.lock();
        this.timer = pool.timer();
        this.definitions = definitions;
        this.sizing = pool.settings().sizing();
        this.clocks = pool.settings().clocks();
        this.guard = guard;
        this.starter = starter;
        this.minWorkers = sizing.minWorkers();
        this.maxWorkers = sizing.maxWorkers();
    }

    // -- Asked by the dispatcher --

    public List<WorkerHandle> workers() {
        return Collections.unmodifiableList(workers);
    }

    /** Returns the worker behind a link; only for one that has not ended. */
    public WorkerHandle handleOf(WorkerLink link) {
        return Objects.requireNonNull(handles.get(link), "the worker has ended");
    }

    @Nullable
    public WorkerHandle idleWorker() {
        WorkerHandle first = idle.peekFirst();
        while (first != null && !first.isIdle()) {
            idle.pollFirst();
            first = idle.peekFirst();
        }
        return first;
    }

    /** At most how many workers are idle. */
    public int idleCount() {
        return idle.size();
    }

    /** The first idle worker can't take a task just now. */
    public void moveIdleToEnd() {
        WorkerHandle first = idleWorker();
        if (first != null) {
            idle.addLast(idle.removeFirst());
        }
    }

    /** An idle worker that is not the first one is about to be given a task. */
    public void moveIdleToFront(WorkerHandle worker) {
        if (idle.peekFirst() != worker && idle.removeFirstOccurrence(worker)) {
            idle.addFirst(worker);
        }
    }

    @Nullable
    public WorkerHandle workerWithRoom() {
        if (workers.size() > LARGEST_SENT_AHEAD) {
            return null;
        }
        WorkerHandle best = null;
        int most = 0;
        long now = timer.now();
        for (WorkerHandle worker : workers) {
            int room = worker.room(now);
            if (room > most) {
                most = room;
                best = worker;
            }
        }
        return best;
    }

    // -- Told by the dispatcher --

    public void onSent(WorkerHandle worker) {
        if (idle.peekFirst() == worker) {
            idle.pollFirst();
        }
        startSuccessorInTime(worker);
    }

    public void onAnswered(WorkerHandle worker) {
        if (worker.sentCount() > 0) {
            return;
        }
        if (worker.state() == WorkerState.RETIRING) {
            letGo(worker);
        } else if (worker.isUsedUp()) {
            handOver(worker);
        } else if (worker.canWarmUp()) {
            warmUp(worker);
        } else if (worker.isIdle()) {
            idle.addFirst(worker);
        }
    }

    /** What kept a worker from taking tasks is over. */
    public void onAvailable(WorkerHandle worker) {
        idle.remove(worker);
        if (worker.isIdle()) {
            idle.addFirst(worker);
        }
    }

    public void onTaskTime(long nanos) {
        taskNanos = taskNanos == 0 ? nanos : taskNanos + (nanos - taskNanos) / 8;
    }

    /** Starts workers for waiting tasks, up to the minimum, and those that stand by; says whether a spare one became idle. */
    public boolean balance(int waitingTasks) {
        queued = waitingTasks;
        if (!open) {
            return false;
        }
        int active = 0;
        int starting = 0;
        for (WorkerHandle worker : workers) {
            if (worker.isActive()) {
                active++;
                starting += worker.state() == WorkerState.STARTING ? 1 : 0;
            }
        }
        int missing = Math.max(minWorkers - active, Math.min(maxWorkers - active, queued + sentAhead() - starting));
        boolean anyTookOver = false;
        int slot = missing > 0
                ? freeSlot()
                : -1; // None: a worker that is leaving still has it; its end brings us here again.
        for (int i = 0; i < missing && slot >= 0; i++) {
            WorkerHandle spare = readySpare();
            if (spare != null) {
                spare.takeSlot(slot);
                install(spare, timer.now());
                anyTookOver = true;
            } else if (mayStart(starting + i)) {
                start(slot);
            } else {
                break;
            }
            slot = freeSlot();
        }
        refillSpares();
        return anyTookOver;
    }

    private @Nullable WorkerHandle readySpare() {
        for (WorkerHandle worker : workers) {
            if (worker.isSpare() && worker.state() == WorkerState.STANDBY && worker.due() == null) {
                return worker;
            }
        }
        return null;
    }

    /** Those that are about to take over count as spare workers until they have, so that there are not too many processes. */
    private void refillSpares() {
        int standing = 0;
        int starting = starting();
        if (sizing.spareWorkers() == 0 || draining) {
            return;
        }
        for (WorkerHandle worker : workers) {
            boolean leaves = worker.state() == WorkerState.RETIRING || worker.state() == WorkerState.ENDED;
            standing += worker.isStandby() && !leaves ? 1 : 0;
        }
        for (; standing < sizing.spareWorkers() && mayStart(starting); standing++, starting++) {
            start(-1).markSpare();
        }
    }

    private void install(WorkerHandle standby, long idleSince) {
        standby.takeOver(idleSince);
        if (standby.isIdle()) {
            idle.addFirst(standby);
        }
    }

    private int sentAhead() {
        int count = 0;
        if (workers.size() <= LARGEST_SENT_AHEAD) {
            for (WorkerHandle worker : workers) {
                count += Math.max(0, worker.sentCount() - 1);
            }
        }
        return count;
    }

    private int starting() {
        return (int) workers.stream()
                .filter(worker -> worker.state() == WorkerState.STARTING)
                .count();
    }

    private boolean mayStart(int starting) {
        long pause = guard.pauseNanos(timer.now());
        if (pause > 0) {
            tryAgainAfter(pause);
            return false;
        }
        return !guard.isFailing() || starting == 0;
    }

    private void tryAgainAfter(long nanos) {
        if (!startIsDue) {
            startIsDue = true;
            timer.after(nanos, () -> {
                try (var held = lock.hold()) {
                    startIsDue = false;
                    balance(queued); // A spare worker that takes over now gets its task with the next tick.
                }
            });
        }
    }

    /** Starts one worker to see whether that works again, though nobody may need it. */
    public void probe() {
        boolean any = workers.stream().anyMatch(WorkerHandle::isOfUseOrStarting);
        int slot = freeSlot();
        if (open && !any && slot >= 0 && guard.pauseNanos(timer.now()) == 0) {
            start(slot);
        }
    }

    private int freeSlot() {
        BitSet taken = new BitSet();
        workers.stream().mapToInt(WorkerHandle::slot).filter(slot -> slot >= 0).forEach(taken::set);
        int slot = taken.nextClearBit(0);
        return slot < maxWorkers ? slot : -1;
    }

    private WorkerHandle start(int slot) {
        WorkerHandle worker = new WorkerHandle(
                new WorkerLink(++lastId, slot, definitions), timer.now(), sizing.maxTasksPerWorker(), warm);
        workers.add(worker);
        handles.put(worker.link(), worker);
        lock.afterwards(() -> starter.accept(worker));
        return worker;
    }

    // -- Recycling --

    /** The replacement is started so early that it is ready when the last task is done. */
    private void startSuccessorInTime(WorkerHandle worker) {
        boolean unlimited = sizing.maxTasksPerWorker() == Integer.MAX_VALUE;
        if (unlimited || !open || worker.successor() != null) {
            return;
        }
        long lead = taskNanos == 0 ? 1 : startNanos / taskNanos + 1;
        if (worker.remaining() <= lead && worker.state() != WorkerState.RETIRING) {
            findSuccessor(worker);
        }
    }

    /** A spare worker takes over if there is one, otherwise one is started, if that works at present. */
    private void findSuccessor(WorkerHandle worker) {
        WorkerHandle spare = readySpare();
        if (spare != null) {
            spare.takeSlot(worker.slot());
            worker.succeedWith(spare);
        } else if (mayStart(starting())) {
            worker.succeedWith(start(worker.slot()));
        }
    }

    /** Prepares the replacement of a worker that is due; it leaves when that is ready and its task is done. */
    void replace(WorkerHandle worker) {
        if (open && worker.isActive() && worker.successor() == null) {
            findSuccessor(worker);
            if (worker.isUsedUp()) {
                handOver(worker);
            }
        }
    }

    /** A worker that has used up its tasks, or is due, leaves when its replacement is there. */
    private void handOver(WorkerHandle worker) {
        WorkerHandle successor = worker.successor();
        if (successor == null || successor.state() == WorkerState.STANDBY) {
            ExitReason due = worker.due();
            worker.retire(due == null ? ExitReason.RECYCLED : due);
            letGo(worker);
            promoteSuccessorOf(worker, worker.idleSince());
        }
    }

    private void promoteSuccessorOf(WorkerHandle worker, long idleSince) {
        WorkerHandle successor = worker.successor();
        if (successor != null) {
            worker.succeedWith(null);
            install(successor, idleSince);
        }
    }

    @Nullable
    WorkerHandle predecessorOf(WorkerHandle worker) {
        for (WorkerHandle other : workers) {
            if (other.successor() == worker) {
                return other;
            }
        }
        return null;
    }

    // -- Told by the lives of the workers --

    /** Says whether the worker is ready for tasks now, as far as it is still wanted. */
    public boolean onReady(WorkerHandle worker, long now) {
        noteStartTime(worker, now);
        if (!worker.markReady(now)) {
            return false; // It was dismissed while it was starting, and is being killed, or warmed up and is leaving.
        }
        worker.endWarmUp();
        WorkerHandle predecessor = predecessorOf(worker);
        if (!open) {
            worker.retire(ExitReason.SHUTDOWN);
            letGo(worker);
        } else if (worker.canWarmUp()) {
            warmUp(worker);
            return false;
        } else if (predecessor != null && predecessor.isUsedUp()) {
            handOver(predecessor);
        } else if (worker.slot() >= maxWorkers) {
            worker.retire(ExitReason.RESIZED);
            letGo(worker);
        } else if (worker.isIdle()) {
            idle.addFirst(worker);
        }
        return true;
    }

    /** What replacements will need: those that are started once workers have to be warm do all of it at once. */
    private void noteStartTime(WorkerHandle worker, long now) {
        long taken = now - worker.preparingSince();
        if (worker.isWarmingUp()) {
            startNanos = Math.max(startNanos, taken);
        } else {
            startNanos = startNanos == 0 ? taken : startNanos + (taken - startNanos) / 4;
        }
    }

    public void onEnded(WorkerHandle worker) {
        worker.markEnded();
        workers.remove(worker);
        handles.remove(worker.link());
        idle.remove(worker);
        promoteSuccessorOf(worker, timer.now());
        WorkerHandle predecessor = predecessorOf(worker);
        if (predecessor != null) {
            predecessor.succeedWith(null);
            if (open && predecessor.canWarmUp()) {
                warmUp(predecessor); // It was not to, because it was about to be replaced.
            } else if (predecessor.isUsedUp() && predecessor.isActive()) {
                if (open) {
                    findSuccessor(predecessor);
                }
                handOver(predecessor);
            }
        }
    }

    // -- Warming up --

    /** From now on no worker takes a task before it has warmed up. */
    public void warmUp() {
        if (warm) {
            return; // Two callers may both have been the first.
        }
        warm = true;
        for (WorkerHandle worker : List.copyOf(workers)) {
            if (!worker.startsWarm()) {
                worker.requireWarmUp();
                if (worker.canWarmUp() && !worker.isUsedUp()) {
                    warmUp(worker);
                }
            }
        }
    }

    /** The worker is as good as one that starts: it is given the same time, and its failure is a failed start. */
    private void warmUp(WorkerHandle worker) {
        idle.remove(worker);
        worker.beginWarmUp(timer.now());
        lock.afterwards(worker::askToWarmUp);
        timer.after(clocks.start().toNanos(), () -> {
            try (var held = lock.hold()) {
                if (worker.isWarmingUp() && !worker.hasFailedToWarmUp() && worker.retire(ExitReason.START_FAILED)) {
                    lock.afterwards(() -> worker.link().kill(ExitReason.START_FAILED));
                }
            }
        });
    }

    // -- Size --

    public void resize(int max) {
        maxWorkers = max;
        minWorkers = Math.min(minWorkers, max);
        for (WorkerHandle worker : workers) {
            if (worker.slot() >= max) {
                dismiss(worker, ExitReason.RESIZED);
            }
        }
        balance(queued);
    }

    public int minWorkers() {
        return minWorkers;
    }

    public int maxWorkers() {
        return maxWorkers;
    }

    /** Ends workers above the minimum that have been idle for too long. */
    public void shrink(long now) {
        long active = workers.stream().filter(WorkerHandle::isActive).count();
        // The one that became idle first is at the end.
        List<WorkerHandle> longestFirst = new ArrayList<>(idle);
        Collections.reverse(longestFirst);
        for (WorkerHandle worker : longestFirst) {
            boolean tooLong = now - worker.idleSince() >= sizing.idleTimeout().toNanos();
            if (active > minWorkers && worker.isIdle() && tooLong) {
                active--;
                dismiss(worker, ExitReason.IDLE);
                dismissSuccessorOf(worker);
            } else if (worker.isIdle() && tooLong && worker.due() == null) {
                dismissSuccessorOf(worker); // It was started for tasks that have not come.
            }
        }
    }

    /** Only workers for waiting tasks are started from now on. */
    public void drain() {
        draining = true;
    }

    /** No worker is started any more; those without tasks leave now, the others after their tasks. */
    public void close(ExitReason reason) {
        open = false;
        for (WorkerHandle worker : List.copyOf(workers)) {
            dismiss(worker, reason);
        }
    }

    /** Nobody has to take over from a worker that is not needed any more. */
    private void dismissSuccessorOf(WorkerHandle worker) {
        WorkerHandle successor = worker.successor();
        if (successor != null) {
            worker.succeedWith(null);
            dismiss(successor, ExitReason.IDLE);
        }
    }

    /** A worker takes no new task, and ends when it has none. */
    void dismiss(WorkerHandle worker, ExitReason reason) {
        // One that warms up has started: it stops what it has started, and is killed only if that takes too long.
        boolean starting = worker.state() == WorkerState.STARTING && !worker.isWarmingUp();
        if (worker.retire(reason)) {
            if (starting) {
                lock.afterwards(() -> worker.link().kill(reason));
            } else if (worker.sentCount() == 0) {
                letGo(worker);
            }
        }
    }

    /** Tells a worker without tasks to end, and kills it if it does not. */
    private void letGo(WorkerHandle worker) {
        worker.endAsRetired();
        worker.link().post(new Stop());
        lock.afterwards(worker.link()::flush);
        timer.after(clocks.stop().toNanos(), () -> worker.link().kill(ExitReason.SHUTDOWN));
    }

    public boolean isEmpty() {
        return workers.isEmpty();
    }
}
