package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.wire.page.ForgedPage;
import io.github.processpool.internal.wire.page.Scoreboard;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: nothing that a worker writes onto its page keeps the pool from stopping it. */
@Timeout(300)
class ForgedPageIT {

    private static final TaskOptions SECOND = TaskOptions.builder()
            .timeout(Duration.ofSeconds(1))
            .gracePeriod(Duration.ZERO)
            .build();

    @RegisterExtension
    final Pools pools = new Pools();

    private static void emptyThePageAndRun(Flag started) throws ReflectiveOperationException {
        ForgedPage.empty(ForgedPage.ofThisWorker());
        Tasks.ignoreInterrupts(started);
    }

    private static void claimToBeginInTwoHundredYears(Flag started) throws ReflectiveOperationException {
        Scoreboard page = ForgedPage.ofThisWorker();
        ForgedPage.beginnings(page, System.nanoTime() + TimeUnit.DAYS.toNanos(200 * 365));
        Tasks.ignoreInterrupts(started);
    }

    private static void assertIsGone(ProcessPoolExecutor pool, ProcessFuture<?> task) throws Exception {
        task.stopped().get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(Pools.isAlive(task.workerPid().orElseThrow())).isFalse();
        assertThat(pool.submit(() -> Tasks.add(1, 2)).get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(3);
    }

    @Test
    void aTaskThatHasEmptiedItsPageIsStoppedByItsTimeout() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();

        ProcessFuture<?> task = pool.with(SECOND).submit(() -> {
            emptyThePageAndRun(started);
            return null;
        });

        failureOf(task, TaskTimeoutException.class);
        assertIsGone(pool, task);
    }

    @Test
    void aTaskThatHasEmptiedItsPageIsStoppedByItsCancellation() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        ProcessFuture<?> task = pool.with(SECOND).submit(() -> {
            emptyThePageAndRun(started);
            return null;
        });
        started.await();

        task.cancel(true);

        assertIsGone(pool, task);
    }

    @Test
    void aTaskThatClaimsToBeginInTwoHundredYearsIsStoppedByItsTimeout() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();

        ProcessFuture<?> task = pool.with(SECOND).submit(() -> {
            claimToBeginInTwoHundredYears(started);
            return null;
        });

        failureOf(task, TaskTimeoutException.class);
        assertIsGone(pool, task);
    }

    @Test
    void aWorkerWhosePageWasEmptiedIsReplacedWhenItDoesNotGoOn() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).heartbeatTimeout(Duration.ofSeconds(2)));
        long pid = pool.submit(() -> {
                    ForgedPage.empty(ForgedPage.ofThisWorker());
                    return Tasks.pid();
                })
                .get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS);

        assertThat(pool.submit(() -> Tasks.pid()).get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isNotEqualTo(pid);
        assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.HUNG, 1L);
    }
}
