package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.internal.parent.task.FunctionProfile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workers that are there, and the order in which idle ones get tasks. */
class RosterTest {

    @TempDir
    Path folder;

    private LoneCrew idle(int workers) {
        return LoneCrew.ready(folder, settings -> {
            settings.minWorkers = workers;
            settings.maxWorkers = workers;
        });
    }

    private static FunctionProfile tiny() {
        FunctionProfile profile = new FunctionProfile();
        for (int i = 0; i < 10; i++) {
            profile.record(1000, 1);
        }
        return profile;
    }

    @Test
    void theWorkerThatBecameIdleLastIsTheNextToGetATask() {
        LoneCrew lone = idle(3);
        List<WorkerHandle> workers = lone.crew.workers();
        lone.runTasks(workers.get(1), 1);

        assertThat(lone.idleWorker()).isSameAs(workers.get(1));
        lone.give(workers.get(1));

        assertThat(lone.idleWorker()).isSameAs(workers.get(2));
    }

    @Test
    void aWorkerThatCanNotTakeATaskJustNowGoesToTheEndOfTheLine() {
        LoneCrew lone = idle(2);
        WorkerHandle first = lone.idleWorker();

        lone.locked(lone.crew::moveIdleToEnd);
        assertThat(lone.idleWorker()).isNotSameAs(first);
        lone.locked(lone.crew::moveIdleToEnd);

        assertThat(lone.idleWorker()).isSameAs(first);
        assertThat(lone.crew.idleCount()).isEqualTo(2);
    }

    @Test
    void theWorkerOfAKeyIsMovedToTheFrontAndOnlyIfItIsInTheLine() {
        LoneCrew lone = idle(3);
        WorkerHandle last = lone.crew.workers().get(0);
        lone.locked(() -> lone.crew.moveIdleToFront(last));
        assertThat(lone.idleWorker()).isSameAs(last);
        lone.give(last);

        lone.locked(() -> lone.crew.moveIdleToFront(last));

        assertThat(lone.idleWorker()).isNotSameAs(last);
        assertThat(lone.crew.idleCount()).isEqualTo(2);
    }

    @Test
    void tasksAreSentAheadToTheWorkerWithTheMostRoom() {
        LoneCrew lone = idle(2);
        WorkerHandle one = lone.crew.workers().get(0);
        WorkerHandle two = lone.crew.workers().get(1);
        FunctionProfile tiny = tiny();
        lone.give(one, tiny);
        lone.give(one, tiny);
        lone.give(two, tiny);

        assertThat(lone.crew.workerWithRoom()).isSameAs(two);
    }

    @Test
    void tasksAreSentAheadInALargePoolTooAndCountAsWaiting() {
        LoneCrew lone = idle(100);
        FunctionProfile tiny = tiny();
        WorkerHandle worker = lone.crew.workers().get(70);
        lone.give(worker, tiny);
        lone.give(worker, tiny);

        assertThat(lone.crew.workerWithRoom()).isSameAs(worker);
        lone.locked(() -> lone.crew.resize(102));
        lone.balance(0);
        assertThat(lone.started).hasSize(1);
    }

    @Test
    void aWorkerIsFoundByItsLinkUntilItHasEnded() {
        LoneCrew lone = idle(1);
        WorkerHandle worker = lone.crew.workers().get(0);
        assertThat(lone.crew.handleOf(worker.link())).isSameAs(worker);

        lone.ends(worker);

        assertThatThrownBy(() -> lone.crew.handleOf(worker.link())).hasMessageContaining("has ended");
        assertThat(lone.idleWorker()).isNull();
    }
}
