package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Starts that cost a lot, or hang, before there is a worker. */
@Timeout(300)
class HerdOfStartsIT {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    @RegisterExtension
    final Pools pools = new Pools();

    private final CountDownLatch never = new CountDownLatch(1);

    /** Otherwise its thread would be left of the pool. */
    @AfterEach
    void endWhatHangs() {
        never.countDown();
    }

    private static long count(ProcessPoolExecutor pool, WorkerState state) {
        return pool.snapshot().workers().stream()
                .filter(worker -> worker.state() == state)
                .count();
    }

    private static void spinUntil(Flag flag) {
        while (!flag.isRaised()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void workersThatStartAreNoMoreThanTheProcessorsAndTheOthersSayThatTheyWaitAndAllRunAtOnceThen() {
        Flag go = pools.flag();
        int workers = PROCESSORS + 1;

        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(workers)
                .maxWorkers(workers)
                .startTimeout(Duration.ofMinutes(2))
                .initializer(context -> spinUntil(go)));

        await().until(() -> count(pool, WorkerState.WAITING) == 1);
        assertThat(count(pool, WorkerState.STARTING)).isEqualTo(PROCESSORS);
        go.raise();
        await().until(() -> count(pool, WorkerState.IDLE) == workers);
        assertThat(pool.snapshot().exitsByReason()).isEmpty();

        Journal arrived = pools.journal();
        Flag released = pools.flag();
        for (int i = 0; i < workers; i++) {
            pool.submit(() -> Tasks.runUntil(arrived, released));
        }
        assertThat(arrived.awaitLines(workers)).doesNotHaveDuplicates();
        released.raise();
    }

    @Test
    void aPoolWhoseStartsWaitIsShutDownAtOnce() throws Exception {
        Flag go = pools.flag();
        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(PROCESSORS + 1)
                .maxWorkers(PROCESSORS + 1)
                .startTimeout(Duration.ofMinutes(2))
                .initializer(context -> spinUntil(go)));
        await().until(() -> count(pool, WorkerState.WAITING) == 1);

        pool.shutdownNow();

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void startsThatOnlyWaitForSomethingHoldUpNobody() throws Exception {
        Flag go = pools.flag();
        ProcessPoolExecutor slow = pools.open(builder -> builder.minWorkers(PROCESSORS)
                .maxWorkers(PROCESSORS)
                .startTimeout(Duration.ofMinutes(2))
                .initializer(context -> go.awaitInTask()));

        assertThat(pools.oneWorker().submit(() -> Tasks.add(1, 2)).get(60, TimeUnit.SECONDS))
                .isEqualTo(3);
        assertThat(count(slow, WorkerState.STARTING)).isEqualTo(PROCESSORS);
        go.raise();
    }

    @Test
    void aCustomizerThatDoesNotReturnIsGivenUpAfterTheStartTimeoutAndThePoolRecovers() throws Exception {
        AtomicBoolean hangs = new AtomicBoolean(true);
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1)
                .startTimeout(Duration.ofSeconds(3))
                .commandCustomizer(command -> {
                    if (hangs.getAndSet(false)) {
                        awaitForEver();
                    }
                }));

        assertThat(pool.submit(() -> Tasks.add(1, 2)).get(60, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(pool.snapshot().recentExits())
                .anySatisfy(exit ->
                        assertThat(exit.description()).contains("startTimeout").contains("commandCustomizer"));
    }

    @Test
    void aPoolWhoseCustomizerHangsIsShutDownAllTheSame() throws Exception {
        CountDownLatch there = new CountDownLatch(1);
        ProcessPoolExecutor pool = pools.open(
                builder -> builder.startTimeout(Duration.ofMinutes(2)).commandCustomizer(command -> {
                    there.countDown();
                    awaitForEver();
                }));
        ProcessFuture<Integer> future = pool.submit(() -> Tasks.add(1, 2));
        there.await();

        pool.shutdownNow();

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS)).isNotInstanceOf(ExecutionException.class);
    }

    /** Not even an interrupt ends it. */
    private void awaitForEver() {
        while (never.getCount() > 0) {
            try {
                never.await();
            } catch (InterruptedException e) {
                // It is as stubborn as that.
            }
        }
    }
}
