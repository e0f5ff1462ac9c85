package io.github.processpool.benchmarks.jmh;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Tiny tasks submitted one by one, then collected; the score is tasks per second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class SubmitAndCollectBenchmark {

    private static final int TASKS = 10_000;

    @Param({"1", "2"})
    public int workers;

    @SuppressWarnings("NullAway.Init") // JMH calls open() first.
    private ProcessPoolExecutor pool;

    @Setup(Level.Trial)
    public void open() {
        pool = ProcessPoolExecutor.builder()
                .startUpCache(false)
                .minWorkers(workers)
                .maxWorkers(workers)
                .queueCapacity(TASKS)
                .build();
    }

    @TearDown(Level.Trial)
    public void close() {
        pool.close();
    }

    /** A lambda that captures its argument. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void lambda(Blackhole results) throws InterruptedException, ExecutionException {
        List<ProcessFuture<Integer>> futures = new ArrayList<>(TASKS);
        for (int i = 0; i < TASKS; i++) {
            int number = i;
            futures.add(pool.submit(() -> number));
        }
        collect(futures, results);
    }

    /** A function and its argument. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void function(Blackhole results) throws InterruptedException, ExecutionException {
        List<ProcessFuture<Integer>> futures = new ArrayList<>(TASKS);
        for (int i = 0; i < TASKS; i++) {
            futures.add(pool.submit(SubmitAndCollectBenchmark::identity, i));
        }
        collect(futures, results);
    }

    private static Integer identity(Integer number) {
        return number;
    }

    private static void collect(List<ProcessFuture<Integer>> futures, Blackhole results)
            throws InterruptedException, ExecutionException {
        for (ProcessFuture<Integer> future : futures) {
            results.consume(future.get());
        }
    }
}
