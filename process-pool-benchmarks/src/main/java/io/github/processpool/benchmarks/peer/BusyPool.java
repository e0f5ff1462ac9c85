package io.github.processpool.benchmarks.peer;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A pool all of whose workers are kept busy, so that what is submitted stays in the queue: weighs that, then lets it run.
 *
 * <p><b>Thread safety:</b> none; one thread uses it.
 */
final class BusyPool {

    private static final long POLL_MILLIS = 1;

    private final ProcessPoolExecutor pool;
    private final int workers;

    BusyPool(ProcessPoolExecutor pool, int workers) {
        this.pool = pool;
        this.workers = workers;
    }

    /** Queues so many tasks, frees the workers, and collects the results; again and again. Weighs the tasks in the first round. */
    QueuedTasks measure(int count, int rounds) throws Exception {
        double bytes = 0;
        long nanos = 0;
        for (int round = 0; round < rounds; round++) {
            List<ProcessFuture<Boolean>> held = hold();
            List<ProcessFuture<Integer>> futures = new ArrayList<>(count);
            boolean weighs =
                    round == 0; // Not each time: a collection leaves a heap to which pages have to be given anew.
            long before = weighs ? usedHeap() : 0;
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                futures.add(pool.submit(PoolTasks::identity, i));
            }
            nanos += System.nanoTime() - start;
            bytes += weighs ? usedHeap() - before : 0;
            start = System.nanoTime();
            held.forEach(task -> task.cancel(true));
            PoolTasks.collect(futures);
            nanos += System.nanoTime() - start;
        }
        return new QueuedTasks(bytes / count, (double) count * rounds / (nanos / 1e9));
    }

    /** Has each worker begin a task that lasts. */
    private List<ProcessFuture<Boolean>> hold() throws IOException, InterruptedException {
        List<ProcessFuture<Boolean>> held = new ArrayList<>();
        Path folder = Files.createTempDirectory("held");
        for (int i = 0; i < workers; i++) {
            Path file = folder.resolve(String.valueOf(i));
            held.add(pool.submit(PoolTasks::hold, file.toString()));
            while (!Files.exists(file)) {
                Thread.sleep(POLL_MILLIS);
            }
            Files.delete(file);
        }
        Files.delete(folder);
        return held;
    }

    private static long usedHeap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
