package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.testing.BusyWorker;
import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An operator, who has no future in hand, ends a task by its number or a worker by its pid, and the failure says who it was. */
@Timeout(300)
class InterventionIT {

    @RegisterExtension
    final Pools pools = new Pools();

    /** Raises a flag in its first worker, and keeps that from becoming ready. */
    private record SlowTheFirstTime(Flag begun, Flag released) implements WorkerInitializer {
        @Override
        public void start(WorkerContext context) throws Exception {
            boolean first = !begun.isRaised();
            begun.raise();
            if (first) {
                released.awaitInTask();
            }
        }
    }

    // -- Tasks --

    @Test
    void aTaskIsCancelledByItsNumberAndItsFutureNamesTheThreadThatAsked() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        ProcessFuture<String> running = pool.submit(() -> Tasks.cleanUpWhenInterrupted(started, cleanedUp));
        ProcessFuture<Integer> queued =
                pool.with(TaskOptions.builder().name("sum").build()).submit(() -> Tasks.add(1, 2));
        started.await();
        long id = pool.snapshot().workers().get(0).currentTask().orElseThrow().taskId();
        assertThat(id).isEqualTo(running.taskId());

        assertThat(pool.cancel(queued.taskId())).isTrue();
        assertThat(pool.cancel(id, "user 'kim'")).isTrue();

        assertThatThrownBy(running::get)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("was cancelled on request of user 'kim'");
        assertThatThrownBy(queued::get)
                .hasMessage("Task 'sum' was cancelled on request of thread '"
                        + Thread.currentThread().getName() + "'");
        cleanedUp.await();
        running.stopped().get(60, TimeUnit.SECONDS);
        assertThat(pool.cancel(id)).isFalse();
        assertThat(pool.call(() -> Tasks.add(2, 3))).isEqualTo(5);
    }

    @Test
    void theRunningChunkOfAMapIsCancelledByItsNumberAndTheMapGoesOn() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        Flag started = pools.flag();
        Thread operator = new Thread(() -> {
            started.await();
            pool.cancel(
                    pool.snapshot().workers().get(0).currentTask().orElseThrow().taskId(), "user 'kim'");
        });
        operator.start();

        List<MapResult<Integer, Integer>> results = pool.mapUnordered(
                        number -> {
                            if (number == 1) {
                                Tasks.sleepForever(started);
                            }
                            return number;
                        },
                        List.of(0, 1, 2, 3))
                .collect(Collectors.toList());

        operator.join();
        assertThat(results)
                .filteredOn(result -> !result.isSuccess())
                .singleElement()
                .satisfies(failed -> {
                    assertThat(failed.input()).isEqualTo(1);
                    assertThat(failed.error().orElseThrow()).hasMessageContaining("on request of user 'kim'");
                });
        assertThat(results).filteredOn(MapResult::isSuccess).hasSize(3);
    }

    // -- Workers --

    @Test
    void theTaskOfAKilledWorkerFailsWithWordsAboutWhoAskedAndIsNotRunAgain() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Journal runs = pools.journal();
        Flag never = pools.flag();
        ProcessFuture<Long> task = pool.with(
                        TaskOptions.builder().name("report").maxAttempts(3).build())
                .submit(() -> Tasks.runUntil(runs, never));
        ProcessFuture<Integer> next = pool.submit(() -> Tasks.add(1, 2));
        Awaitility.await().until(() -> !runs.lines().isEmpty());
        long pid = task.workerPid().orElseThrow();
        try (CapturedLog log = CapturedLog.of(ProcessPoolExecutor.class.getPackageName())) {
            assertThat(pool.kill(pid, "user 'kim'")).isTrue();

            WorkerCrashedException failure = failureOf(task, WorkerCrashedException.class);
            assertThat(failure.pid()).isEqualTo(pid);
            assertThat(failure)
                    .hasMessage(
                            "Task 'report' was lost: worker 0 (pid " + pid + ") was killed on request of user 'kim';"
                                    + " this was attempt 1 of 3, and it is not run again");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(log.messages())
                            .anyMatch(line -> line.contains("was killed on request of user 'kim'")));
        }
        assertThat(next.get()).isEqualTo(3);
        assertThat(runs.lines()).hasSize(1);
        assertThat(pool.snapshot().exitsByReason()).containsOnlyKeys(ExitReason.KILLED);
        assertThat(pool.kill(pid)).as("it is gone").isFalse();
    }

    @Test
    void whatAKilledWorkerHasStartedDiesWithIt() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        long child = pool.call(() -> Tasks.startChild());
        long pid = pool.snapshot().workers().get(0).pid();

        assertThat(pool.kill(pid)).isTrue();

        Pools.awaitDeath(pid);
        Pools.awaitDeath(child);
    }

    @Test
    void aWorkerThatIsKilledWhileItStartsIsReplacedAndThePoolIsNotBroken() throws Exception {
        Flag begun = pools.flag();
        Flag never = pools.flag();
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxWorkers(1).initializer(new SlowTheFirstTime(begun, never)));
        ProcessFuture<Long> task = pool.submit(() -> Tasks.pid());
        begun.await();
        long pid = pool.snapshot().workers().get(0).pid();

        assertThat(pool.kill(pid)).isTrue();

        assertThat(task.get()).isNotEqualTo(pid);
        assertThat(pool.snapshot().state()).isEqualTo(PoolState.RUNNING);
        assertThat(pool.snapshot().recentExits().get(0).description())
                .isEqualTo("was killed on request of thread '"
                        + Thread.currentThread().getName() + "'");
    }

    @Test
    void onlyPidsOfThePoolsOwnWorkersCount() throws Exception {
        BusyWorker mine = BusyWorker.in(pools);
        BusyWorker other = BusyWorker.in(pools);

        assertThat(mine.pool().kill(ProcessHandle.current().pid())).isFalse();
        assertThat(mine.pool().kill(other.pid())).isFalse();
        assertThat(mine.pool().kill(1)).isFalse();

        mine.released().raise();
        other.released().raise();
        assertThat(other.task().get()).isEqualTo(other.pid());
        assertThat(mine.task().get()).isEqualTo(mine.pid());
    }

    @Test
    void aPoolThatEndsLosesTheTaskOfAKilledWorkerAndTerminates() throws Exception {
        BusyWorker busy = BusyWorker.in(pools);
        busy.pool().shutdown();

        assertThat(busy.pool().kill(busy.pid())).isTrue();

        failureOf(busy.task(), WorkerCrashedException.class);
        assertThat(busy.pool().awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(busy.pool().kill(busy.pid())).isFalse();
        assertThat(busy.pool().cancel(busy.task().taskId())).isFalse();
    }

    @Test
    void aThreadAsAWorkerHasNoPidToKillButItsTasksCanBeCancelled() throws Exception {
        ProcessPoolExecutor pool = pools.openInProcess();
        Flag started = pools.flag();
        Flag cleanedUp = pools.flag();
        ProcessFuture<String> task = pool.submit(() -> Tasks.cleanUpWhenInterrupted(started, cleanedUp));
        started.await();

        assertThatThrownBy(() -> pool.kill(Tasks.pid()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("IN_PROCESS");
        assertThat(pool.cancel(task.taskId())).isTrue();

        cleanedUp.await();
        assertThatThrownBy(task::join)
                .isInstanceOf(CancellationException.class)
                .isNotInstanceOf(CompletionException.class);
    }
}
