package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears of everything that gives a worker something to do — a task comes in, an answer is there, a worker is ready or gone — and
 * gives tasks from the {@link TaskQueue} to the {@link WorkerHandle}s: to idle ones first; and when there are none, a few ahead of
 * their turn behind tasks that are known to be short, because then the way would take longer than the work. They are taken back when
 * a worker becomes idle, or when something more urgent comes.
 *
 * <pre>{@code
 * TaskQueue -> GiveOut -> Placement -> WorkerHandle
 *     ^-------- TakeBack <-----------------'
 * }</pre>
 *
 * <p>It does not start workers and does not interpret results.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}.
 */
public final class Dispatcher {

    private final PoolLock lock;
    private final TaskQueue queue;
    private final Quarantine quarantine;
    private final Crew crew;
    private final Placement placement;
    private final TakeBack takeBack;
    private final GiveOut giveOut;
    /** Whether any task so far had a priority of its own. */
    private boolean priorities;
    /** Null: there are no other members. Set before the pool is used. */
    private @Nullable AwayTasks away;

    /** Gives tasks of a queue to the workers of a crew. */
    public Dispatcher(PoolContext pool, TaskQueue queue, Quarantine quarantine, Crew crew) {
        this.lock = pool.lock();
        this.queue = queue;
        this.quarantine = quarantine;
        this.crew = crew;
        this.takeBack = new TakeBack(pool, queue, crew);
        this.placement = new Placement(pool, crew, takeBack);
        this.giveOut = new GiveOut(pool, queue, quarantine, crew, takeBack, placement);
    }

    /** Before the pool is used: an action that follows each sending of a task, under the lock. */
    public void onSent(Consumer<PendingTask<?>> action) {
        placement.onSent(action);
    }

    /** Before the pool is used: other members may take what waits. */
    public void federate(AwayTasks tasks) {
        away = tasks;
        queue.onlyFree(tasks::mayGo);
        placement.federate(tasks);
        giveOut.federate(tasks);
    }

    /** Returns the tasks that other members have; null: there are no other members. */
    public @Nullable AwayTasks away() {
        return away;
    }

    // -- In --

    /** A new task. It is taken as soon as it is in the queue: an error after that is no reason to throw. */
    void enqueue(PendingTask<?> task) {
        if (giveOut.drop(task)) {
            return;
        }
        queue.add(task);
        task.where().markQueued();
        priorities |= task.options().priority() != 0;
        try {
            dispatch();
            if (priorities && isNewsForTheUrgent(task)) {
                dispatch();
            }
        } catch (VirtualMachineError e) {
            putOff(e);
        }
    }

    /**
     * A task behind another one waits for that one's sake, for which what is less urgent has been taken back already, unless it has come
     * back itself.
     */
    private boolean isNewsForTheUrgent(PendingTask<?> task) {
        PendingTask<?> next = queue.peek();
        boolean returned = queue.takeReturned();
        return next != null && (next == task || returned) && takeBack.forUrgent(next);
    }

    /** Memory or stack are short: the rest is done by the {@code Patrol}, which dispatches from time to time. */
    private void putOff(VirtualMachineError shortage) {
        if (shortage instanceof StackOverflowError) {
            lock.noteOverflow();
        }
    }

    /** An error kept a task from being taken: it leaves no trace. */
    void forget(PendingTask<?> task) {
        queue.remove(task);
        task.where().markEnded();
    }

    /** A task that was lost with its worker: it has its old place in the queue. */
    public void putBack(PendingTask<?> task) {
        queue.putBack(task);
    }

    // -- To the workers --

    /** Gives out as much as can be given out, and asks for more workers for the rest. */
    public void dispatch() {
        giveOut.all();
    }

    /** From time to time: tasks that wait behind one that takes longer than it should get their old places in the queue. */
    public void rescueTheWaiting(long now) {
        takeBack.fromTheOverdue(now);
        dispatch();
    }

    // -- After an error --

    /** From time to time: puts right what an error has left half done. */
    public void repair() {
        queue.repair();
        if (away != null) {
            away.repair();
        }
    }

    /** Returns whether a task that is QUEUED is in no queue. */
    public boolean hasLost(PendingTask<?> task) {
        return !queue.contains(task);
    }

    /** Returns whether nobody knows any more of a task that is AWAY. */
    public boolean hasLostAway(PendingTask<?> task) {
        return away == null || !away.has(task);
    }

    /** A task was sent, and an error has kept its clock from being set. */
    public void watchAgain(PendingTask<?> task) {
        placement.watch(task);
    }

    // -- From the workers --

    /**
     * A worker has answered; returns the task, or null if the worker was not waiting for this ticket. {@link #goOn} has to follow when
     * all that has come together is noted.
     */
    public @Nullable PendingTask<?> answered(WorkerHandle worker, long ticket, Fitness fitness) {
        PendingTask<?> task = worker.workload().taskOf(ticket);
        if (task == null) {
            return null;
        }
        task.where().markReading(); // First: a task that has left its worker is missed by nobody there.
        worker.workload().answered(ticket);
        retireIfUnfit(worker, fitness);
        return task;
    }

    /** A worker has answered, but the answer does not count: the task is run again. */
    public void answeredInVain(WorkerHandle worker, PendingTask<?> task, long ticket, Fitness fitness) {
        queue.putBack(task);
        worker.workload().answered(ticket);
        retireIfUnfit(worker, fitness);
        goOn(worker);
    }

    /** Nothing keeps a worker from taking tasks any more. */
    public void available(WorkerHandle worker) {
        try {
            crew.onAvailable(worker);
            dispatch();
            lock.signalChange();
        } catch (VirtualMachineError e) {
            putOff(e);
        }
    }

    /** A task has taken so long. */
    public void onTaskTime(long nanos) {
        crew.onTaskTime(nanos);
    }

    /** A worker has answered: it may be free for further tasks. The answers are known whatever happens here. */
    public void goOn(WorkerHandle worker) {
        try {
            takeBack.release(worker);
            dispatch();
            lock.signalChange();
        } catch (VirtualMachineError e) {
            putOff(e);
        }
    }

    /** Something has changed that is no worker's doing: a task is back from another member, or there is room for one. */
    public void goOn() {
        try {
            dispatch();
            lock.signalChange();
        } catch (VirtualMachineError e) {
            putOff(e);
        }
    }

    /** The answer is known whatever happens here. */
    private void retireIfUnfit(WorkerHandle worker, Fitness fitness) {
        try {
            if (fitness != Fitness.FIT) {
                retireUnfit(worker, fitness);
            }
        } catch (VirtualMachineError e) {
            putOff(e);
        }
    }

    private void retireUnfit(WorkerHandle worker, Fitness fitness) {
        worker.retire(
                switch (fitness) {
                    case HEAP_EXHAUSTED -> ExitReason.OUT_OF_MEMORY;
                    case CLASS_BROKEN -> ExitReason.BROKEN_CLASS;
                    default -> ExitReason.VIRTUAL_MACHINE_ERROR;
                });
        takeBack.fromLeaver(worker);
    }

    /** A worker is gone. */
    public void forget(WorkerHandle worker) {
        placement.forget(worker);
    }

    // -- Out --

    /** Withdraws a task that no worker has begun; false if one has, or is done with it. */
    boolean withdraw(PendingTask<?> task) {
        if (!takeBack.withdraw(task)) {
            return false;
        }
        dispatch();
        lock.signalChange();
        return true;
    }

    /** Withdraws every task that no worker has begun. */
    public List<PendingTask<?>> withdrawAll() {
        List<PendingTask<?>> withdrawn = takeBack.withdrawAll(task -> true);
        lock.signalChange();
        return withdrawn;
    }

    /** Some key was quarantined: fails every task of such a key that no worker has begun. */
    public void refuseQuarantined() {
        takeBack.withdrawAll(quarantine::holds).forEach(giveOut::refuse);
        dispatch();
        lock.signalChange();
    }

    /** Takes those elements of a running chunk away that have not begun; returns how many have, or -1 if it can't be cut. */
    int cut(PendingTask<?> task, int least) {
        return takeBack.cut(task, least);
    }

    // -- Looks --

    /** Returns how many tasks can run at once, those on other members included. */
    int slots() {
        return crew.maxWorkers() + (away == null ? 0 : away.slots());
    }

    /** Returns how many tasks other members have. */
    public int awayCount() {
        return away == null ? 0 : away.count();
    }

    /** Returns whether a task waits, or is with a worker, be it one of another member. */
    public boolean hasWork() {
        return !queue.isEmpty() || crew.sentCount() > 0 || awayCount() > 0;
    }
}
