package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which worker is next, and that none which may take a task is forgotten. */
class VacanciesTest {

    @TempDir
    Path folder;

    private static List<WorkerHandle> crowded(LoneCrew lone) {
        List<WorkerHandle> found = new ArrayList<>();
        lone.locked(() -> lone.crew.eachCrowded(found::add));
        return found;
    }

    // -- With room --

    @Test
    void thoseWithAsManyTasksGetTheNextOneInTurn() {
        LoneCrew lone = LoneCrew.idle(folder, 3);
        FunctionProfile tiny = LoneCrew.tiny();
        List<WorkerHandle> workers = lone.crew.workers();
        workers.forEach(worker -> lone.give(worker, tiny));

        List<WorkerHandle> turns = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            WorkerHandle next = lone.crew.workerWithRoom();
            lone.give(next, tiny);
            turns.add(next);
        }

        assertThat(turns).containsExactlyElementsOf(concat(workers, workers));
    }

    private static List<WorkerHandle> concat(List<WorkerHandle> some, List<WorkerHandle> others) {
        List<WorkerHandle> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    @Test
    void aWorkerThatIsFullComesBackWithItsNextAnswer() {
        LoneCrew lone = LoneCrew.idle(folder, 1);
        WorkerHandle worker = lone.crew.workers().get(0);
        FunctionProfile tiny = LoneCrew.tiny();
        List<PendingTask<?>> tasks = new ArrayList<>();
        while (worker.room(lone.timer.now()) > 0 || worker.isIdle()) {
            tasks.add(lone.give(worker, tiny));
        }
        assertThat(lone.crew.workerWithRoom()).isNull();
        assertThat(tasks).hasSize(Workload.DEEPEST);

        lone.answer(worker, tasks.get(0));

        assertThat(lone.crew.workerWithRoom()).isSameAs(worker);
    }

    @Test
    void aWorkerWhoseTaskIsOfUnknownLengthHasNoRoomAndComesBackIdle() {
        LoneCrew lone = LoneCrew.idle(folder, 1);
        WorkerHandle worker = lone.crew.workers().get(0);
        PendingTask<?> task = lone.give(worker);
        assertThat(lone.crew.workerWithRoom()).isNull();

        lone.answer(worker, task);

        assertThat(lone.idleWorker()).isSameAs(worker);
        assertThat(lone.crew.workerWithRoom()).isNull();
    }

    // -- Seen to take no task --

    @Test
    void aWorkerThatWritesItsHeapIsPassedOverAndComesBackWhenThatIsSaid() {
        LoneCrew lone = LoneCrew.idle(folder, 1);
        WorkerHandle worker = lone.crew.workers().get(0);
        worker.markWritingHeap(true);
        assertThat(lone.idleWorker()).isNull();

        worker.markWritingHeap(false);
        assertThat(lone.idleWorker()).as("it has left the line").isNull();
        lone.locked(() -> lone.crew.onAvailable(worker));

        assertThat(lone.idleWorker()).isSameAs(worker);
    }

    @Test
    void aWorkerWhoseAnswersAreNotReadIsPassedOverIdleAndBusyAndComesBackWhenThatIsSaid() {
        LoneCrew lone = LoneCrew.idle(folder, 1);
        WorkerHandle worker = lone.crew.workers().get(0);
        worker.workload().unread().add(1);
        worker.workload().unread().add((int) UnreadAnswers.ROOM);
        assertThat(lone.idleWorker()).isNull();

        assertThat(worker.workload().unread().remove(1)).isTrue();
        lone.locked(() -> lone.crew.onAvailable(worker));
        assertThat(lone.idleWorker()).isSameAs(worker);

        lone.give(worker, LoneCrew.tiny());
        worker.workload().unread().add(1);
        assertThat(lone.crew.workerWithRoom()).isNull();
        assertThat(worker.workload().unread().remove(1)).isTrue();
        lone.locked(() -> lone.crew.onAvailable(worker));
        assertThat(lone.crew.workerWithRoom()).isSameAs(worker);
    }

    @Test
    void aWorkerThatIsReplacedComesBackWhenItsSuccessorDies() {
        LoneCrew lone = LoneCrew.idle(folder, 1);
        WorkerHandle old = lone.crew.workers().get(0);
        PendingTask<?> task = lone.give(old, LoneCrew.tiny());
        lone.replace(old, ExitReason.AGED);
        WorkerHandle next = lone.started.get(0);
        lone.startedAreReady();
        assertThat(lone.crew.workerWithRoom()).isNull();

        lone.ends(next);
        assertThat(lone.crew.workerWithRoom()).isSameAs(old);
        lone.answer(old, task);

        assertThat(lone.idleWorker()).isSameAs(old);
    }

    @Test
    void aWorkerThatLeavesIsNeitherIdleNorDoesItHaveRoom() {
        LoneCrew lone = LoneCrew.idle(folder, 2);
        WorkerHandle busy = lone.crew.workers().get(0);
        WorkerHandle idle = lone.crew.workers().get(1);
        lone.give(busy, LoneCrew.tiny());

        lone.dismiss(busy, ExitReason.RESIZED);
        lone.dismiss(idle, ExitReason.RESIZED);

        assertThat(lone.idleWorker()).isNull();
        assertThat(lone.crew.workerWithRoom()).isNull();
    }

    // -- With tasks that wait --

    @Test
    void aWorkerIsCrowdedAsLongAsATaskWaitsBehindAnotherOne() {
        LoneCrew lone = LoneCrew.idle(folder, 2);
        WorkerHandle worker = lone.crew.workers().get(0);
        FunctionProfile tiny = LoneCrew.tiny();
        PendingTask<?> first = lone.give(worker, tiny);
        assertThat(crowded(lone)).isEmpty();

        lone.give(worker, tiny);
        lone.give(worker, tiny);
        assertThat(crowded(lone)).containsExactly(worker);
        lone.answer(worker, first);
        assertThat(crowded(lone)).containsExactly(worker);
        lone.answer(worker, worker.workload().firstTask());

        assertThat(crowded(lone)).isEmpty();
    }

    /** Its answers came together, and it was told to leave before. */
    @Test
    void aWorkerThatLeavesOrIsUsedUpIsNotCrowdedWhenAllItsTasksAreAnsweredAtOnce() {
        LoneCrew lone = LoneCrew.ready(folder, settings -> {
            settings.minWorkers = 2;
            settings.maxWorkers = 2;
            settings.maxTasksPerWorker = 2;
        });
        WorkerHandle leaver = lone.crew.workers().get(0);
        WorkerHandle usedUp = lone.crew.workers().get(1);
        FunctionProfile tiny = LoneCrew.tiny();
        for (WorkerHandle worker : List.of(leaver, usedUp)) {
            lone.give(worker, tiny);
            lone.give(worker, tiny);
        }
        assertThat(crowded(lone)).containsExactly(leaver, usedUp);
        lone.dismiss(leaver, ExitReason.RESIZED);

        lone.answerTogether(leaver);
        lone.answerTogether(usedUp);

        assertThat(crowded(lone)).isEmpty();
        assertThat(lone.idleWorker()).isNull();
        assertThat(lone.crew.workerWithRoom()).isNull();
    }

    @Test
    void aWorkerThatHasEndedIsInNoLine() {
        LoneCrew lone = LoneCrew.idle(folder, 1);
        WorkerHandle worker = lone.crew.workers().get(0);
        lone.give(worker, LoneCrew.tiny());
        lone.give(worker, LoneCrew.tiny());

        lone.ends(worker);
        lone.locked(() -> lone.crew.onAvailable(worker)); // One of its answers has been read.

        assertThat(crowded(lone)).isEmpty();
        assertThat(worker.places().vacancy().line()).isNull();
        assertThat(worker.places().crowd().line()).isNull();
        assertThat(lone.idleWorker()).isNull();
    }

    // -- After an error --

    @Test
    void aWorkerThatAnErrorHasKeptFromTheLinesIsFoundAgainByTheRepair() {
        LoneCrew lone = LoneCrew.idle(folder, 2);
        WorkerHandle idle = lone.crew.workers().get(0);
        WorkerHandle busy = lone.crew.workers().get(1);
        FunctionProfile tiny = LoneCrew.tiny();
        lone.give(busy, tiny);
        lone.give(busy, tiny);
        Vacancies lost = new Vacancies();
        lost.forget(idle);
        lost.forget(busy);

        lone.locked(lone.crew::repair);

        assertThat(lone.idleWorker()).isSameAs(idle);
        assertThat(lone.crew.workerWithRoom()).isSameAs(busy);
        assertThat(crowded(lone)).containsExactly(busy);
    }
}
