package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.Pools;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As in the JDK's pools, a task begins without an interrupt that came when none ran, from a thread that an earlier one has left. */
@Timeout(300)
class StrayInterruptIT {

    private static final int TRIALS = 300;
    private static final long EARLIEST_NANOS = TimeUnit.MICROSECONDS.toNanos(60);
    private static final long STEP_NANOS = 100;

    @RegisterExtension
    final Pools pools = new Pools();

    /** Some may come when the next task has begun; with none taken away, it was most of them. */
    @Test
    void anInterruptBetweenTwoTasksHitsNone() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        for (int i = 0; i < 5_000; i++) {
            pool.submit(StrayInterruptIT::isInterrupted).get();
        }
        int hits = 0;

        for (int i = 0; i < TRIALS; i++) {
            long nanos = EARLIEST_NANOS + i * STEP_NANOS;
            pool.submit(() -> leaveAThreadThatInterruptsAfter(nanos)).get();
            for (int k = 0; k < 4; k++) {
                hits += pool.submit(StrayInterruptIT::isInterrupted).get() ? 1 : 0;
            }
            pool.submit(() -> spin(4 * EARLIEST_NANOS)).get();
        }

        assertThat(hits).isLessThan(TRIALS / 10);
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    private static void leaveAThreadThatInterruptsAfter(long nanos) {
        Thread task = Thread.currentThread();
        Thread left = new Thread(() -> {
            spin(nanos);
            task.interrupt();
        });
        left.setDaemon(true);
        left.start();
    }

    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
        Thread.interrupted();
    }
}
