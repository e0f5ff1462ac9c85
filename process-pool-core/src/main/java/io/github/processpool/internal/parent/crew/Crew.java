package io.github.processpool.internal.parent.crew;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.Round;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool, as the rest of the parent sees them: hears from the {@code Dispatcher} how many tasks wait and which
 * worker was sent or has answered one, from the lives of the workers who is ready and who is gone, and passes it on to its parts.
 *
 * <pre>{@code
 * Roster      who is there, who takes tasks, how many are what
 * Hiring      how many are started when
 * Succession  who takes over from whom
 * Dismissal   who has to leave, and how
 * Surplus     who has been idle for too long
 * WarmUps     who has to warm up
 * }</pre>
 *
 * <p>It knows nothing of tasks but how many wait; it starts and reaps no process itself, that is the {@code WorkerLife}.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}.
 */
public final class Crew {

    private final PoolContext pool;
    private final Roster roster = new Roster();
    private final LeadTime leadTime = new LeadTime();
    private final WarmUps warmUps;
    private final Dismissal dismissal;
    private final Surplus surplus;
    private final Hiring hiring;
    private final Succession succession;

    /** The starter starts the process of a worker; it is called without the lock. */
    public Crew(PoolContext pool, DefinitionTable definitions, StartGuard guard, Consumer<WorkerHandle> starter) {
        this.pool = pool;
        this.warmUps = new WarmUps(pool, roster);
        this.dismissal = new Dismissal(pool, roster);
        this.surplus = new Surplus(pool, roster, dismissal);
        this.hiring = new Hiring(pool, roster, guard, definitions, warmUps, starter);
        this.succession = new Succession(pool, roster, hiring, warmUps, dismissal, leadTime);
    }

    // -- Its members --

    /** Returns the list of them, with their lines and counts. */
    Roster roster() {
        return roster;
    }

    /** Returns a view of those that have not ended, in the order of their starts. */
    public List<WorkerHandle> workers() {
        return roster.workers();
    }

    /** Returns whether everybody has ended. */
    public boolean isEmpty() {
        return roster.workers().isEmpty();
    }

    /** Returns the worker behind a link; only for one that has not ended. */
    public WorkerHandle handleOf(WorkerLink link) {
        return roster.handleOf(link);
    }

    /** Returns the worker behind a link; null if it has ended. */
    public @Nullable WorkerHandle find(WorkerLink link) {
        return roster.find(link);
    }

    /** Returns the first idle worker; null if there is none. */
    public @Nullable WorkerHandle idleWorker() {
        return roster.vacancies().idle();
    }

    /** Returns at most how many workers are idle. */
    public int idleCount() {
        return roster.vacancies().idleCount();
    }

    /** The first idle worker can't take a task just now. */
    public void moveIdleToEnd() {
        roster.vacancies().moveIdleToEnd();
    }

    /** An idle worker that is not the first one is about to be given a task. */
    public void moveIdleToFront(WorkerHandle worker) {
        roster.vacancies().moveIdleToFront(worker);
    }

    /** Returns the busy worker with the fewest tasks that takes one more; null if there is none. */
    public @Nullable WorkerHandle workerWithRoom() {
        return roster.vacancies().withRoom(pool.now());
    }

    /** Returns how many tasks all workers have. */
    public int sentCount() {
        return roster.headcount().sent();
    }

    /** Returns how many workers have started and are there for tasks, busy or not. */
    public int readyCount() {
        return roster.headcount().active() - roster.headcount().activeStarting();
    }

    /** Does something with each worker that has a task waiting behind another one, which may change that. */
    public void eachCrowded(Consumer<WorkerHandle> action) {
        roster.vacancies().eachCrowded(action);
    }

    // -- Told by the dispatcher --

    /** A worker was sent a task. */
    public void onSent(WorkerHandle worker) {
        roster.vacancies().update(worker);
        succession.startInTime(worker);
    }

    /** A task has left a worker: answered, or taken back. */
    public void onAnswered(WorkerHandle worker) {
        roster.vacancies().update(worker); // Whatever follows: one that leaves has no task that waits, either.
        if (!worker.workload().isEmpty()) {
            return;
        }
        if (worker.life().isLeaving()) {
            dismissal.letGo(worker);
        } else if (!succession.handOverIfUsedUp(worker)) {
            warmUps.beginIfDue(worker);
        }
    }

    /** Nothing keeps a worker from taking tasks any more. */
    public void onAvailable(WorkerHandle worker) {
        roster.vacancies().update(worker);
    }

    /** A task has taken so long. */
    public void onTaskTime(long nanos) {
        leadTime.onTask(nanos);
    }

    /** Starts workers for waiting tasks, up to the minimum, and those that stand by; returns whether a spare one became idle. */
    public boolean balance(int waitingTasks) {
        return hiring.balance(waitingTasks);
    }

    // -- Told by the lives of the workers --

    /** The turn of a worker that has waited for it is there; false if it is not to start now, and leaves. */
    public boolean onTurn(WorkerHandle worker) {
        return hiring.begin(worker);
    }

    /** Returns whether the worker is ready for tasks now, as far as it is still wanted. */
    public boolean onReady(WorkerHandle worker, long now) {
        noteStartTime(worker, now);
        if (!worker.markReady(now)) {
            return false; // It was dismissed while it was starting, and is being killed, or warmed up and is leaving.
        }
        if (!hiring.isOpen()) {
            dismissal.dismiss(worker, ExitReason.SHUTDOWN);
        } else if (warmUps.beginIfDue(worker)) {
            return false;
        } else if (!succession.onStandby(worker)) {
            dismissal.dismissIfBeyond(worker, hiring.maxWorkers());
            roster.vacancies().update(worker);
        }
        return true;
    }

    private void noteStartTime(WorkerHandle worker, long now) {
        long taken = now - worker.preparingSince();
        if (worker.warmUp().isUnderWay()) {
            leadTime.onWarmUp(taken);
        } else {
            leadTime.onStart(taken);
        }
    }

    /** A worker is gone. */
    public void onEnded(WorkerHandle worker) {
        worker.markEnded();
        roster.remove(worker);
        succession.onEnded(worker);
    }

    // -- Told by the operator, the recycling and the patrol --

    /** From now on no worker takes a task before it has warmed up. */
    public void warmUp() {
        warmUps.want();
    }

    /** From now on at most so many workers run tasks; those beyond end after their tasks. */
    public void resize(int max) {
        hiring.resize(max);
        dismissal.dismissBeyond(max);
        hiring.balance();
    }

    /** Returns how many workers are kept when there is nothing to do. */
    public int minWorkers() {
        return hiring.minWorkers();
    }

    /** Returns how many workers run tasks at most. */
    public int maxWorkers() {
        return hiring.maxWorkers();
    }

    /** Prepares the replacement of a worker that is due. */
    void replace(WorkerHandle worker) {
        succession.replace(worker);
    }

    /** A worker takes no new task, and ends when it has none. */
    void dismiss(WorkerHandle worker, ExitReason reason) {
        dismissal.dismiss(worker, reason);
    }

    /** From time to time: puts right what an error in this JVM, such as a lack of memory, has left half done. */
    public void repair() {
        roster.repair();
        dismissal.letGoOfLeavers();
        Round.each(List.copyOf(roster.workers()), this::goOnIfFree);
    }

    private void goOnIfFree(WorkerHandle worker) {
        boolean free = worker.life().isReady() && worker.workload().isEmpty();
        if (free && !succession.handOverIfUsedUp(worker)) {
            warmUps.beginIfDue(worker);
        }
    }

    /** Ends workers above the minimum that have been idle for too long. */
    public void shrink(long now) {
        surplus.dismiss(hiring.minWorkers(), now);
    }

    /** Starts one worker to see whether that works again, though nobody may need it. */
    public void probe() {
        hiring.probe();
    }

    /** Only workers for waiting tasks are started from now on. */
    public void drain() {
        hiring.drain();
    }

    /** No worker is started any more; those without tasks leave now, the others after their tasks. */
    public void close(ExitReason reason) {
        hiring.close();
        dismissal.dismissAll(reason);
    }
}
