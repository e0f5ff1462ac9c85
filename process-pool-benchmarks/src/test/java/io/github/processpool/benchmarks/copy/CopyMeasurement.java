package io.github.processpool.benchmarks.copy;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.benchmarks.copy.CopiedApplication.Work;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * One run of the application, measured from within: its own start, the first call of a bean in a fresh worker, the memory of
 * both processes after it, and calls beside tasks without a bean. Prints one line {@code name=value} for each figure.
 */
final class CopyMeasurement {

    private static final int WARM_UP = 20_000;
    private static final int BLOCKS = 10;
    private static final int ONE_BY_ONE = 1_000;
    private static final int TOGETHER = 5_000;

    private final Work work;
    private final ProcessPoolExecutor pool;

    CopyMeasurement(Work work, ProcessPoolExecutor pool) {
        this.work = work;
        this.pool = pool;
    }

    static double millisSinceJvmStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }

    void printTo(PrintStream out, double ownStart) throws Exception {
        out.println("own-start=" + ownStart);
        out.println("first-call=" + millis(() -> work.count().get()));
        out.println("worker-memory="
                + proportionalMegabytes(pool.snapshot().workers().get(0).pid()));
        out.println(
                "own-memory=" + proportionalMegabytes(ProcessHandle.current().pid()));
        IntFunction<Future<Integer>> call = work::echo;
        IntFunction<Future<Integer>> task = number -> pool.submit(Work::echoed, number);
        collect(call, WARM_UP);
        collect(task, WARM_UP);
        double[] calls = new double[BLOCKS];
        double[] tasks = new double[BLOCKS];
        for (int i = 0; i < BLOCKS; i++) { // In turns: what the machine does besides hits both.
            calls[i] = medianMicros(call);
            tasks[i] = medianMicros(task);
        }
        out.println("call-p50=" + median(calls));
        out.println("task-p50=" + median(tasks));
        for (int i = 0; i < BLOCKS; i++) {
            calls[i] = TOGETHER / millis(() -> collect(call, TOGETHER));
            tasks[i] = TOGETHER / millis(() -> collect(task, TOGETHER));
        }
        out.println("call-rate=" + median(calls));
        out.println("task-rate=" + median(tasks));
    }

    private static double medianMicros(IntFunction<Future<Integer>> submit) throws Exception {
        double[] times = new double[ONE_BY_ONE];
        for (int i = 0; i < times.length; i++) {
            int number = i;
            times[i] = 1000 * millis(() -> submit.apply(number).get());
        }
        return median(times);
    }

    private static int collect(IntFunction<Future<Integer>> submit, int count) throws Exception {
        List<Future<Integer>> futures = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            futures.add(submit.apply(i));
        }
        for (int i = 0; i < count; i++) {
            if (futures.get(i).get() != i) {
                throw new IllegalStateException("wrong answer to " + i);
            }
        }
        return count;
    }

    private static double millis(Callable<?> action) throws Exception {
        long begin = System.nanoTime();
        action.call();
        return (System.nanoTime() - begin) / 1e6;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** The share of a process in the memory of the machine: a page that n processes map counts one nth in each. */
    private static double proportionalMegabytes(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    / 1024.0;
        }
    }
}
