package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.task.PendingTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker's successor: when it is started, when it takes over, and what becomes of it. */
class SuccessionTest {

    /** As many as this machine has processors for. */
    private static final int MOST_OF_ONE =
            Succession.mostAhead(Runtime.getRuntime().availableProcessors(), 1);

    @TempDir
    Path folder;

    /** One idle worker that may run so many tasks. */
    private LoneCrew oneWorker(int limit) {
        return LoneCrew.ready(folder, settings -> {
            settings.minWorkers = 1;
            settings.maxWorkers = 1;
            settings.maxTasksPerWorker = limit;
        });
    }

    private static WorkerHandle worker(LoneCrew lone) {
        return lone.crew.workers().get(0);
    }

    @Test
    void theSuccessorIsStartedBeforeTheLastTaskAndInTheSameSlot() {
        LoneCrew lone = oneWorker(3);
        WorkerHandle old = worker(lone);

        lone.runTasks(old, 1);
        assertThat(lone.started).isEmpty();
        PendingTask<?> second = lone.give(old);
        assertThat(lone.slots(lone.started)).containsExactly(0);
        lone.answer(old, second);
        lone.give(old);

        assertThat(lone.started).hasSize(1);
    }

    @Test
    void theSuccessorIsStartedAsManyTasksEarlierAsItsStartTakes() {
        LoneCrew lone = new LoneCrew(folder, settings -> settings.maxTasksPerWorker = 20);
        lone.balance(1);
        lone.timer.advance(Duration.ofSeconds(1));
        lone.startedAreReady();
        WorkerHandle old = worker(lone);
        lone.locked(() -> lone.crew.onTaskTime(Duration.ofMillis(100).toNanos()));

        lone.runTasks(old, 8);
        assertThat(lone.started).isEmpty();
        lone.runTasks(old, 1);

        assertThat(lone.started).hasSize(1);
    }

    @Test
    void anotherOneIsStartedBehindTheSuccessorWhereItsTasksAreDoneSoonerThanAWorkerStarts() {
        LoneCrew lone = shortLived();
        WorkerHandle old = worker(lone);

        lone.give(old);

        assertThat(lone.started).hasSize(MOST_OF_ONE);
        assertThat(lone.slots(lone.started)).containsOnly(0);
    }

    @Test
    void oneAfterTheOtherTakesOver() {
        LoneCrew lone = shortLived();
        WorkerHandle old = worker(lone);
        PendingTask<?> task = lone.give(old);
        List<WorkerHandle> next = List.copyOf(lone.started);
        lone.startedAreReady();
        lone.answer(old, task);
        lone.runTasks(old, 1);

        assertThat(lone.idleWorker()).isSameAs(next.get(0));
        assertThat(lone.in(WorkerState.STANDBY)).containsExactlyElementsOf(next.subList(1, next.size()));
        lone.runTasks(next.get(0), 1);
        assertThat(lone.started).as("one for the place that has become free").hasSize(1);
    }

    @Test
    void theSecondSuccessorTakesThePlaceOfTheFirstThatDies() {
        LoneCrew lone = shortLived();
        WorkerHandle old = worker(lone);
        PendingTask<?> task = lone.give(old);
        List<WorkerHandle> next = List.copyOf(lone.started);
        lone.startedAreReady();

        lone.ends(next.get(0));
        assertThat(lone.idleWorker()).as("the old one serves as before").isNull();
        lone.answer(old, task);
        assertThat(lone.idleWorker()).isSameAs(old);
        lone.runTasks(old, 1);
        lone.startedAreReady();

        assertThat(old.state()).isEqualTo(WorkerState.RETIRING);
        assertThat(lone.one(WorkerState.IDLE)).isSameAs(lone.idleWorker());
    }

    @Test
    void nobodyStandsByForLongWithoutTasks() {
        LoneCrew lone = shortLived();
        WorkerHandle old = worker(lone);
        lone.runTasks(old, 1);
        lone.startedAreReady();

        lone.shrinksAfter(Duration.ofSeconds(11));

        assertThat(lone.in(WorkerState.STANDBY)).isEmpty();
        assertThat(lone.idleWorker()).isSameAs(old);
    }

    @Test
    void twoStandByBehindOneWorkerOnlyWhereThereAreProcessorsForTheirStarts() {
        assertThat(Succession.mostAhead(1, 1)).isEqualTo(1);
        assertThat(Succession.mostAhead(2, 1)).isEqualTo(2);
        assertThat(Succession.mostAhead(2, 2)).isEqualTo(1);
        assertThat(Succession.mostAhead(32, 4)).isEqualTo(2);
        assertThat(Succession.mostAhead(32, Integer.MAX_VALUE)).isEqualTo(1);
    }

    /** One idle worker that may run two tasks; ten of them take as long as a start. */
    private LoneCrew shortLived() {
        LoneCrew lone = new LoneCrew(folder, settings -> {
            settings.minWorkers = 1;
            settings.maxWorkers = 1;
            settings.maxTasksPerWorker = 2;
            settings.idleTimeout = Duration.ofSeconds(10);
        });
        lone.balance(1);
        lone.timer.advance(Duration.ofSeconds(1));
        lone.startedAreReady();
        lone.locked(() -> lone.crew.onTaskTime(Duration.ofMillis(100).toNanos()));
        return lone;
    }

    @Test
    void aWorkerThatMayRunAnyNumberHasNoSuccessor() {
        LoneCrew lone = oneWorker(Integer.MAX_VALUE);

        lone.runTasks(worker(lone), 200);

        assertThat(lone.started).isEmpty();
    }

    @Test
    void theSuccessorStandsByUntilTheOldOneHasRunItsLastTask() {
        LoneCrew lone = oneWorker(2);
        WorkerHandle old = worker(lone);
        lone.runTasks(old, 1);
        WorkerHandle next = lone.started.get(0);
        lone.startedAreReady();
        assertThat(next.state()).isEqualTo(WorkerState.STANDBY);
        assertThat(lone.idleWorker()).isSameAs(old);

        lone.runTasks(old, 1);

        assertThat(old.state()).isEqualTo(WorkerState.RETIRING);
        assertThat(old.link().exitReason()).isEqualTo(ExitReason.RECYCLED);
        assertThat(lone.idleWorker()).isSameAs(next);
    }

    @Test
    void aWorkerThatIsUsedUpStaysWithoutATaskUntilItsSuccessorIsReady() {
        LoneCrew lone = oneWorker(1);
        WorkerHandle old = worker(lone);
        lone.runTasks(old, 1);

        assertThat(old.state()).isEqualTo(WorkerState.IDLE);
        assertThat(lone.idleWorker()).isNull();
        assertThat(lone.balance(1)).as("nobody else is started").isFalse();
        assertThat(lone.started).hasSize(1);
        lone.startedAreReady();

        assertThat(old.state()).isEqualTo(WorkerState.RETIRING);
        assertThat(lone.idleWorker()).isNotNull().isNotSameAs(old);
    }

    @Test
    void theSuccessorCountsAsIdleSinceTheOldOneWas() {
        LoneCrew lone = LoneCrew.ready(folder, settings -> {
            settings.minWorkers = 1;
            settings.maxTasksPerWorker = 1;
            settings.idleTimeout = Duration.ofSeconds(10);
        });
        lone.runTasks(worker(lone), 1);
        long idleSince = lone.timer.now();
        lone.timer.advance(Duration.ofSeconds(3));

        lone.startedAreReady();

        assertThat(lone.one(WorkerState.IDLE).idleSince()).isEqualTo(idleSince);
    }

    @Test
    void aSuccessorThatDiesIsReplacedWhenTheNextTaskIsGivenAway() {
        LoneCrew lone = oneWorker(3);
        WorkerHandle old = worker(lone);
        lone.runTasks(old, 2);
        lone.ends(lone.started.remove(0));

        assertThat(lone.started).isEmpty();
        lone.give(old);

        assertThat(lone.started).hasSize(1);
    }

    @Test
    void aSuccessorThatDiesWhileAUsedUpWorkerWaitsForItIsReplacedAtOnce() {
        LoneCrew lone = oneWorker(1);
        WorkerHandle old = worker(lone);
        lone.runTasks(old, 1);

        lone.ends(lone.started.remove(0));

        assertThat(old.state()).isEqualTo(WorkerState.IDLE);
        assertThat(lone.started).hasSize(1);
        lone.startedAreReady();
        assertThat(old.state()).isEqualTo(WorkerState.RETIRING);
    }

    @Test
    void aUsedUpWorkerLeavesWithoutASuccessorWhenNoneCanBeStarted() {
        LoneCrew lone = oneWorker(1);
        WorkerHandle old = worker(lone);
        lone.runTasks(old, 1);

        lone.guard.failed(lone.timer.now(), lone.timer.now());
        lone.ends(lone.started.remove(0));

        assertThat(old.state()).isEqualTo(WorkerState.RETIRING);
        assertThat(lone.started).isEmpty();
    }

    @Test
    void theSuccessorOfAWorkerThatDiesTakesOverAtOnce() {
        LoneCrew lone = oneWorker(2);
        WorkerHandle old = worker(lone);
        lone.runTasks(old, 1);
        WorkerHandle next = lone.started.get(0);
        lone.startedAreReady();

        lone.ends(old);

        assertThat(lone.idleWorker()).isSameAs(next);
        lone.balance(1);
        assertThat(lone.started).isEmpty();
    }

    @Test
    void theSuccessorOfAWorkerThatDiesTakesOverAsSoonAsItIsReady() {
        LoneCrew lone = oneWorker(2);
        WorkerHandle old = worker(lone);
        lone.runTasks(old, 1);
        WorkerHandle next = lone.started.get(0);

        lone.ends(old);
        lone.balance(1);
        assertThat(lone.started).as("it is starting already").containsExactly(next);
        lone.startedAreReady();

        assertThat(lone.idleWorker()).isSameAs(next);
    }

    @Test
    void aBusyWorkerThatIsDueTakesTasksUntilItsSuccessorStandsByAndThenFinishesWhatItHas() {
        LoneCrew lone = oneWorker(Integer.MAX_VALUE);
        WorkerHandle old = worker(lone);
        PendingTask<?> task = lone.give(old);
        lone.replace(old, ExitReason.AGED);
        assertThat(old.remaining()).isPositive();

        lone.startedAreReady();
        assertThat(old.state()).isEqualTo(WorkerState.BUSY);
        assertThat(old.remaining()).isZero();
        lone.answer(old, task);

        assertThat(old.state()).isEqualTo(WorkerState.RETIRING);
        assertThat(old.link().exitReason()).isEqualTo(ExitReason.AGED);
        assertThat(lone.in(WorkerState.IDLE)).hasSize(1);
    }

    @Test
    void aBusyWorkerThatIsDueTakesTasksAgainWhenItsSuccessorDies() {
        LoneCrew lone = oneWorker(Integer.MAX_VALUE);
        WorkerHandle old = worker(lone);
        PendingTask<?> task = lone.give(old);
        lone.replace(old, ExitReason.AGED);
        lone.startedAreReady();

        lone.ends(lone.one(WorkerState.STANDBY));
        lone.answer(old, task);

        assertThat(lone.idleWorker()).isSameAs(old);
        assertThat(old.due()).isEqualTo(ExitReason.AGED);
    }

    @Test
    void aSpareWorkerSucceedsAWorkerThatHasFewTasksLeftAndNobodyIsStarted() {
        LoneCrew lone = LoneCrew.ready(folder, settings -> {
            settings.minWorkers = 1;
            settings.maxWorkers = 1;
            settings.maxTasksPerWorker = 2;
            settings.spareWorkers = 1;
        });
        WorkerHandle old = lone.one(WorkerState.IDLE);
        WorkerHandle spare = lone.one(WorkerState.STANDBY);

        lone.runTasks(old, 2);

        assertThat(lone.idleWorker()).isSameAs(spare);
        assertThat(spare.standing().slot()).isZero();
        assertThat(lone.started).isEmpty();
    }
}
