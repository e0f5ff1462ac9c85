package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a worker, as far as other tests don't tell it. */
class WorkerHandleTest {

    @TempDir
    Path folder;

    private LoneCrew starting() {
        LoneCrew lone = new LoneCrew(folder, settings -> settings.minWorkers = 1);
        lone.balance(0);
        return lone;
    }

    private LoneCrew idle() {
        LoneCrew lone = starting();
        lone.startedAreReady();
        return lone;
    }

    private static WorkerHandle worker(LoneCrew lone) {
        return lone.crew.workers().get(0);
    }

    private static void heapIsWritten(LoneCrew lone) {
        lone.locked(() -> {
            worker(lone).markWritingHeap(false);
            lone.crew.onAvailable(worker(lone));
        });
    }

    @Test
    void itStartsIsIdleBusyAndIdleAgain() {
        LoneCrew lone = starting();
        WorkerHandle worker = worker(lone);
        assertThat(worker.state()).isEqualTo(WorkerState.STARTING);
        assertThat(worker.isOfUse()).isFalse();

        lone.startedAreReady();
        assertThat(worker.state()).isEqualTo(WorkerState.IDLE);
        PendingTask<?> task = lone.give(worker);
        assertThat(worker.state()).isEqualTo(WorkerState.BUSY);
        assertThat(worker.isIdle()).isFalse();
        lone.answer(worker, task);

        assertThat(worker.state()).isEqualTo(WorkerState.IDLE);
        lone.ends(worker);
        assertThat(worker.state()).isEqualTo(WorkerState.ENDED);
        assertThat(worker.retire(ExitReason.IDLE)).isFalse();
    }

    @Test
    void aWorkerThatWritesItsHeapTakesNoTaskAndThenGoesOnAsBefore() {
        LoneCrew lone = idle();
        WorkerHandle worker = worker(lone);
        worker.markWritingHeap(true);

        assertThat(worker.life()).isEqualTo(Life.WRITING_HEAP);
        assertThat(worker.state()).isEqualTo(WorkerState.IDLE);
        assertThat(lone.idleWorker()).isNull();
        assertThat(worker.isOfUse()).isTrue();
        heapIsWritten(lone);

        assertThat(lone.idleWorker()).isSameAs(worker);
        assertThat(lone.crew.idleCount()).isEqualTo(1);
    }

    @Test
    void nothingIsSentAheadToAWorkerThatWritesItsHeap() {
        LoneCrew lone = idle();
        WorkerHandle worker = worker(lone);
        FunctionProfile tiny = new FunctionProfile();
        for (int i = 0; i < 10; i++) {
            tiny.record(1000, 1);
        }
        lone.give(worker, tiny);
        assertThat(lone.crew.workerWithRoom()).isSameAs(worker);

        worker.markWritingHeap(true);

        assertThat(worker.room(lone.timer.now())).isZero();
        assertThat(lone.crew.workerWithRoom()).isNull();
    }

    @Test
    void aWorkerThatWasAskedForItsHeapWhileItStartedTakesNoTaskWhenItIsReady() {
        LoneCrew lone = starting();
        WorkerHandle worker = worker(lone);
        worker.markWritingHeap(true);
        assertThat(worker.life()).isEqualTo(Life.STARTING);

        lone.startedAreReady();
        assertThat(worker.life()).isEqualTo(Life.WRITING_HEAP);
        assertThat(lone.idleWorker()).isNull();
        heapIsWritten(lone);

        assertThat(lone.idleWorker()).isSameAs(worker);
    }

    @Test
    void aWorkerThatWritesItsHeapCanBeToldToLeave() {
        LoneCrew lone = idle();
        worker(lone).markWritingHeap(true);

        lone.dismiss(worker(lone), ExitReason.RESIZED);
        heapIsWritten(lone);

        assertThat(worker(lone).life()).isEqualTo(Life.STOPPING);
        assertThat(lone.idleWorker()).isNull();
    }

    @Test
    void aWorkerWithTasksIsToldToLeaveOnceAndForTheFirstReason() {
        LoneCrew lone = idle();
        WorkerHandle worker = worker(lone);
        lone.give(worker);

        assertThat(worker.stop()).as("it was not even retired").isFalse();
        assertThat(worker.retire(ExitReason.OUT_OF_MEMORY)).isTrue();
        assertThat(worker.retire(ExitReason.RESIZED)).isFalse();
        assertThat(worker.life()).isEqualTo(Life.RETIRING);
        assertThat(worker.stop()).isTrue();

        assertThat(worker.stop()).isFalse();
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.OUT_OF_MEMORY);
    }

    @Test
    void silenceIsExcusedForAWhile() {
        LoneCrew lone = idle();
        WorkerHandle worker = worker(lone);
        long now = lone.timer.now();
        assertThat(worker.pulse().isExcused(now)).isFalse();

        worker.pulse().excuseUntil(now + 10);

        assertThat(worker.pulse().isExcused(now + 9)).isTrue();
        assertThat(worker.pulse().isExcused(now + 10)).isFalse();
    }

    @Test
    void itsStartIsAnnouncedOnce() {
        WorkerHandle worker = worker(starting());

        assertThat(worker.announce()).isTrue();
        assertThat(worker.announce()).isFalse();
    }

    @Test
    void peopleSeeItsStateItsTaskAndHowManyItHasDone() {
        LoneCrew lone = idle();
        WorkerHandle worker = worker(lone);
        lone.runTasks(worker, 2);
        PendingTask<?> task = lone.give(worker);
        lone.fake(worker).begin(task, lone.timer);
        lone.timer.advance(Duration.ofSeconds(1));

        WorkerSnapshot snapshot = worker.snapshot(lone.timer.now(), 17);

        assertThat(snapshot.pid()).isEqualTo(worker.link().pid());
        assertThat(snapshot.slot()).isZero();
        assertThat(snapshot.state()).isEqualTo(WorkerState.BUSY);
        assertThat(snapshot.currentTask().orElseThrow().taskId()).isEqualTo(task.taskId());
        assertThat(snapshot.tasksCompleted()).isEqualTo(2);
        assertThat(snapshot.residentBytes()).isEqualTo(17);
        assertThat(worker.snapshot(lone.timer.now(), WorkerHandle.UNKNOWN).residentBytes())
                .isEqualTo(WorkerHandle.UNKNOWN);
    }
}
