package io.github.processpool.sample.live;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import io.github.processpool.cluster.ClusterSnapshot;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pool as the web page shows it. Memory is rounded, so that two views are equal as long as there is nothing new to tell.
 *
 * @param residentMegabytes memory that the operating system counts for all workers
 * @param times what Actuator's meters say
 * @param members the instances that share the pool; null if it is not shared
 * @param restarts how many workers had to be replaced: all ends but the orderly ones
 * @param exits why workers ended, the most frequent reason first
 */
public record PoolView(
        String name,
        String state,
        int maxWorkers,
        int queued,
        int running,
        long completed,
        long failed,
        long cancelled,
        long workersStarted,
        long residentMegabytes,
        PoolTimes times,
        @Nullable Members members,
        long restarts,
        List<Exit> exits,
        List<Worker> workers) {

    /** Of a document that is not in the list here. */
    private static final String GUEST = "A document of another instance";

    private static final long MEGABYTE = 1024 * 1024;

    /**
     * Ended workers of one reason.
     *
     * @param reason the pool's name for it
     * @param words the same for people
     * @param orderly whether it is in the ordinary course of things
     */
    public record Exit(String reason, String words, long count, boolean orderly) {}

    /**
     * One worker process.
     *
     * @param task the name of the document that it renders, if any
     * @param taskStartedAt in milliseconds of the epoch; 0 if it runs nothing
     * @param residentMegabytes what the operating system counts; -1 if unknown
     * @param heapMegabytes used heap; -1 if unknown
     */
    public record Worker(
            long pid,
            int slot,
            String state,
            @Nullable String task,
            long taskStartedAt,
            long tasksCompleted,
            long startedAt,
            long residentMegabytes,
            long heapMegabytes) {}

    /**
     * Makes a view.
     *
     * @param names of documents by the numbers of their tasks
     * @param cluster what this member knows of it; null if there is none
     */
    static PoolView of(PoolSnapshot pool, Map<Long, String> names, PoolTimes times, @Nullable ClusterSnapshot cluster) {
        Members members = Members.of(cluster, pool.name(), pool.maxWorkers());
        return new PoolView(
                pool.name(),
                lowerCase(pool.state()),
                pool.maxWorkers(),
                pool.queuedTasks(),
                pool.runningTasks(),
                pool.completedTasks(),
                pool.failedTasks(),
                pool.cancelledTasks(),
                pool.workersStarted(),
                megabytes(pool.workers().stream()
                        .mapToLong(WorkerSnapshot::residentBytes)
                        .filter(bytes -> bytes > 0)
                        .sum()),
                times,
                members,
                restarts(pool.exitsByReason()),
                exits(pool.exitsByReason()),
                pool.workers().stream()
                        .filter(worker -> worker.state() != WorkerState.ENDED)
                        .map(worker -> worker(worker, names, members != null))
                        .toList());
    }

    static String words(ExitReason reason) {
        return switch (reason) {
            case IDLE -> "had nothing to do";
            case RECYCLED -> "had run its number of tasks";
            case AGED -> "was old enough to be replaced";
            case OVER_MEMORY_LIMIT -> "had grown too large";
            case REQUESTED -> "replaced on demand";
            case MEMORY_PRESSURE -> "killed: the container was running out of memory";
            case RESIZED -> "the pool was made smaller";
            case SHUTDOWN -> "the pool was shut down";
            case CANCELLED -> "killed: a cancelled document did not stop";
            case TIMED_OUT -> "killed: a document took too long";
            case KILLED -> "killed on request";
            case HUNG -> "killed: gave no sign of life";
            case OUT_OF_MEMORY -> "retired: its heap was exhausted";
            case VIRTUAL_MACHINE_ERROR -> "retired: an error of its virtual machine";
            case BROKEN_CLASS -> "retired: a class could not be initialized in it";
            case PROTOCOL_ERROR -> "killed: it did not speak the protocol";
            case START_FAILED -> "did not start";
            case CRASHED -> "its process died";
        };
    }

    private static long restarts(Map<ExitReason, Long> exits) {
        return exits.entrySet().stream()
                .filter(exit -> !exit.getKey().isOrderly())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static List<Exit> exits(Map<ExitReason, Long> exits) {
        return exits.entrySet().stream()
                .map(exit -> new Exit(
                        lowerCase(exit.getKey()),
                        words(exit.getKey()),
                        exit.getValue(),
                        exit.getKey().isOrderly()))
                .sorted(Comparator.comparingLong(Exit::count).reversed().thenComparing(Exit::reason))
                .toList();
    }

    private static Worker worker(WorkerSnapshot worker, Map<Long, String> names, boolean shared) {
        return new Worker(
                worker.pid(),
                worker.slot(),
                lowerCase(worker.state()),
                worker.currentTask()
                        .map(task -> names.getOrDefault(task.taskId(), shared ? GUEST : task.name()))
                        .orElse(null),
                worker.currentTask()
                        .map(task -> task.startedAt().toEpochMilli())
                        .orElse(0L),
                worker.tasksCompleted(),
                worker.startedAt().toEpochMilli(),
                megabytes(worker.residentBytes()),
                megabytes(worker.heapBytes()));
    }

    private static long megabytes(long bytes) {
        return bytes < 0 ? -1 : Math.round((double) bytes / MEGABYTE);
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
