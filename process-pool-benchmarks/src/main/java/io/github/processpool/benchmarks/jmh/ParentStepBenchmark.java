package io.github.processpool.benchmarks.jmh;

import io.github.processpool.internal.parent.task.PendingTask;
import java.io.IOException;
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

/**
 * What the parent does with each task, step by step, whatever the number of workers and of tasks that wait: its bookkeeping alone,
 * without processes and sockets, see {@link PlayedParent}. With {@code -prof gc} also how many bytes it allocates for it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class ParentStepBenchmark {

    /** As many as a worker is sent ahead. */
    static final int AHEAD = 32;

    /** A pool with nothing to do. */
    @State(Scope.Benchmark)
    public static class Idle {

        @Param({"1", "2", "8", "32", "64", "256"})
        public int workers;

        @SuppressWarnings("NullAway.Init") // JMH calls open() first.
        PlayedParent parent;

        @Setup(Level.Trial)
        public void open() throws IOException {
            parent = new PlayedParent(workers);
        }

        @TearDown(Level.Trial)
        public void close() throws IOException {
            parent.close();
        }
    }

    /** A pool whose workers have all that is sent ahead, and whose queue is long. */
    @State(Scope.Benchmark)
    public static class Full {

        @Param({"1", "2", "8", "32", "64", "256"})
        public int workers;

        @Param({"10000", "1000000"})
        public int queued;

        @SuppressWarnings("NullAway.Init") // JMH calls open() first.
        PlayedParent parent;

        private int last;

        @Setup(Level.Trial)
        public void open() throws IOException {
            parent = new PlayedParent(workers);
            for (int i = 0; i < workers * AHEAD + queued; i++) {
                parent.submit();
            }
            if (parent.sentCount() != workers * AHEAD) {
                throw new IllegalStateException(parent.sentCount() + " tasks were sent ahead");
            }
        }

        @TearDown(Level.Trial)
        public void close() throws IOException {
            parent.close();
        }

        PlayedWorker next() {
            last = last + 1 < workers ? last + 1 : 0;
            return parent.worker(last);
        }
    }

    /** Dispatch, send, answer: a task comes, finds an idle worker, and is answered. */
    @Benchmark
    public PendingTask<?> throughIdleWorker(Idle pool) {
        PendingTask<?> task = pool.parent.submit();
        pool.parent.workerOf(task).answer(1);
        return task;
    }

    /** Queue: a task comes, waits, and is cancelled. */
    @Benchmark
    public boolean intoQueueAndOut(Full pool) {
        return pool.parent.submit().cancel(true);
    }

    /** All of them: a worker answers one task and is sent the next one, and another one comes. */
    @Benchmark
    public PendingTask<?> throughQueue(Full pool) {
        pool.next().answer(1);
        return pool.parent.submit();
    }

    /** The same, but the answers come together, as they do when the parent is busy. */
    @Benchmark
    @OperationsPerInvocation(AHEAD)
    public int throughQueueTogether(Full pool) {
        pool.next().answer(AHEAD);
        for (int i = 0; i < AHEAD; i++) {
            pool.parent.submit();
        }
        return AHEAD;
    }
}
