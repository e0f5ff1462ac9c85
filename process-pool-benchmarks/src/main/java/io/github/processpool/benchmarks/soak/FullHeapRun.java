package io.github.processpool.benchmarks.soak;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The part of the soak whose parent has a full heap again and again, in a process of its own, because nothing that shares the heap can
 * be judged meanwhile. Started by the {@link SoakLauncher} with a small heap.
 *
 * <p>Two threads submit while a third takes what there is of the heap. After that each future has to end, and the pool to work, to
 * time out what hangs, and to end in time.
 */
public final class FullHeapRun {

    private static final int SUBMITTERS = 2;
    private static final int MOST_TASKS = 2_000;
    private static final Duration STORM = Duration.ofSeconds(3);
    private static final Duration REST = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final TaskOptions TIMED =
            TaskOptions.builder().timeout(Duration.ofMillis(300)).build();

    /** Before this JDK no worker is started while the heap is full. */
    private static final int ACCEPTS_IN_FULL_HEAP = 25;

    private static volatile boolean full;

    private final ProcessPoolExecutor pool;
    private final ProcessFuture<?>[][] futures = new ProcessFuture<?>[SUBMITTERS][MOST_TASKS];
    private final int[] submitted = new int[SUBMITTERS];
    private volatile boolean over;
    private int violations;

    private FullHeapRun(ProcessPoolExecutor pool) {
        this.pool = pool;
    }

    /** Arguments: seconds. */
    public static void main(String[] args) throws InterruptedException {
        Watchdog watchdog = Watchdog.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(args[0]));
        ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .startUpCache(false)
                .name("full-heap")
                .maxWorkers(1)
                .workerHeap(32L << 20)
                .commandCustomizer(command -> awaitMemory())
                .build();
        FullHeapRun run = new FullHeapRun(pool);
        run.require(run.worksUntil(System.nanoTime() + PATIENCE.toNanos()), "does not work");
        int storms = 0;
        for (; System.nanoTime() - end < 0; storms++) {
            run.storm();
            watchdog.beat();
            run.judge();
            watchdog.beat();
            TimeUnit.NANOSECONDS.sleep(Math.min(REST.toNanos(), Math.max(0, end - System.nanoTime())));
            watchdog.beat();
        }
        pool.shutdown();
        run.require(pool.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the pool does not end");
        System.out.println("the heap of a parent was full " + storms + " times; " + run.violations + " violations");
        System.exit(run.violations == 0 ? 0 : 1);
    }

    // -- The storm --

    private void storm() throws InterruptedException {
        over = false;
        full = true;
        Thread[] threads = new Thread[SUBMITTERS + 1];
        for (int i = 0; i < SUBMITTERS; i++) {
            int submitter = i;
            threads[i] = new Thread(() -> submitAllTheTime(submitter), "soak-submitter");
        }
        threads[SUBMITTERS] = new Thread(this::eatAllTheTime, "soak-eater");
        for (Thread thread : threads) {
            thread.start();
        }
        TimeUnit.NANOSECONDS.sleep(STORM.toNanos());
        over = true;
        for (int i = 0; i < threads.length; i++) {
            threads[i].join();
        }
        full = false;
    }

    /** The JDK's native code for local sockets crashes the JVM where there is no memory for the address of a connection. */
    private static void awaitMemory() {
        while (full && Runtime.version().feature() < ACCEPTS_IN_FULL_HEAP) {
            pause(20);
        }
    }

    private void submitAllTheTime(int submitter) {
        submitted[submitter] = 0;
        while (!over && submitted[submitter] < MOST_TASKS) {
            try {
                int number = submitted[submitter];
                futures[submitter][number] =
                        number % 5 == 0 ? pool.with(TIMED).submit(() -> number) : pool.submit(() -> number);
                submitted[submitter]++;
            } catch (OutOfMemoryError | RuntimeException e) {
                // It is the caller who has no memory, or a pool that says that it is broken.
            }
            pause(1);
        }
    }

    private void eatAllTheTime() {
        byte[][] food = new byte[1 << 16][];
        while (!over) {
            eat(food, 16 << 10);
            eat(food, 16);
            pause(5);
        }
        Arrays.fill(food, null);
    }

    private void eat(byte[][] food, int size) {
        try {
            for (int i = 0; i < food.length && !over; i++) {
                if (food[i] == null) {
                    food[i] = new byte[size];
                }
            }
        } catch (OutOfMemoryError e) {
            // It is full.
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException | OutOfMemoryError e) {
            Thread.yield();
        }
    }

    // -- Afterwards --

    private void judge() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (int submitter = 0; submitter < SUBMITTERS; submitter++) {
            for (int i = 0; i < submitted[submitter]; i++) {
                require(hasEnded(futures[submitter][i], end), "after a full heap, not ended: " + futures[submitter][i]);
            }
            Arrays.fill(futures[submitter], null);
        }
        require(worksUntil(end), "does not work after a full heap: " + pool.snapshot());
        require(timesOut(), "times nothing out after a full heap");
    }

    private static boolean hasEnded(ProcessFuture<?> future, long endNanos) throws InterruptedException {
        try {
            future.get(Math.max(1, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | CancellationException e) {
            return true; // With what, depends on where there was no memory.
        } catch (TimeoutException e) {
            return false;
        }
        return true;
    }

    private boolean worksUntil(long endNanos) throws InterruptedException {
        while (System.nanoTime() - endNanos < 0) {
            try {
                return pool.submit(() -> 3).get(PATIENCE.toSeconds(), TimeUnit.SECONDS) == 3;
            } catch (PoolBrokenException | ExecutionException e) {
                pause(200); // It says so, and recovers.
            } catch (TimeoutException e) {
                return false;
            }
        }
        return false;
    }

    private boolean timesOut() throws InterruptedException {
        try {
            pool.with(TIMED).submit(FullHeapRun::hang).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof TaskTimeoutException;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static int hang() throws InterruptedException {
        TimeUnit.HOURS.sleep(1);
        return 0;
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            violations++;
            System.out.println("VIOLATION: " + otherwise);
        }
    }
}
