package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers that stand by, warm, to take over at once. */
@Timeout(300)
class SpareWorkersIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private ProcessPoolExecutor open(Consumer<ProcessPoolExecutorBuilder> changes) {
        ProcessPoolExecutor pool = pools.open(builder -> {
            builder.maxWorkers(1).spareWorkers(1);
            changes.accept(builder);
        });
        awaitSpares(pool, 1);
        return pool;
    }

    private static List<WorkerSnapshot> spares(ProcessPoolExecutor pool) {
        return pool.snapshot().workers().stream()
                .filter(worker -> worker.state() == WorkerState.STANDBY)
                .toList();
    }

    private static void awaitSpares(ProcessPoolExecutor pool, int count) {
        await().until(() -> spares(pool).size() == count);
    }

    @Test
    void theTaskAfterAKillRunsOnAWorkerThatWasStartedBeforeIt() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.minWorkers(1));
        Flag started = pools.flag();
        Flag never = pools.flag();
        ProcessFuture<Long> lost = pool.submit(() -> Tasks.runUntil(started, never));
        started.await();
        long spare = spares(pool).get(0).pid();
        ProcessFuture<Long> next = pool.submit(() -> Tasks.pid());

        Signals.send("KILL", lost.workerPid().orElseThrow());

        assertThatThrownBy(lost::get).hasCauseInstanceOf(WorkerCrashedException.class);
        assertThat(next.get()).isEqualTo(spare);
        assertThat(pool.submit(() -> Tasks.slot()).get()).isZero();
        awaitSpares(pool, 1);
        assertThat(spares(pool).get(0).pid()).isNotEqualTo(spare);
    }

    @Test
    void spareWorkersAreInitializedAndHaveNoSlotBeforeTheyTakeOver() throws Exception {
        Journal initialized = pools.journal();
        ProcessPoolExecutor pool =
                open(builder -> builder.initializer(context -> initialized.write(Tasks.pid() + " " + context.slot())));
        WorkerSnapshot spare = spares(pool).get(0);
        assertThat(spare.slot()).isEqualTo(-1);
        assertThat(initialized.lines()).containsExactly(spare.pid() + " -1");

        // The first worker of a pool without a minimum is a warm one as well.
        assertThat(pool.submit(() -> Tasks.pid() + " " + Tasks.slot()).get()).isEqualTo(spare.pid() + " 0");
    }

    @Test
    void killsUnderLoadLoseOnlyWhatRanAndSparesAreRefilled() throws Exception {
        ProcessPoolExecutor pool = open(builder -> builder.minWorkers(1));
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            futures.add(pool.with(TaskOptions.builder().maxAttempts(5).build()).submit(Tasks::add, i, 1));
            if (i == 40) {
                pool.snapshot().workers().stream()
                        .filter(worker -> worker.state() == WorkerState.BUSY || worker.state() == WorkerState.IDLE)
                        .limit(1)
                        .forEach(worker -> ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly));
            }
        }
        for (int i = 0; i < 100; i++) {
            assertThat(futures.get(i).get()).isEqualTo(i + 1);
        }
        await().until(() ->
                pool.snapshot().workers().size() == 2 && spares(pool).size() == 1);
    }
}
