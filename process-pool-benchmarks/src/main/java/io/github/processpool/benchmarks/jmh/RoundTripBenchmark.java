package io.github.processpool.benchmarks.jmh;

import io.github.processpool.ProcessPoolExecutor;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One task submitted and its result awaited, by a caller that has nothing else to do. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RoundTripBenchmark {

    /** How many bytes go to the worker and come back; 0 is the empty task. */
    @Param({"0", "1024", "65536", "1000000"})
    public int bytes;

    @SuppressWarnings("NullAway.Init") // JMH calls open() first.
    private ProcessPoolExecutor pool;

    @SuppressWarnings("NullAway.Init") // JMH calls open() first.
    private byte[] payload;

    @Setup(Level.Trial)
    public void open() {
        pool = ProcessPoolExecutor.builder()
                .startUpCache(false)
                .minWorkers(1)
                .maxWorkers(1)
                .build();
        payload = new byte[bytes];
    }

    @TearDown(Level.Trial)
    public void close() {
        pool.close();
    }

    @Benchmark
    public Object roundTrip() throws InterruptedException, ExecutionException {
        return bytes == 0
                ? pool.submit(() -> 0).get()
                : pool.submit(RoundTripBenchmark::echo, payload).get();
    }

    private static byte[] echo(byte[] payload) {
        return payload;
    }
}
