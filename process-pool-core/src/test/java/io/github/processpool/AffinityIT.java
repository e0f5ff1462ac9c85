package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The promise: same key, same worker while it is free; and nobody waits for that. */
@Timeout(300)
class AffinityIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private static TaskSubmitter with(ProcessPoolExecutor pool, String key) {
        return pool.with(TaskOptions.builder().affinityKey(key).build());
    }

    /** Says whether something was in the worker's cache, and puts it there. */
    static boolean isCached(String key) {
        return WorkerContext.current().attributes().put(key, true) != null;
    }

    /** Lets each key have a worker of its own, because both run at once; returns the pids. */
    private List<Long> settle(ProcessPoolExecutor pool, String... keys) throws Exception {
        Journal started = pools.journal();
        Flag released = pools.flag();
        List<ProcessFuture<Long>> futures = new ArrayList<>();
        for (String key : keys) {
            futures.add(with(pool, key).submit(() -> {
                isCached(key);
                return Tasks.runUntil(started, released);
            }));
        }
        started.awaitLines(keys.length);
        released.raise();
        List<Long> pids = new ArrayList<>();
        for (ProcessFuture<Long> future : futures) {
            pids.add(future.get(30, TimeUnit.SECONDS));
        }
        return pids;
    }

    private static long pidOf(TaskSubmitter submitter) throws Exception {
        return submitter.submit(() -> Tasks.pid()).get(30, TimeUnit.SECONDS);
    }

    @Test
    void tasksOfOneKeyStickToTheirWorkerWhileItIsFree() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        List<Long> pids = settle(pool, "a", "b");
        assertThat(pids.get(0)).isNotEqualTo(pids.get(1));

        for (int i = 0; i < 20; i++) {
            for (String key : List.of("a", "b")) {
                assertThat(with(pool, key).submit(() -> isCached(key)).get())
                        .as("%s is cached", key)
                        .isTrue();
            }
            assertThat(pidOf(with(pool, "b"))).isEqualTo(pids.get(1));
            assertThat(pidOf(with(pool, "a"))).isEqualTo(pids.get(0));
        }
    }

    @Test
    void aTaskRunsElsewhereAtOnceWhenItsWorkerIsBusy() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        List<Long> pids = settle(pool, "a", "b");
        Flag started = pools.flag();
        Flag released = pools.flag();
        ProcessFuture<Long> busy = with(pool, "a").submit(() -> Tasks.runUntil(started, released));
        started.await();

        assertThat(pidOf(with(pool, "a"))).isEqualTo(pids.get(1));
        assertThat(busy.isDone()).isFalse();
        released.raise();
        assertThat(busy.get()).isEqualTo(pids.get(0));
    }

    @Test
    void aTaskRunsElsewhereWhenItsWorkerHasDied() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        List<Long> pids = settle(pool, "a", "b");
        Signals.send("KILL", pids.get(0));
        Pools.awaitDeath(pids.get(0));

        long other = pidOf(with(pool, "a"));
        assertThat(other).isNotEqualTo(pids.get(0));
        await().until(() -> pidOf(with(pool, "a")) == other);
    }

    @Test
    void manyTinyTasksOfManyKeysAllComplete() throws Exception {
        ProcessPoolExecutor pool = pools.shared();
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            futures.add(with(pool, "key " + i % 7).submit(Tasks::add, i, 1));
        }
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 1);
        }
        await().until(() -> pool.snapshot().workers().stream().allMatch(worker -> worker.state() == WorkerState.IDLE));
    }
}
