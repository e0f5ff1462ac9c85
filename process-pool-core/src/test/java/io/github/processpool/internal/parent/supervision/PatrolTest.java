package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.page.ForgedPage;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two workers that say nothing; the heartbeat timeout is ten seconds. */
class PatrolTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private PlayedPool pool;
    private FakeWorker worker;

    @BeforeEach
    void start() {
        TestSettings settings = new TestSettings();
        settings.maxWorkers = 2;
        settings.heartbeatTimeout = Duration.ofSeconds(10);
        settings.idleTimeout = Duration.ofMinutes(1);
        settings.minWorkers = 1;
        pool = new PlayedPool(settings, folder);
        pool.start(2);
        worker = pool.worker(0);
        pool.beat(worker);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    /** The clock goes on and the patrol with it. */
    private void patrol(int seconds) {
        for (int i = 0; i < seconds; i++) {
            pool.timer.advance(SECOND);
            pool.patrol.tick();
        }
    }

    @Test
    void aWorkerWithoutASignOfLifeIsKilled() {
        patrol(10);
        assertThat(worker.wasKilled()).isFalse();

        patrol(1);
        assertThat(worker.wasKilled()).isTrue();
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.HUNG);
    }

    @Test
    void aWorkerThatBeatsIsLeftAlone() {
        patrol(9);
        pool.beat(worker);
        patrol(9);

        assertThat(worker.wasKilled()).isFalse();
    }

    @Test
    void aWorkerThatHasNeverBeatenIsLeftAlone() {
        patrol(30);

        assertThat(pool.worker(1).wasKilled()).isFalse();
    }

    @Test
    void aWorkerThatWasAskedToStandStillIsExcused() {
        pool.locked(() -> worker.handle()
                .pulse()
                .excuseUntil(pool.timer.now() + Duration.ofSeconds(20).toNanos()));

        patrol(19);
        assertThat(worker.wasKilled()).isFalse();
        patrol(1);
        assertThat(worker.wasKilled()).isTrue();
    }

    @Test
    void missingHeartbeatsAreOurOwnFaultAfterThisProcessStoodStill() {
        pool.timer.fallBehind(Duration.ofSeconds(20));
        patrol(10);
        assertThat(worker.wasKilled()).isFalse();

        patrol(1);
        assertThat(worker.wasKilled()).isTrue();
    }

    // -- A page that lies --

    @Test
    void aHeartbeatInTheFutureCountsFromWhenItWasSeen() {
        worker.board()
                .vitals()
                .beat(pool.timer.now() + Duration.ofDays(200 * 365).toNanos(), 0, 0);
        patrol(11);
        assertThat(worker.wasKilled()).isFalse();

        patrol(1);
        assertThat(worker.wasKilled()).isTrue();
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.HUNG);
    }

    @Test
    void aHeartbeatThatIsTakenBackIsNoSignOfLifeForLong() {
        patrol(1);
        worker.board().vitals().beat(0, 0, 0);
        patrol(13);

        assertThat(worker.wasKilled()).isTrue();
    }

    @Test
    void aWorkerThatBeatsButDoesNotBeginWhatItHasIsKilled() {
        List<PendingTask<Object>> tasks = pool.submitShort(1);
        FakeWorker one = workerOf(tasks.get(0));
        for (int second = 0; second < 11; second++) {
            pool.beat(one);
            patrol(1);
        }
        assertThat(one.wasKilled()).isFalse();
        pool.beat(one);
        patrol(1);

        assertThat(one.wasKilled()).isTrue();
        assertThat(one.link().endWords()).contains("did not begin what it had been sent");
    }

    @Test
    void anIdleWorkerWhosePageDoesNotSayThatItIsThroughIsKilled() {
        pool.beat(worker);
        PendingTask<Object> task = pool.submitShort(1).get(0);
        FakeWorker one = workerOf(task);
        one.begin(task, pool.timer);
        long ticket = task.where().sending().ticket();
        ForgedPage.entry(one.board(), ticket, 0, 0);
        pool.locked(() -> {
            one.handle().workload().answered(ticket);
            one.handle().markIdleIfDone(pool.timer.now());
        });
        for (int second = 0; second < 12; second++) {
            pool.beat(one);
            patrol(1);
        }

        assertThat(one.wasKilled()).isTrue();
    }

    @Test
    void anIdleWorkerThatRefusesItsNextTaskIsKilled() {
        ForgedPage.entry(worker.board(), 1, 77, 2);
        for (int second = 0; second < 12; second++) {
            pool.beat(worker);
            patrol(1);
        }

        assertThat(worker.wasKilled()).isTrue();
    }

    @Test
    void anIdleWorkerThatBeatsIsLeftAloneForLong() {
        for (int second = 0; second < 50; second++) {
            pool.beat(worker);
            patrol(1);
        }

        assertThat(worker.wasKilled()).isFalse();
    }

    @Test
    void aWorkerThatRunsALongTaskIsLeftAlone() {
        PendingTask<Object> task = pool.submitShort(1).get(0);
        FakeWorker one = workerOf(task);
        one.begin(task, pool.timer);
        for (int second = 0; second < 30; second++) {
            pool.beat(one);
            patrol(1);
        }

        assertThat(one.wasKilled()).isFalse();
    }

    @Test
    void aWorkerThatIsIdleForLongLeavesDownToTheMinimum() {
        patrol(60);

        assertThat(pool.workers)
                .extracting(each -> each.handle().state())
                .containsExactlyInAnyOrder(WorkerState.RETIRING, WorkerState.IDLE);
    }

    @Test
    void aTaskThatWaitsBehindALongOneIsTakenBack() {
        List<PendingTask<Object>> tasks = pool.submitShort(4);
        tasks.forEach(task -> assertThat(task.where().place()).isEqualTo(Place.SENT));
        List<PendingTask<Object>> first = tasks.stream()
                .filter(task -> task.where().sending().ticket() == 1)
                .toList();
        first.forEach(task -> workerOf(task).begin(task, pool.timer));

        patrol(1);

        assertThat(tasks).filteredOn(task -> task.where().place() == Place.SENT).containsExactlyElementsOf(first);
    }

    private FakeWorker workerOf(PendingTask<?> task) {
        return pool.workers.stream()
                .filter(each -> each.link() == task.where().sending().worker())
                .findFirst()
                .orElseThrow();
    }
}
