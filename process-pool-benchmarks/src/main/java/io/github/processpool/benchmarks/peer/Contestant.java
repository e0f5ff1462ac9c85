package io.github.processpool.benchmarks.peer;

import io.github.processpool.MapOptions;
import java.io.IOException;
import java.util.List;

/**
 * One peer with two workers, as {@link DriverLoop} uses it: the work is defined here, the clock is held there.
 *
 * <p>A method whose work the peer can't do throws {@link UnsupportedOperationException}; its cells stay empty.
 */
interface Contestant extends AutoCloseable {

    int WORKERS = 2;

    /** Starts both workers, and returns when both have answered. */
    void open() throws Exception;

    /** One empty task, submitted and its result awaited. */
    void roundTrip() throws Exception;

    /** Submits {@code count} tasks one by one, each returning its number, then collects and checks all results. */
    void tinyTasks(int count) throws Exception;

    /** Has {@code threads} threads submit tiny tasks, {@code count} in all, each thread awaiting one before it submits the next. */
    default void calls(int threads, int count) throws Exception {
        throw new UnsupportedOperationException("calls");
    }

    /** Maps the identity over the numbers below {@code count} with the peer's best chunks, and checks the sum of the results. */
    default void map(int count) throws Exception {
        throw new UnsupportedOperationException("map");
    }

    /** The same with each number for itself. */
    default void mapOneByOne(int count) throws Exception {
        throw new UnsupportedOperationException("mapOneByOne");
    }

    /** Maps numbers by so much work of a worker's thread each. */
    default void mapOfWork(int count, long nanos, MapOptions options) throws Exception {
        throw new UnsupportedOperationException("mapOfWork");
    }

    /** Sends the bytes to a worker, which returns them. */
    byte[] echo(byte[] payload) throws Exception;

    /** The bytes of heap that this process and the worker that echoes have taken so far; below zero where nobody counts. */
    default HeapTaken heapTaken() throws Exception {
        return HeapTaken.UNKNOWN;
    }

    /** Submits {@code count} tasks that burn {@code nanos} of their thread's CPU time, and returns what they burned. */
    default long burn(int count, long nanos) throws Exception {
        throw new UnsupportedOperationException("burn");
    }

    /**
     * Submits tiny tasks as {@link #tinyTasks} does, but to a fresh pool that is ready.
     *
     * @param count how many tasks
     * @param tasksPerWorker after how many a worker is replaced; 0: never
     * @return the nanoseconds from the first submission to the last result
     */
    default long tinyTasksOfFreshPool(int count, int tasksPerWorker) throws Exception {
        throw new UnsupportedOperationException("tinyTasksOfFreshPool");
    }

    /**
     * Submits tiny tasks as {@link #tinyTasks} does, but to a fresh pool of so many workers that are ready, round after round.
     *
     * @param count how many tasks a round has
     * @param workers how many workers
     * @param tasksPerWorker how many each of them has had when it counts as warm
     */
    default RoundRates tinyTasksOfManyWorkers(int count, int workers, int tasksPerWorker) throws Exception {
        throw new UnsupportedOperationException("Two workers are all there are");
    }

    /**
     * Queues tiny tasks in a fresh pool that is warm and whose workers are busy, weighs them, and lets them run.
     *
     * @param count how many are queued at once
     * @param rounds how often
     */
    default QueuedTasks queuedTasks(int count, int rounds) throws Exception {
        throw new UnsupportedOperationException("Nothing is queued here");
    }

    /** Makes a fresh pool, and returns the nanoseconds from there to its first result. */
    default long firstResult() throws Exception {
        throw new UnsupportedOperationException("firstResult");
    }

    /** The same for a pool whose workers have an archive of their classes, where there is such a thing. */
    default long firstResultWithArchive() throws Exception {
        return firstResult();
    }

    /**
     * Kills a worker of a fresh pool in the middle of a task, and returns the nanoseconds until that task has failed and the
     * next one has succeeded.
     *
     * @param othersBusy whether the other worker is busy too, so that only a replacement can answer
     */
    default long killedWorker(boolean othersBusy) throws Exception {
        throw new UnsupportedOperationException("killedWorker");
    }

    /**
     * Writes the bytes where both workers see them, and has each worker checksum one half there.
     *
     * @return the CRC-32 of each half
     */
    default List<Long> checksumShared(byte[] payload) throws Exception {
        throw new UnsupportedOperationException("Nothing is shared here");
    }

    /**
     * Sends each worker one half, to be checksummed there.
     *
     * @return the CRC-32 of each half
     */
    default List<Long> checksumSent(byte[] payload) throws Exception {
        throw new UnsupportedOperationException("Checksums are not computed here");
    }

    /**
     * Kills the other member in the middle of a task of ours, and puts another in its place.
     *
     * @return the nanoseconds until the future of that task has failed
     */
    default long killedMember() throws Exception {
        throw new UnsupportedOperationException("There is no other member");
    }

    /** Starts another JVM as a member, and returns the nanoseconds until both see each other; it ends then. */
    default long forming() throws Exception {
        throw new UnsupportedOperationException("There is no other member");
    }

    /** The pid of the other member, which is idle. */
    default long otherMember() {
        throw new UnsupportedOperationException("There is no other member");
    }

    /** The pids of the workers. */
    default List<Long> workers() {
        return List.of();
    }

    @Override
    void close() throws IOException;
}
