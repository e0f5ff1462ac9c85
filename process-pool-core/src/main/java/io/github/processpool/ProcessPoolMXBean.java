package io.github.processpool;

import java.util.List;
import java.util.Map;
import javax.management.ConstructorParameters;

/**
 * A pool as JMX shows it, for {@code jconsole} and the like, where there is no Actuator: the figures of a {@link PoolSnapshot}, and
 * what an operator does. A pool registers one with the platform's MBean server if {@link ProcessPoolExecutorBuilder#registerMbean}
 * says so, as {@code io.github.processpool:type=ProcessPool,name=<name of the pool>}, and takes it away when it ends.
 *
 * <p>Whoever may connect over JMX may do all of this. Reading waits for no worker. Failures come as exceptions of the JDK, so that a
 * client needs none of this library's classes.
 *
 * <p><b>Thread safety:</b> all methods may be called from any thread.
 */
public interface ProcessPoolMXBean {

    /** A worker of a pool. Immutable. */
    final class Worker {

        private final long pid;
        private final int slot;
        private final WorkerState state;
        private final long ageMillis;
        private final long tasksCompleted;
        private final long residentBytes;
        private final long heapBytes;
        private final long taskId;
        private final String taskName;
        private final long taskMillis;

        /**
         * For the pool, and for proxies of JMX.
         *
         * @param pid see {@link #getPid()}
         * @param slot see {@link #getSlot()}
         * @param state see {@link #getState()}
         * @param ageMillis see {@link #getAgeMillis()}
         * @param tasksCompleted see {@link #getTasksCompleted()}
         * @param residentBytes see {@link #getResidentBytes()}
         * @param heapBytes see {@link #getHeapBytes()}
         * @param taskId see {@link #getTaskId()}
         * @param taskName see {@link #getTaskName()}
         * @param taskMillis see {@link #getTaskMillis()}
         */
        @ConstructorParameters({
            "pid",
            "slot",
            "state",
            "ageMillis",
            "tasksCompleted",
            "residentBytes",
            "heapBytes",
            "taskId",
            "taskName",
            "taskMillis"
        })
        public Worker(
                long pid,
                int slot,
                WorkerState state,
                long ageMillis,
                long tasksCompleted,
                long residentBytes,
                long heapBytes,
                long taskId,
                String taskName,
                long taskMillis) {
            this.pid = pid;
            this.slot = slot;
            this.state = state;
            this.ageMillis = ageMillis;
            this.tasksCompleted = tasksCompleted;
            this.residentBytes = residentBytes;
            this.heapBytes = heapBytes;
            this.taskId = taskId;
            this.taskName = taskName;
            this.taskMillis = taskMillis;
        }

        /**
         * Returns its process.
         *
         * @return see {@link WorkerSnapshot#pid()}
         */
        public long getPid() {
            return pid;
        }

        /**
         * Returns its slot.
         *
         * @return see {@link WorkerSnapshot#slot()}
         */
        public int getSlot() {
            return slot;
        }

        /**
         * Returns where it stands.
         *
         * @return a string over JMX
         */
        public WorkerState getState() {
            return state;
        }

        /**
         * Returns how long ago its start began.
         *
         * @return milliseconds
         */
        public long getAgeMillis() {
            return ageMillis;
        }

        /**
         * Returns how many tasks it has finished, failed ones included.
         *
         * @return 0 or more
         */
        public long getTasksCompleted() {
            return tasksCompleted;
        }

        /**
         * Returns its memory.
         *
         * @return see {@link WorkerSnapshot#residentBytes()}
         */
        public long getResidentBytes() {
            return residentBytes;
        }

        /**
         * Returns its used heap.
         *
         * @return see {@link WorkerSnapshot#heapBytes()}
         */
        public long getHeapBytes() {
            return heapBytes;
        }

        /**
         * Returns the number of the task that it runs, for {@link ProcessPoolMXBean#cancel}.
         *
         * @return 0 if it runs none
         */
        public long getTaskId() {
            return taskId;
        }

        /**
         * Returns the name of the task that it runs.
         *
         * @return empty if it runs none
         */
        public String getTaskName() {
            return taskName;
        }

        /**
         * Returns how long it has been running its task.
         *
         * @return milliseconds; 0 if it runs none
         */
        public long getTaskMillis() {
            return taskMillis;
        }
    }

    // -- Figures --

    /**
     * Returns the name of the pool.
     *
     * @return see {@link PoolSnapshot#name()}
     */
    String getName();

    /**
     * Returns where the pool stands.
     *
     * @return a string over JMX
     */
    PoolState getState();

    /**
     * Returns how many workers are kept when there is nothing to do.
     *
     * @return 0 or more
     */
    int getMinWorkers();

    /**
     * Returns how many workers may run tasks at once; {@link #resize} changes it.
     *
     * @return 1 or more
     */
    int getMaxWorkers();

    /**
     * Returns how many tasks have not begun.
     *
     * @return see {@link PoolSnapshot#queuedTasks()}
     */
    int getQueuedTasks();

    /**
     * Returns how many tasks may wait.
     *
     * @return see {@link PoolSnapshot#queueCapacity()}
     */
    int getQueueCapacity();

    /**
     * Returns the size of the waiting tasks.
     *
     * @return see {@link PoolSnapshot#queuedBytes()}
     */
    long getQueuedBytes();

    /**
     * Returns how long the task that is next has waited.
     *
     * @return milliseconds; 0 if none waits
     */
    long getNextTaskWaitMillis();

    /**
     * Returns how many tasks run in workers.
     *
     * @return see {@link PoolSnapshot#runningTasks()}
     */
    int getRunningTasks();

    /**
     * Returns how many tasks have ended with a value.
     *
     * @return since the pool was made
     */
    long getCompletedTasks();

    /**
     * Returns how many tasks have ended with an exception.
     *
     * @return since the pool was made
     */
    long getFailedTasks();

    /**
     * Returns how many tasks were cancelled.
     *
     * @return since the pool was made
     */
    long getCancelledTasks();

    /**
     * Returns how often a task was run again after its worker was lost.
     *
     * @return since the pool was made
     */
    long getRetriedTasks();

    /**
     * Returns how many tasks were refused at submission.
     *
     * @return since the pool was made
     */
    long getRejectedTasks();

    /**
     * Returns how many workers became ready.
     *
     * @return since the pool was made
     */
    long getWorkersStarted();

    /**
     * Returns how many workers have ended, by the names of {@link ExitReason}.
     *
     * @return reasons that did not occur are missing
     */
    Map<String, Long> getExitsByReason();

    /**
     * Returns the workers that there are, with the tasks that they run.
     *
     * @return one row per worker, in the order of their slots
     */
    List<Worker> getWorkers();

    // -- Operations --

    /**
     * Cancels a task, see {@link ProcessPoolExecutor#cancel(long, String)}.
     *
     * @param taskId its number
     * @return whether there was such a task
     */
    boolean cancel(long taskId);

    /**
     * Kills a worker, see {@link ProcessPoolExecutor#kill(long, String)}.
     *
     * @param pid its process
     * @return whether there was such a worker
     * @throws UnsupportedOperationException in {@link PoolMode#IN_PROCESS}
     */
    boolean kill(long pid);

    /**
     * Replaces all workers, each after its task, see {@link ProcessPoolExecutor#recycleWorkers()}. Does not wait for that.
     *
     * @throws IllegalStateException if the pool is broken or shut down
     */
    void recycleWorkers();

    /**
     * Replaces one worker after its task, see {@link ProcessPoolExecutor#recycleWorker}. Does not wait for that.
     *
     * @param pid its process
     * @throws IllegalArgumentException if there is no such worker
     * @throws IllegalStateException if the pool is broken or shut down
     * @throws UnsupportedOperationException in {@link PoolMode#IN_PROCESS}
     */
    void recycleWorker(long pid);

    /**
     * Changes how many workers may run tasks, see {@link ProcessPoolExecutor#resize}.
     *
     * @param maxWorkers at least 1
     * @throws IllegalArgumentException if it is less than 1
     */
    void resize(int maxWorkers);

    /**
     * Returns the stacks of a worker's threads, see {@link ProcessPoolExecutor#threadDump}. Waits for the worker, for 10 s at most.
     *
     * @param pid its process
     * @return text
     * @throws IllegalArgumentException if there is no such worker
     * @throws IllegalStateException if the worker ends or does not answer
     * @throws UnsupportedOperationException in {@link PoolMode#IN_PROCESS}
     */
    String threadDump(long pid);
}
