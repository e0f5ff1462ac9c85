package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskQuarantinedException;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One worker dies with what it was sent. */
class LossesTest {

    @TempDir
    Path folder;

    private PlayedPool pool;
    private FakeWorker worker;

    @BeforeEach
    void start() {
        TestSettings settings = new TestSettings();
        settings.maxWorkers = 1;
        settings.quarantineAfter = 2;
        pool = new PlayedPool(settings, folder);
        pool.start(1);
        worker = pool.worker(0);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static TaskOptions attempts(int count) {
        return TaskOptions.builder().maxAttempts(count).build();
    }

    private FakeWorker nextWorker() {
        pool.timer.advance(Duration.ofMillis(500)); // One that dies soon and has ended no task is not replaced at once.
        FakeWorker next = pool.lastWorker();
        assertThat(next).isNotSameAs(worker);
        pool.supervision.onReady(next.handle());
        worker = next;
        return next;
    }

    @Test
    void aTaskThatNeverBeganKeepsItsPlaceInTheQueueAndItsAttempts() {
        List<PendingTask<Object>> tasks = pool.submitShort(2);
        PendingTask<Object> later = pool.submit();
        worker.begin(tasks.get(0), pool.timer);

        pool.die(worker, ExitReason.CRASHED);

        assertThat(tasks.get(0)).isCompletedExceptionally();
        assertThat(tasks.get(1).where().place()).isEqualTo(Place.QUEUED);
        assertThat(tasks.get(1).where().attempts()).isZero();
        assertThat(later.where().place()).isEqualTo(Place.QUEUED);
        nextWorker();
        assertThat(tasks.get(1).where().place()).isEqualTo(Place.SENT);
    }

    @Test
    void aTaskThatHadBegunFailsWithAllThatIsKnown() {
        PendingTask<Object> task = pool.submit();
        worker.begin(task, pool.timer);

        pool.die(worker, ExitReason.CRASHED);

        assertThatThrownBy(task::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(WorkerCrashedException.class, crash -> {
                    assertThat(crash.pid()).isEqualTo(pool.worker(0).link().pid());
                    assertThat(crash.exitCode()).hasValue(134);
                })
                .hasMessageContaining("worker 0")
                .hasMessageContaining("died of CRASHED");
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
        assertThat(pool.unfinished.count()).isZero();
    }

    @Test
    void aTaskThatMayHaveAnotherAttemptHasItAndTheLastOneSaysHowMany() {
        PendingTask<Object> task = pool.submit(attempts(2));
        worker.begin(task, pool.timer);
        pool.die(worker, ExitReason.CRASHED);

        assertThat(task.where().place()).isEqualTo(Place.QUEUED);
        assertThat(task.where().attempts()).isEqualTo(1);
        assertThat(pool.pool.counters().retries()).isEqualTo(1);

        nextWorker().begin(task, pool.timer);
        pool.die(worker, ExitReason.CRASHED);

        assertThatThrownBy(task::get).hasMessageContaining("attempt 2 of 2");
        assertThat(pool.pool.counters().retries()).isEqualTo(1);
    }

    @Test
    void aTaskThatNobodyWantsAnyMoreIsNotRunAgain() {
        PendingTask<Object> begun = pool.submit(attempts(2));
        worker.begin(begun, pool.timer);
        begun.cancel(false);

        pool.die(worker, ExitReason.CRASHED);

        assertThat(begun.where().place()).isEqualTo(Place.ENDED);
        assertThat(pool.unfinished.count()).isZero();
    }

    @Test
    void aTaskWhoseTimeWasUpFailsOfThatAndIsNotRunAgain() {
        PendingTask<Object> task = pool.submit(attempts(2));
        worker.begin(task, pool.timer);
        task.expire(() -> new TaskTimeoutException("late", TaskTimeoutException.Clock.DEADLINE, null));

        pool.die(worker, ExitReason.CRASHED);

        assertThatThrownBy(task::get).hasCauseInstanceOf(TaskTimeoutException.class);
    }

    @Test
    void workersLostWithTheSameKeyQuarantineIt() {
        TaskOptions keyed = TaskOptions.builder().quarantineKey("k").build();
        TaskOptions patient =
                TaskOptions.builder().quarantineKey("k").maxAttempts(5).build();
        PendingTask<Object> first = pool.submit(keyed);
        worker.begin(first, pool.timer);
        pool.die(worker, ExitReason.CRASHED);
        PendingTask<Object> second = pool.submit(patient);
        PendingTask<Object> waiting = pool.submit(keyed);
        nextWorker().begin(second, pool.timer);

        pool.die(worker, ExitReason.CRASHED);

        assertThatThrownBy(first::get).hasCauseInstanceOf(WorkerCrashedException.class);
        assertThatThrownBy(second::get)
                .cause()
                .isInstanceOf(TaskQuarantinedException.class)
                .hasMessageContaining("not run again after attempt 1");
        assertThatThrownBy(waiting::get)
                .cause()
                .isInstanceOf(TaskQuarantinedException.class)
                .hasMessageContaining("was not run");
    }

    @Test
    void aWorkerThatHangsSpeaksAgainstTheKeyAsOneThatCrashesDoes() {
        TaskOptions keyed =
                TaskOptions.builder().quarantineKey("k").maxAttempts(2).build();
        PendingTask<Object> task = pool.submit(keyed);
        worker.begin(task, pool.timer);
        pool.die(worker, ExitReason.HUNG);
        nextWorker().begin(task, pool.timer);

        pool.die(worker, ExitReason.HUNG);

        assertThat(pool.quarantine.keys(10)).containsExactly("k");
    }

    @Test
    void aWorkerThatThePoolKilledDoesNotSpeakAgainstTheKey() {
        TaskOptions keyed =
                TaskOptions.builder().quarantineKey("k").maxAttempts(9).build();
        PendingTask<Object> task = pool.submit(keyed);
        for (int i = 0; i < 3; i++) {
            worker.begin(task, pool.timer);
            pool.die(worker, ExitReason.MEMORY_PRESSURE);
            nextWorker();
        }

        assertThat(task.isDone()).isFalse();
        assertThat(pool.quarantine.keys(10)).isEmpty();
    }

    @Test
    void itIsNotedHowManyElementsOfAChunkHadBegun() {
        PendingTask<Object> chunk = pool.submitChunk(TaskOptions.defaults(), 10);
        worker.begin(chunk, pool.timer);
        long ticket = chunk.where().sending().ticket();
        worker.board().chunk().beginElement(ticket, 0);
        worker.board().chunk().beginElement(ticket, 1);

        pool.die(worker, ExitReason.CRASHED);

        assertThat(chunk).isCompletedExceptionally();
        assertThat(chunk.chunk().begun()).isEqualTo(2);
    }

    // -- Before anything began --

    @Test
    void aTaskWithWhichTwoWorkersDieBeforeTheyBeginFailsInWords() {
        PendingTask<Object> task = pool.submit();
        pool.die(worker, ExitReason.CRASHED);
        assertThat(task.where().place()).isEqualTo(Place.QUEUED);
        FakeWorker second = nextWorker();
        assertThat(task.where().place()).isEqualTo(Place.SENT);

        pool.die(second, ExitReason.CRASHED);

        assertThatThrownBy(task::get)
                .cause()
                .isInstanceOf(WorkerCrashedException.class)
                .hasMessageContaining("'task' never began")
                .hasMessageContaining(pool.worker(0).link().describe())
                .hasMessageContaining(second.link().describe())
                .hasMessageContaining("64 MB with workerHeap");
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
        assertThat(pool.unfinished.count()).isZero();
    }

    @Test
    void aSmallTaskIsSentAgainHoweverOftenSomebodyKillsItsWorkerButNotWithoutEnd() {
        PendingTask<Object> task = pool.submit();
        for (int kills = 1; kills < Losses.MOST_KILLS; kills++) {
            pool.kill(worker);
            assertThat(task.where().place()).isEqualTo(Place.QUEUED);
            nextWorkerAfterAWhile();
        }

        pool.kill(worker);

        assertThatThrownBy(task::get).cause().isInstanceOf(WorkerCrashedException.class);
    }

    @Test
    void aTaskThatMayBeAttemptedMoreOftenHasAsManyChancesBeforeItBegins() {
        PendingTask<Object> task = pool.submit(attempts(4));
        for (int deaths = 1; deaths < 4; deaths++) {
            pool.die(worker, ExitReason.CRASHED);
            assertThat(task.where().place()).isEqualTo(Place.QUEUED);
            nextWorkerAfterAWhile();
        }

        pool.die(worker, ExitReason.CRASHED);

        assertThatThrownBy(task::get).cause().isInstanceOf(WorkerCrashedException.class);
    }

    /** The pause before a replacement grows with each worker that has proven nothing. */
    private void nextWorkerAfterAWhile() {
        FakeWorker dead = worker;
        for (int seconds = 0; pool.lastWorker() == dead && seconds < 60; seconds++) {
            pool.timer.advance(Duration.ofSeconds(1));
        }
        nextWorker();
    }

    @Test
    void deathsBeforeTheBeginningQuarantineAKey() {
        TaskOptions keyed = TaskOptions.builder().quarantineKey("k").build();
        PendingTask<Object> task = pool.submit(keyed);
        pool.die(worker, ExitReason.CRASHED);

        pool.die(nextWorker(), ExitReason.CRASHED);

        assertThat(task).isCompletedExceptionally();
        assertThat(pool.quarantine.keys(10)).containsExactly("k");
    }

    @Test
    void oneDeathBeforeTheBeginningIsOneLossForAKeyHoweverManyOfItsTasksWereThere() {
        TaskOptions keyed = TaskOptions.builder().quarantineKey("k").build();
        List<PendingTask<Object>> tasks = pool.submitShort(3, keyed);
        assertThat(tasks.get(2).where().place()).isEqualTo(Place.SENT);

        pool.die(worker, ExitReason.CRASHED);

        assertThat(pool.quarantine.keys(10)).isEmpty();
        assertThat(tasks).noneMatch(PendingTask::isDone);
    }

    @Test
    void aWorkerThatThePoolEndsBeforeItBeginsDoesNotSpeakAgainstItsTask() {
        PendingTask<Object> task = pool.submit();
        for (int i = 0; i < 3; i++) {
            pool.die(worker, ExitReason.MEMORY_PRESSURE);
            nextWorker();
        }

        assertThat(task.where().place()).isEqualTo(Place.SENT);
        assertThat(task.where().isSuspect()).isFalse();
    }

    @Test
    void aSuspectTravelsAloneSoThatThoseWhichWereWithItAreCleared() {
        List<PendingTask<Object>> tasks = pool.submitShort(2);
        assertThat(tasks.get(1).where().place()).isEqualTo(Place.SENT);
        pool.die(worker, ExitReason.CRASHED);

        nextWorker();

        assertThat(tasks.get(0).where().place()).isEqualTo(Place.SENT);
        assertThat(tasks.get(1).where().place()).isEqualTo(Place.QUEUED);
        assertThat(pool.succeed(worker, tasks.get(0), "value")).isTrue();
        assertThat(tasks.get(0)).isCompletedWithValue("value");
        assertThat(tasks.get(1).where().place()).isEqualTo(Place.SENT);
    }

    @Test
    void aWorkerThatSaysItHasBegunALaterOneSpeaksAgainstTheFirstAllTheSame() {
        List<PendingTask<Object>> tasks = pool.submitShort(2, attempts(2));
        worker.begin(tasks.get(1), pool.timer);

        pool.die(worker, ExitReason.CRASHED);

        assertThat(tasks.get(0).where().isSuspect()).isTrue();
        assertThat(tasks.get(1).where().attempts()).isEqualTo(1);
    }
}
