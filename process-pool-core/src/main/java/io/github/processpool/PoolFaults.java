package io.github.processpool;

import io.github.processpool.internal.inprocess.FaultSource;
import io.github.processpool.internal.inprocess.TaskFault;
import io.github.processpool.internal.inprocess.TaskFault.Kind;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Lets things go wrong on purpose, to test how an application takes it, in a pool with {@link PoolMode#IN_PROCESS}:
 *
 * <pre>{@code
 * PoolFaults faults = new PoolFaults();
 * try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
 *         .mode(PoolMode.IN_PROCESS)
 *         .faults(faults)
 *         .build()) {
 *     faults.crash("render", 139).timeOut("render");
 *     Invoices invoices = new Invoices(pool);             // submits tasks with the name "render"
 *     assertThat(invoices.render(1)).isEqualTo(Status.CRASHED);
 *     assertThat(invoices.render(2)).isEqualTo(Status.TOO_SLOW);
 *     assertThat(invoices.render(3)).isEqualTo(Status.RENDERED);
 *     assertThat(faults.pending()).isZero();
 * }
 * }</pre>
 *
 * <p>Each call adds one fault for the next task of that name ({@link TaskOptions.Builder#name}) that a worker begins; several for
 * one name happen in the order in which they were added. The task itself is not run then. An attempt uses up one fault, so with
 * {@code maxAttempts(2)} a task survives one crash. Everything around the fault is real: the future's end, events, counters,
 * the replacement of the worker, retries.
 *
 * <p><b>Thread safety:</b> any thread may add faults, at any time; one object may serve several pools, which then share them.
 */
public final class PoolFaults {

    private static final int KILLED = 137;

    /** Guarded by this. */
    private final Map<String, Queue<TaskFault>> byName = new HashMap<>();
    /** Guarded by this. */
    private int starts;

    /** Nothing goes wrong until it is said. */
    public PoolFaults() {}

    /**
     * The worker dies as it begins the task, as if it had been killed by SIGKILL: exit code 137.
     *
     * @param taskName the task's name
     * @return this object
     */
    public PoolFaults crash(String taskName) {
        return crash(taskName, KILLED);
    }

    /**
     * The worker dies as it begins the task. The task is lost with a {@link WorkerCrashedException}, or run again within its
     * {@code maxAttempts}.
     *
     * @param taskName the task's name
     * @param exitCode what the exception will tell; above 128: the number of a signal plus 128
     * @return this object
     * @throws IllegalArgumentException if the exit code is not from 0 to 255
     */
    public PoolFaults crash(String taskName, int exitCode) {
        if (exitCode < 0 || exitCode > 255) {
            throw new IllegalArgumentException("exitCode must be from 0 to 255, but was " + exitCode);
        }
        return add(taskName, new TaskFault(Kind.CRASH, exitCode));
    }

    /**
     * The task's execution time is up as soon as it begins, whatever its timeout is, and whether it has one: its future ends with
     * a {@link TaskTimeoutException} of the execution clock. The task heeds the interrupt, so the worker lives, unless
     * the grace period is zero.
     *
     * @param taskName the task's name
     * @return this object
     */
    public PoolFaults timeOut(String taskName) {
        return add(taskName, new TaskFault(Kind.TIME_OUT, 0));
    }

    /**
     * The worker's heap is exhausted as it begins the task: the task is lost with a {@link WorkerCrashedException} that says so,
     * or run again within its {@code maxAttempts}, and the worker is replaced.
     *
     * @param taskName the task's name
     * @return this object
     */
    public PoolFaults outOfMemory(String taskName) {
        return add(taskName, new TaskFault(Kind.OUT_OF_MEMORY, 0));
    }

    /**
     * Lets the next starts of workers fail. Four in a row, with no worker left, make the pool {@link PoolState#BROKEN}, within a
     * second or so; it recovers by itself with a start that succeeds.
     *
     * @param count how many, in addition to those that are still to fail
     * @return this object
     * @throws IllegalArgumentException if it is negative
     */
    public synchronized PoolFaults failStarts(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative, but was " + count);
        }
        starts = Math.addExact(starts, count);
        return this;
    }

    /**
     * Returns how many faults have not happened yet, failing starts included: for a test that wants to know that all have.
     *
     * @return 0 if all have
     */
    public synchronized int pending() {
        return starts + byName.values().stream().mapToInt(Queue::size).sum();
    }

    /** Forgets the faults that have not happened yet. */
    public synchronized void clear() {
        byName.clear();
        starts = 0;
    }

    private synchronized PoolFaults add(String taskName, TaskFault fault) {
        Objects.requireNonNull(taskName, "taskName");
        byName.computeIfAbsent(taskName, name -> new ArrayDeque<>()).add(fault);
        return this;
    }

    private synchronized @Nullable TaskFault take(String taskName) {
        Queue<TaskFault> faults = byName.get(taskName);
        return faults == null ? null : faults.poll();
    }

    private synchronized boolean takeStart() {
        if (starts == 0) {
            return false;
        }
        starts--;
        return true;
    }

    /** The faults as the workers ask for them. */
    FaultSource source() {
        return new FaultSource() {
            @Override
            public @Nullable TaskFault nextFor(String taskName) {
                return take(taskName);
            }

            @Override
            public boolean failsNextStart() {
                return takeStart();
            }
        };
    }
}
