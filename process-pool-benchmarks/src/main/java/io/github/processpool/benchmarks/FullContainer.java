package io.github.processpool.benchmarks;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Fills the heaps of a pool's workers and of their parent at once, to see whether a container has room for them and which process
 * is killed if it has not; docs/sizing.md has the commands. Arguments: megabytes for each worker, megabytes for the parent, and, if
 * the pool's defaults are not meant, the number of workers and the megabytes of their heaps.
 */
public final class FullContainer {

    private static final int MEGABYTE = 1 << 20;
    private static final int LONG_ENOUGH_MILLIS = 3000;

    private FullContainer() {}

    /**
     * Runs it.
     *
     * @param arguments see above
     * @throws InterruptedException never
     */
    public static void main(String[] arguments) throws InterruptedException {
        int each = Integer.parseInt(arguments[0]);
        ProcessPoolExecutorBuilder builder = ProcessPoolExecutor.builder();
        if (arguments.length > 2) {
            builder.maxWorkers(Integer.parseInt(arguments[2]))
                    .workerHeap((long) MEGABYTE * Integer.parseInt(arguments[3]));
        }
        try (ProcessPoolExecutor pool = builder.build()) {
            PoolSnapshot snapshot = pool.snapshot();
            System.out.println(snapshot.maxWorkers() + " workers of " + snapshot.workerHeap() / MEGABYTE
                    + " MB, the parent may have " + Runtime.getRuntime().maxMemory() / MEGABYTE + " MB");
            List<byte[]> own = take(Integer.parseInt(arguments[1]));
            List<ProcessFuture<String>> futures = new ArrayList<>();
            for (int i = 0; i < 2 * snapshot.maxWorkers(); i++) {
                futures.add(pool.submit(() -> fill(each)));
            }
            for (ProcessFuture<String> future : futures) {
                System.out.println(outcome(future));
            }
            System.out.println("the parent is there, with its " + own.size() + " MB");
        }
    }

    private static String outcome(ProcessFuture<String> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        }
    }

    private static String fill(int megabytes) throws InterruptedException {
        List<byte[]> taken = take(megabytes);
        Thread.sleep(LONG_ENOUGH_MILLIS);
        return "had " + taken.size() + " MB in process "
                + ProcessHandle.current().pid();
    }

    private static List<byte[]> take(int megabytes) {
        List<byte[]> taken = new ArrayList<>();
        for (int i = 0; i < megabytes; i++) {
            byte[] one = new byte[MEGABYTE];
            Arrays.fill(one, (byte) 1);
            taken.add(one);
        }
        return taken;
    }
}
