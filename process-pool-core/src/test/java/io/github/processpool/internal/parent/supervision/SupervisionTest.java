package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerExit;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers come and go. */
class SupervisionTest {

    @TempDir
    Path folder;

    private PlayedPool pool;

    @BeforeEach
    void open() {
        TestSettings settings = new TestSettings();
        settings.minWorkers = 1;
        settings.maxWorkers = 1;
        pool = new PlayedPool(settings, folder);
        pool.locked(() -> pool.crew.balance(0));
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void aWorkerThatIsReadyIsCountedAndGetsTheTaskThatWaits() {
        PendingTask<Object> task = pool.submit();
        assertThat(task.where().place()).isEqualTo(Place.QUEUED);

        pool.supervision.onReady(pool.worker(0).handle());

        assertThat(task.where().sending().worker()).isEqualTo(pool.worker(0).link());
        assertThat(pool.pool.counters().workersStarted()).isEqualTo(1);
    }

    @Test
    void aWorkerThatWarmedUpIsNoFurtherStart() {
        FakeWorker worker = pool.worker(0);
        pool.supervision.onReady(worker.handle());
        pool.locked(pool.crew::warmUp);
        PendingTask<Object> task = pool.submit();
        assertThat(task.where().place()).isEqualTo(Place.QUEUED);

        pool.supervision.onWarm(worker.handle());

        assertThat(task.where().place()).isEqualTo(Place.SENT);
        assertThat(pool.pool.counters().workersStarted()).isEqualTo(1);
    }

    @Test
    void theEndOfAWorkerIsRecordedBeforeTheOutcomesOfItsTasksCanBeSeen() {
        FakeWorker worker = pool.worker(0);
        pool.supervision.onReady(worker.handle());
        PendingTask<Object> task = pool.submit();
        worker.begin(task, pool.timer);
        CompletableFuture<ExitReason> seen = task.handle(
                (value, failure) -> pool.pool.counters().exits().recent().get(0).reason());

        pool.die(worker, ExitReason.CRASHED);

        assertThat(seen).isCompletedWithValue(ExitReason.CRASHED);
        assertThat(worker.handle().state()).isEqualTo(WorkerState.ENDED);
    }

    @Test
    void aWorkerThatIsGoneIsReplacedAtOnceWhenItHadATask() {
        FakeWorker worker = pool.worker(0);
        pool.supervision.onReady(worker.handle());
        worker.begin(pool.submit(), pool.timer);

        pool.die(worker, ExitReason.CRASHED);

        assertThat(pool.workers).hasSize(2);
        assertThat(pool.lastWorker().handle().state()).isEqualTo(WorkerState.STARTING);
    }

    @Test
    void aWorkerThatDiesSoonWithoutATaskIsReplacedAfterAPause() {
        FakeWorker worker = pool.worker(0);
        pool.supervision.onReady(worker.handle());

        pool.die(worker, ExitReason.CRASHED);

        assertThat(pool.workers).hasSize(1);
        pool.timer.advance(Duration.ofMillis(100));
        assertThat(pool.workers).hasSize(2);
    }

    @Test
    void aWorkerThatWasKilledForWantOfMemoryIsReplacedAfterAPauseHoweverOldItIs() {
        FakeWorker worker = pool.worker(0);
        pool.supervision.onReady(worker.handle());
        pool.timer.advance(Duration.ofHours(1));

        pool.die(worker, ExitReason.MEMORY_PRESSURE);

        assertThat(pool.workers).hasSize(1);
        pool.timer.advance(Duration.ofMillis(100));
        assertThat(pool.workers).hasSize(2);
    }

    @Test
    void aWorkerThatLivedForASecondIsReplacedAtOnce() {
        FakeWorker worker = pool.worker(0);
        pool.supervision.onReady(worker.handle());
        pool.timer.advance(Duration.ofMillis(1001));

        pool.die(worker, ExitReason.CRASHED);

        assertThat(pool.workers).hasSize(2);
    }

    @Test
    void theRecordOfAFailedStartKeepsTheCommandToItself() {
        pool.failToStart(pool.worker(0));

        assertThat(pool.pool.counters().exits().recent())
                .singleElement()
                .extracting(WorkerExit::reason, WorkerExit::description)
                .containsExactly(ExitReason.START_FAILED, "it can't");
    }

    @Test
    void aStartThatWasNotWantedAnyMoreIsNoFailure() {
        pool.worker(0).link().endBecauseOf(ExitReason.RESIZED);
        for (int i = 0; i < 10; i++) {
            pool.failToStart(pool.lastWorker());
            pool.lastWorker().link().endBecauseOf(ExitReason.RESIZED);
        }

        assertThat(pool.pool.status().isBroken()).isFalse();
        assertThat(pool.pool.counters().exits().byReason()).containsOnlyKeys(ExitReason.RESIZED);
    }
}
