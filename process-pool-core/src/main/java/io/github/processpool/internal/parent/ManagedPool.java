package io.github.processpool.internal.parent;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolMXBean;
import io.github.processpool.RunningTask;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.internal.parent.supervision.Interventions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Passes what a client of JMX asks on to the {@link Operations} and {@link Interventions} of an {@link Engine}, and puts the answers
 * into types that JMX has. It does not refer to the {@link ProcessPool} that users hold, so that an MBean server, which keeps this,
 * does not keep a forgotten pool.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class ManagedPool implements ProcessPoolMXBean {

    private static final String REQUESTER = "a caller over JMX";

    /** The pool gives up sooner than this. */
    private static final long DUMP_PATIENCE_SECONDS = 20;

    private final Operations operations;
    private final Interventions interventions;

    ManagedPool(Operations operations, Interventions interventions) {
        this.operations = operations;
        this.interventions = interventions;
    }

    private PoolSnapshot now() {
        return operations.snapshot();
    }

    // -- Figures --

    @Override
    public String getName() {
        return now().name();
    }

    @Override
    public PoolState getState() {
        return now().state();
    }

    @Override
    public int getMinWorkers() {
        return now().minWorkers();
    }

    @Override
    public int getMaxWorkers() {
        return now().maxWorkers();
    }

    @Override
    public int getQueuedTasks() {
        return now().queuedTasks();
    }

    @Override
    public int getQueueCapacity() {
        return now().queueCapacity();
    }

    @Override
    public long getQueuedBytes() {
        return now().queuedBytes();
    }

    @Override
    public long getNextTaskWaitMillis() {
        return now().nextTaskWait().toMillis();
    }

    @Override
    public int getRunningTasks() {
        return now().runningTasks();
    }

    @Override
    public long getCompletedTasks() {
        return now().completedTasks();
    }

    @Override
    public long getFailedTasks() {
        return now().failedTasks();
    }

    @Override
    public long getCancelledTasks() {
        return now().cancelledTasks();
    }

    @Override
    public long getRetriedTasks() {
        return now().retriedTasks();
    }

    @Override
    public long getRejectedTasks() {
        return now().rejectedTasks();
    }

    @Override
    public long getWorkersStarted() {
        return now().workersStarted();
    }

    @Override
    public Map<String, Long> getExitsByReason() {
        Map<String, Long> exits = new TreeMap<>();
        now().exitsByReason().forEach((reason, count) -> exits.put(reason.name(), count));
        return exits;
    }

    @Override
    public List<Worker> getWorkers() {
        Instant now = Instant.now();
        return now().workers().stream().map(worker -> worker(worker, now)).toList();
    }

    private static Worker worker(WorkerSnapshot worker, Instant now) {
        return new Worker(
                worker.pid(),
                worker.slot(),
                worker.state(),
                millisSince(worker.startedAt(), now),
                worker.tasksCompleted(),
                worker.residentBytes(),
                worker.heapBytes(),
                worker.currentTask().map(RunningTask::taskId).orElse(0L),
                worker.currentTask().map(RunningTask::name).orElse(""),
                worker.currentTask()
                        .map(task -> millisSince(task.startedAt(), now))
                        .orElse(0L));
    }

    private static long millisSince(Instant start, Instant now) {
        return Math.max(0, Duration.between(start, now).toMillis());
    }

    // -- Operations --

    @Override
    public boolean cancel(long taskId) {
        return interventions.cancel(taskId, REQUESTER);
    }

    @Override
    public boolean kill(long pid) {
        operations.checkWorkersAreProcesses();
        return interventions.kill(pid, REQUESTER);
    }

    @Override
    public void recycleWorkers() {
        checkBegun(operations.recycleWorkers());
    }

    @Override
    public void recycleWorker(long pid) {
        checkBegun(operations.recycleWorker(pid));
    }

    /** Says no more than the state: the words of a broken pool have the command in them, which may hold secrets. */
    private void checkBegun(CompletableFuture<Void> begun) {
        if (begun.isCompletedExceptionally()) {
            PoolSnapshot now = now();
            throw new IllegalStateException(
                    "Process pool '" + now.name() + "' replaces no workers: it is " + now.state());
        }
    }

    @Override
    public void resize(int maxWorkers) {
        operations.resize(maxWorkers);
    }

    @Override
    public String threadDump(long pid) {
        try {
            return operations.threadDump(pid).get(DUMP_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(cause.getMessage()); // A client may not have its class.
        } catch (TimeoutException e) {
            throw new IllegalStateException("Worker " + pid + " has not answered in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for worker " + pid);
        }
    }
}
