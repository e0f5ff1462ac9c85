package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks from the {@link TaskQueue} and gives them to the {@link WorkerHandle}s: to idle ones first; and when there are
 * none, a few ahead of their turn behind tasks that are known to be short, because then the way would take longer than the work.
 * What was sent ahead is taken back when a worker becomes idle, or when something more urgent comes.
 *
 * <p>It does not start workers and does not interpret results.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}.
 */
public final class Dispatcher {

    /** When to look again for tasks that wait behind one that was thought to be short. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final PoolContext pool;
    private final PoolLock lock;
    private final TaskQueue queue;
    private final Quarantine quarantine;
    private final Affinity affinity = new Affinity();
    private final Crew crew;
    private final Consumer<PendingTask<?>> onSent;
    /** Whether a look for tasks that wait behind a long one is due already. */
    private boolean lookingAgain;
    /** Whether any task so far had a priority of its own. */
    private boolean priorities;

    /** Calls {@code onSent} under the lock. */
    public Dispatcher(
            PoolContext pool, TaskQueue queue, Quarantine quarantine, Crew crew, Consumer<PendingTask<?>> onSent) {
        this.pool = pool;
        this.lock = pool.lock();
        this.queue = queue;
        this.quarantine = quarantine;
        this.crew = crew;
        this.onSent = onSent;
    }

    /** A new task. */
    void enqueue(PendingTask<?> task) {
        task.where().markQueued();
        if (quarantine.holds(task)) {
            refuse(task);
            return;
        }
        queue.add(task);
        priorities |= task.options().priority() != 0;
        dispatch();
        if (priorities && task.where().place() == Place.QUEUED) {
            makeWayFor(task);
        }
    }

    /** A task that was taken back, or lost with its worker: it has its old place in the queue. */
    public void putBack(PendingTask<?> task) {
        task.where().markQueued();
        queue.add(task);
    }

    /** Gives out what can be given out, and asks for more workers for the rest. */
    public void dispatch() {
        do {
            while (!queue.isEmpty() && giveOne()) {
                // Until there is no task, or no worker that could take one.
            }
            if (queue.isEmpty()) {
                takeFromTheBusy();
            }
        } while (crew.balance(queue.size()) && !queue.isEmpty());
    }

    private boolean giveOne() {
        if (crew.idleWorker() == null && crew.workerWithRoom() == null) {
            return false;
        }
        PendingTask<?> task = queue.poll();
        if (task == null || task.hasOutcome()) {
            if (task != null) {
                task.where().markEnded();
                lock.signalChange();
            }
            return true;
        }
        if (quarantine.holds(task)) {
            refuse(task); // It has come back from a worker since its key was quarantined.
            return true;
        }
        if (sendToAny(task)) {
            return true;
        }
        queue.add(task);
        lookAgainSoon(); // No message tells when a worker has passed over what was taken back from it.
        return false;
    }

    private boolean sendToAny(PendingTask<?> task) {
        WorkerHandle preferred = affinity.workerFor(task);
        if (preferred != null && preferred.isIdle()) {
            crew.moveIdleToFront(preferred);
        }
        for (int tries = crew.idleCount(); tries > 0; tries--) {
            WorkerHandle worker = crew.idleWorker();
            if (worker != null && send(worker, task)) {
                return true;
            }
            crew.moveIdleToEnd();
        }
        WorkerHandle worker = crew.workerWithRoom();
        if (worker != null && preferred != null && preferred.room(pool.now()) > 0) {
            worker = preferred;
        }
        return worker != null && send(worker, task);
    }

    private boolean send(WorkerHandle worker, PendingTask<?> task) {
        if (!worker.send(task)) {
            return false;
        }
        if (worker.markFlushIfDue()) {
            lock.afterwards(worker.link()::flush);
        }
        crew.onSent(worker);
        affinity.sent(task, worker);
        onSent.accept(task);
        return true;
    }

    /** An idle worker takes over what was sent ahead to one whose task turns out to be long. */
    private void takeFromTheBusy() {
        if (crew.idleWorker() == null) {
            return;
        }
        long now = pool.now();
        for (WorkerHandle busy : crew.workers()) {
            if (busy.sentCount() < 2) {
                continue;
            }
            if (busy.isSoonDone(now)) {
                lookAgainSoon();
            } else {
                takeBackAllButTheFirst(busy);
            }
        }
        while (!queue.isEmpty() && crew.idleWorker() != null && giveOne()) {
            // Only to idle ones: the others have just lost theirs.
        }
    }

    private void takeBackAllButTheFirst(WorkerHandle busy) {
        List<PendingTask<?>> tasks = busy.sentTasks();
        for (int i = tasks.size() - 1; i > 0; i--) {
            takeBack(busy, tasks.get(i));
        }
    }

    /** From time to time: what waits behind a task that takes longer than it should gets its old place in the queue. */
    public void rescueTheWaiting(long now) {
        for (WorkerHandle worker : List.copyOf(crew.workers())) {
            if (worker.sentCount() > 1 && worker.isOverdue(now)) {
                takeBackAllButTheFirst(worker);
            }
        }
        dispatch();
    }

    private void lookAgainSoon() {
        if (!lookingAgain) {
            lookingAgain = true;
            pool.timer().after(LOOK_AGAIN_NANOS, () -> {
                try (var held = lock.hold()) {
                    lookingAgain = false;
                    dispatch();
                }
            });
        }
    }

    /** Takes back what was sent ahead and is less urgent. */
    private void makeWayFor(PendingTask<?> urgent) {
        boolean moved = false;
        for (WorkerHandle worker : crew.workers()) {
            for (PendingTask<?> task : worker.sentTasks()) {
                if (task.options().priority() < urgent.options().priority()) {
                    moved |= takeBack(worker, task);
                }
            }
        }
        if (moved) {
            dispatch();
        }
    }

    private boolean takeBack(WorkerHandle worker, PendingTask<?> task) {
        if (!revoke(worker, task)) {
            return false;
        }
        putBack(task);
        releaseIfDone(worker);
        return true;
    }

    private boolean revoke(WorkerHandle worker, PendingTask<?> task) {
        if (!worker.revoke(task)) {
            return false;
        }
        if (worker.hasUnflushed()) {
            // The answer that would have sent the rest on may have been that of the task we have just taken back.
            worker.markFlushed();
            lock.afterwards(worker.link()::flush);
        }
        return true;
    }

    /** Takes those elements of a running chunk away that have not begun; returns how many have, or -1 if it can't be cut. */
    int cut(PendingTask<?> task, int least) {
        Sending sending = task.where().sending();
        if (sending == null || task.where().place() != Place.SENT) {
            return -1;
        }
        int begun = crew.handleOf(sending.worker()).cut(task, sending, least);
        if (begun >= 0) {
            task.markCut(begun);
        }
        return begun;
    }

    int maxWorkers() {
        return crew.maxWorkers();
    }

    private void releaseIfDone(WorkerHandle worker) {
        worker.markIdleIfDone(pool.now());
        crew.onAnswered(worker); // Also one that is only waiting to leave.
    }

    /** A worker has answered; returns the task, or null if the worker was not waiting for this ticket. */
    @Nullable
    public PendingTask<?> answered(WorkerHandle worker, long ticket, Fitness fitness) {
        PendingTask<?> task = worker.answered(ticket);
        if (task == null) {
            return null;
        }
        if (fitness != Fitness.FIT) {
            retireUnfit(worker, fitness);
        }
        task.where().markReading();
        goOn(worker);
        return task;
    }

    /** A worker is gone. */
    public void forget(WorkerHandle worker) {
        affinity.forget(worker);
    }

    /** A worker has answered, but the answer does not count: the task is run again. */
    public void answeredInVain(WorkerHandle worker, PendingTask<?> task, long ticket, Fitness fitness) {
        worker.answered(ticket);
        retireUnfit(worker, fitness);
        putBack(task);
        goOn(worker);
    }

    private void goOn(WorkerHandle worker) {
        releaseIfDone(worker);
        dispatch();
        lock.signalChange();
    }

    private void retireUnfit(WorkerHandle worker, Fitness fitness) {
        worker.retire(fitness == Fitness.HEAP_EXHAUSTED ? ExitReason.OUT_OF_MEMORY : ExitReason.VIRTUAL_MACHINE_ERROR);
        for (PendingTask<?> task : worker.sentTasks()) {
            takeBack(worker, task);
        }
    }

    /** Withdraws a task that no worker has begun; false if one has. */
    boolean withdraw(PendingTask<?> task) {
        Sending sending = task.where().sending();
        if (task.where().place() == Place.QUEUED) {
            queue.remove(task);
        } else if (task.where().place() == Place.SENT
                && sending != null
                && revoke(crew.handleOf(sending.worker()), task)) {
            releaseIfDone(crew.handleOf(sending.worker()));
        } else if (task.where().place() != Place.NEW) {
            return task.where().hasLeftProcess();
        }
        task.where().markEnded();
        dispatch();
        lock.signalChange();
        return true;
    }

    /** Withdraws every task that no worker has begun. */
    public List<PendingTask<?>> withdrawAll() {
        List<PendingTask<?>> withdrawn = new ArrayList<>(queue.removeAll());
        for (WorkerHandle worker : List.copyOf(crew.workers())) {
            for (PendingTask<?> task : worker.sentTasks()) {
                if (revoke(worker, task)) {
                    withdrawn.add(task);
                    releaseIfDone(worker);
                }
            }
        }
        withdrawn.forEach(task -> task.where().markEnded());
        lock.signalChange();
        return withdrawn;
    }

    /** Some key was quarantined: fails every task of such a key that no worker has begun. */
    public void refuseQuarantined() {
        queue.all().stream().filter(quarantine::holds).forEach(task -> {
            queue.remove(task);
            refuse(task);
        });
        for (WorkerHandle worker : List.copyOf(crew.workers())) {
            for (PendingTask<?> task : worker.sentTasks()) {
                if (quarantine.holds(task) && revoke(worker, task)) {
                    refuse(task);
                    releaseIfDone(worker);
                }
            }
        }
        dispatch();
    }

    private void refuse(PendingTask<?> task) {
        Outcome refusal = Outcome.failure(quarantine.refusal(task, null));
        task.where().markEnded();
        lock.afterwards(() -> task.finish(refusal));
        lock.signalChange();
    }

    /** How many tasks have not begun, those sent ahead included. */
    public int notBegun() {
        int count = queue.size();
        for (WorkerHandle worker : crew.workers()) {
            count += worker.notBegunCount();
        }
        return count;
    }

    /** How many tasks there are that may not have begun; cheaper, and never less than {@link #notBegun}. */
    public int notBegunAtMost() {
        int count = queue.size();
        for (WorkerHandle worker : crew.workers()) {
            count += worker.sentCount();
        }
        return count;
    }

    public boolean hasWork() {
        return notBegunAtMost() > 0;
    }
}
