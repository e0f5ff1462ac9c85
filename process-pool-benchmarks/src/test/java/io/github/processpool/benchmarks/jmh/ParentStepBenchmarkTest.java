package io.github.processpool.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.parent.task.PendingTask;
import org.junit.jupiter.api.Test;

/** Each step is made some hundred times, whatever it takes, and leaves the pool as it was. */
class ParentStepBenchmarkTest {

    private static final int TIMES = 300;

    private final ParentStepBenchmark steps = new ParentStepBenchmark();

    @Test
    void aTaskPassesAnIdleWorker() throws Exception {
        ParentStepBenchmark.Idle pool = new ParentStepBenchmark.Idle();
        pool.workers = 3;
        pool.open();
        try {
            for (int i = 0; i < TIMES; i++) {
                assertThat(steps.throughIdleWorker(pool).get()).isEqualTo(1);
            }
            assertThat(pool.parent.sentCount()).isZero();
        } finally {
            pool.close();
        }
    }

    @Test
    void tasksComeAndGoWhileAllWorkersAreBusyAndOthersWait() throws Exception {
        ParentStepBenchmark.Full pool = new ParentStepBenchmark.Full();
        pool.workers = 3;
        pool.queued = 100;
        pool.open();
        try {
            for (int i = 0; i < TIMES; i++) {
                assertThat(steps.intoQueueAndOut(pool)).isTrue();
                PendingTask<?> task = steps.throughQueue(pool);
                assertThat(task.isDone()).isFalse();
                assertThat(steps.throughQueueTogether(pool)).isEqualTo(ParentStepBenchmark.AHEAD);
            }
            assertThat(pool.parent.sentCount()).isEqualTo(pool.workers * ParentStepBenchmark.AHEAD);
        } finally {
            pool.close();
        }
    }
}
