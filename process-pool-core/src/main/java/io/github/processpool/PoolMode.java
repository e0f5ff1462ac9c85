package io.github.processpool;

/**
 * Where the workers of a pool live.
 *
 * <p>{@link #IN_PROCESS} is for tests: nothing is started, so it is fast, can be debugged, and can be made to fail on purpose with
 * {@link PoolFaults}; but what a task does still goes through the same queue, dispatch, serialization, channel, time limits and
 * supervision. The table tells what is the same and what is not:
 *
 * <table>
 * <caption>PROCESSES and IN_PROCESS</caption>
 * <tr><th>What</th><th>PROCESSES</th><th>IN_PROCESS</th></tr>
 * <tr><td>arguments, captured values, results, exceptions</td><td colspan="2">are copies; what can't be serialized, is too large
 *     or filtered fails in the same way</td></tr>
 * <tr><td>one task at a time per worker, slots, {@link WorkerContext}, {@link WorkerInitializer}, recycling by tasks</td>
 *     <td colspan="2">the same</td></tr>
 * <tr><td>queue, priorities, time limits, retries, shutdown, listeners, counters, {@link PoolState#BROKEN}</td>
 *     <td colspan="2">the same</td></tr>
 * <tr><td>a cancelled task, or one that is out of time</td><td>is interrupted, and killed after its grace period</td>
 *     <td>is interrupted; after its grace period its worker counts as killed and is replaced, but a thread can't be killed:
 *     stopping is as good as the task's cooperation. {@link ProcessFuture#stopped()} completes, though the thread may go on as a
 *     daemon whose name ends in {@code -abandoned}</td></tr>
 * <tr><td>static fields, system properties, current directory, environment, locks</td><td>each worker's own</td>
 *     <td>shared by all workers and the application</td></tr>
 * <tr><td>{@code System.exit}, a crash of native code</td><td>cost one task</td><td>end this JVM; use {@link PoolFaults}</td></tr>
 * <tr><td>an exhausted heap</td><td>is the worker's</td><td>is this JVM's; the task fails, and its worker is replaced, in the same
 *     way</td></tr>
 * <tr><td>standard output and error</td><td>go to the log, with pool, worker and task</td><td>are this JVM's</td></tr>
 * <tr><td>pid in snapshots, futures and exceptions</td><td>the worker's</td><td>this JVM's, for all workers</td></tr>
 * <tr><td>{@link ProcessPoolExecutor#kill(long)} and others that name a worker by its pid</td><td>take it</td><td>throw
 *     {@link UnsupportedOperationException}</td></tr>
 * <tr><td>memory in {@link WorkerSnapshot}</td><td>the worker's</td><td>-1: not known</td></tr>
 * <tr><td>the thread dump of a {@link TaskTimeoutException}</td><td>all threads of the worker</td><td>all threads of this
 *     JVM</td></tr>
 * <tr><td>child processes of a task</td><td>are killed with its worker</td><td>are this JVM's</td></tr>
 * <tr><td>{@code workerHeap}, {@code maxWorkerMemory}, {@code jvmArguments}, {@code environment}, {@code workingDirectory},
 *     {@code javaExecutable}, {@code classPath}, {@code commandPrefix}, {@code commandCustomizer}</td><td>hold</td><td>are
 *     ignored; one line of the log, at DEBUG, names them</td></tr>
 * </table>
 */
public enum PoolMode {
    /** Each worker is a JVM process: what this library is for. */
    PROCESSES,
    /** Each worker is a thread of this JVM, behind the same serialization: for tests. */
    IN_PROCESS
}
