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

    @Test
    void theWorkerThatBecameIdleLastIsTheNextToGetATask() {
        LoneCrew lone = LoneCrew.idle(folder, 3);
        List<WorkerHandle> workers = lone.crew.workers();
        lone.runTasks(workers.get(1), 1);

        assertThat(lone.idleWorker()).isSameAs(workers.get(1));
        lone.give(workers.get(1));

        assertThat(lone.idleWorker()).isSameAs(workers.get(2));
    }

    @Test
    void aWorkerThatCanNotTakeATaskJustNowGoesToTheEndOfTheLine() {
        LoneCrew lone = LoneCrew.idle(folder, 2);
        WorkerHandle first = lone.idleWorker();

        lone.locked(lone.crew::moveIdleToEnd);
        assertThat(lone.idleWorker()).isNotSameAs(first);
        lone.locked(lone.crew::moveIdleToEnd);

        assertThat(lone.idleWorker()).isSameAs(first);
        assertThat(lone.crew.idleCount()).isEqualTo(2);
    }

    @Test
    void theWorkerOfAKeyIsMovedToTheFrontAndOnlyIfItIsInTheLine() {
        LoneCrew lone = LoneCrew.idle(folder, 3);
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
        LoneCrew lone = LoneCrew.idle(folder, 2);
        WorkerHandle one = lone.crew.workers().get(0);
        WorkerHandle two = lone.crew.workers().get(1);
        FunctionProfile tiny = LoneCrew.tiny();
        lone.give(one, tiny);
        lone.give(one, tiny);
        lone.give(two, tiny);

        assertThat(lone.crew.workerWithRoom()).isSameAs(two);
    }

    @Test
    void tasksAreSentAheadInALargePoolTooAndCountAsWaiting() {
        LoneCrew lone = LoneCrew.idle(folder, 100);
        FunctionProfile tiny = LoneCrew.tiny();
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
        LoneCrew lone = LoneCrew.idle(folder, 1);
        WorkerHandle worker = lone.crew.workers().get(0);
        assertThat(lone.crew.handleOf(worker.link())).isSameAs(worker);

        lone.ends(worker);

        assertThatThrownBy(() -> lone.crew.handleOf(worker.link())).hasMessageContaining("has ended");
        assertThat(lone.idleWorker()).isNull();
    }
}
