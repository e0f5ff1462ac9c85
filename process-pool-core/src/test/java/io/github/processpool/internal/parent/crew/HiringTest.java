package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many workers are started when. */
class HiringTest {

    @TempDir
    Path folder;

    private LoneCrew crew(Consumer<TestSettings> changes) {
        return new LoneCrew(folder, changes);
    }

    private static Consumer<TestSettings> sizes(int min, int max, int spares) {
        return settings -> {
            settings.minWorkers = min;
            settings.maxWorkers = max;
            settings.spareWorkers = spares;
        };
    }

    @Test
    void theMinimumIsStartedWithoutATaskAndKept() {
        LoneCrew lone = crew(sizes(2, 3, 0));

        lone.balance(0);

        assertThat(lone.slots(lone.started)).containsExactly(0, 1);
        WorkerHandle first = lone.started.get(0);
        lone.startedAreReady();
        lone.ends(first);
        lone.balance(0);
        assertThat(lone.slots(lone.started)).containsExactly(0);
    }

    @Test
    void eachWaitingTaskGetsOneWorkerAndNoMoreThanTheMaximum() {
        LoneCrew lone = crew(sizes(0, 3, 0));

        lone.balance(0);
        assertThat(lone.started).isEmpty();
        lone.balance(1);
        assertThat(lone.started).hasSize(1);
        lone.balance(2);
        assertThat(lone.started).hasSize(2);
        lone.balance(10);
        assertThat(lone.started).hasSize(3);
    }

    @Test
    void aWorkerThatIsStartingIsTheOneForATaskThatWaits() {
        LoneCrew lone = crew(sizes(0, 3, 0));

        lone.balance(1);
        lone.balance(1);

        assertThat(lone.started).hasSize(1);
    }

    @Test
    void aTaskThatWaitsBehindAnotherOneAtAWorkerCountsAsWaiting() {
        LoneCrew lone = crew(sizes(0, 3, 0));
        lone.balance(1);
        WorkerHandle busy = lone.started.get(0);
        lone.startedAreReady();
        FunctionProfile profile = new FunctionProfile();
        lone.give(busy, profile);
        lone.give(busy, profile);

        lone.balance(0);

        assertThat(lone.started).hasSize(1);
    }

    @Test
    void theLowestFreeSlotIsUsedFirst() {
        LoneCrew lone = LoneCrew.ready(folder, sizes(4, 4, 0));
        lone.ends(lone.crew.workers().get(2));
        lone.ends(lone.crew.workers().get(1));

        lone.balance(0);

        assertThat(lone.slots(lone.started)).containsExactly(1, 2);
    }

    @Test
    void theSlotOfAWorkerThatLeavesIsFreeOnlyWhenItsProcessIsGone() {
        LoneCrew lone = LoneCrew.ready(folder, sizes(1, 1, 0));
        WorkerHandle leaver = lone.one(WorkerState.IDLE);
        lone.dismiss(leaver, ExitReason.IDLE);

        lone.balance(1);
        assertThat(lone.started).isEmpty();
        lone.ends(leaver);
        lone.balance(1);

        assertThat(lone.slots(lone.started)).containsExactly(0);
    }

    @Test
    void aSpareWorkerIsStartedWithoutATaskAndDoesNotCountAsCapacity() {
        LoneCrew lone = LoneCrew.ready(folder, sizes(0, 1, 1));

        assertThat(lone.slots(lone.in(WorkerState.STANDBY))).containsExactly(-1);
        assertThat(lone.idleWorker()).isNull();
        lone.balance(0);
        assertThat(lone.started).isEmpty();
    }

    @Test
    void aSpareWorkerThatDiesIsReplacedWithoutATask() {
        LoneCrew lone = LoneCrew.ready(folder, sizes(1, 1, 1));

        lone.ends(lone.one(WorkerState.STANDBY));
        lone.balance(0);

        assertThat(lone.slots(lone.started)).containsExactly(-1);
        assertThat(lone.in(WorkerState.IDLE)).hasSize(1);
    }

    @Test
    void aSpareWorkerTakesAFreeSlotAtOnceAndAnotherOneIsStarted() {
        LoneCrew lone = LoneCrew.ready(folder, sizes(0, 1, 1));
        WorkerHandle spare = lone.one(WorkerState.STANDBY);

        assertThat(lone.balance(1)).isTrue();

        assertThat(lone.idleWorker()).isSameAs(spare);
        assertThat(spare.standing().slot()).isZero();
        assertThat(lone.slots(lone.started)).containsExactly(-1);
    }

    @Test
    void aSpareWorkerThatIsNotReadyOrIsToBeReplacedTakesNoSlot() {
        LoneCrew lone = crew(sizes(0, 1, 1));
        lone.balance(0);
        WorkerHandle spare = lone.started.get(0);

        assertThat(lone.balance(1)).isFalse();
        assertThat(lone.slots(lone.started)).containsExactly(-1, 0);
        lone.becomesReady(spare);
        spare.standing().markDue(ExitReason.AGED);
        lone.ends(lone.started.get(1));

        assertThat(lone.balance(1)).isFalse();
        assertThat(lone.slots(lone.started)).containsExactly(-1, 0, 0);
    }

    @Test
    void aSuccessorThatIsStartedCountsAsSpareUntilItHasTakenOver() {
        LoneCrew lone = LoneCrew.ready(folder, sizes(1, 1, 1));
        WorkerHandle old = lone.one(WorkerState.IDLE);
        lone.ends(lone.one(WorkerState.STANDBY));
        lone.replace(old, ExitReason.AGED);
        assertThat(lone.started).hasSize(1);

        lone.balance(0);
        assertThat(lone.started).hasSize(1);
        lone.startedAreReady();
        lone.balance(0);

        assertThat(lone.slots(lone.started)).containsExactly(-1);
    }

    @Test
    void afterAFailureStartsPauseAndGoOnByThemselves() {
        LoneCrew lone = crew(sizes(0, 2, 0));
        lone.balance(2);
        WorkerHandle failed = lone.started.get(0);
        lone.failsToStart(failed);
        lone.started.clear();

        lone.balance(2);
        lone.balance(2);
        assertThat(lone.started).isEmpty();
        assertThat(lone.timer.waiting()).as("looks that are due").isEqualTo(1);
        lone.ends(lone.crew.workers().get(0));
        lone.timer.advance(Duration.ofSeconds(5));

        assertThat(lone.slots(lone.started)).containsExactly(0);
    }

    @Test
    void asLongAsStartsFailOneIsStartedAtATime() {
        LoneCrew lone = crew(sizes(3, 3, 1));
        lone.balance(0);
        for (WorkerHandle worker : lone.started) {
            lone.failsToStart(worker);
        }
        lone.started.clear();
        lone.timer.fallBehind(Duration.ofSeconds(5));

        lone.balance(3);
        assertThat(lone.started).hasSize(1);
        lone.balance(3);
        assertThat(lone.started).hasSize(1);
        for (int i = 0; i < 3; i++) {
            lone.guard.started(); // Which is what it takes to be trusted again.
        }
        lone.startedAreReady();
        lone.balance(3);

        assertThat(lone.slots(lone.started)).containsExactly(1, 2, -1);
    }

    // -- Starts that wait for their turn --

    private static boolean begins(LoneCrew lone, WorkerHandle worker) {
        boolean[] begins = new boolean[1];
        lone.locked(() -> begins[0] = lone.crew.onTurn(worker));
        return begins[0];
    }

    @Test
    void theTimesOfAStartThatHasWaitedBeginWithItsTurn() {
        LoneCrew lone = crew(sizes(1, 1, 0));
        lone.balance(0);
        WorkerHandle worker = lone.started.get(0);
        lone.locked(worker::markWaiting);
        assertThat(worker.state()).isEqualTo(WorkerState.WAITING);
        lone.balance(1);
        assertThat(lone.started).as("it counts as one that starts").hasSize(1);
        lone.timer.advance(Duration.ofSeconds(5));

        assertThat(begins(lone, worker)).isTrue();

        assertThat(worker.state()).isEqualTo(WorkerState.STARTING);
        assertThat(worker.preparingSince()).isEqualTo(lone.timer.now());
    }

    @Test
    void aTurnThatComesInThePauseAfterAFailureIsNotUsed() {
        LoneCrew lone = crew(sizes(2, 2, 0));
        lone.balance(0);
        WorkerHandle waits = lone.started.get(1);
        lone.locked(waits::markWaiting);
        lone.failsToStart(lone.started.get(0));

        assertThat(begins(lone, waits)).isFalse();
        lone.ends(waits);
        lone.started.clear();
        lone.balance(0);
        assertThat(lone.started).isEmpty();
        lone.timer.advance(Duration.ofSeconds(5));

        assertThat(lone.slots(lone.started)).containsExactly(0);
    }

    @Test
    void afterAFailureATurnIsUsedOnlyIfNobodyElseStarts() {
        LoneCrew lone = crew(sizes(3, 3, 0));
        lone.balance(0);
        WorkerHandle first = lone.started.get(1);
        WorkerHandle second = lone.started.get(2);
        lone.locked(first::markWaiting);
        lone.locked(second::markWaiting);
        lone.failsToStart(lone.started.get(0));
        lone.timer.fallBehind(Duration.ofSeconds(5));

        assertThat(begins(lone, first)).isTrue();
        assertThat(begins(lone, second)).isFalse();
    }

    @Test
    void oneThatWasDismissedWhileItWaitedIsKilledAndDoesNotStart() {
        LoneCrew lone = crew(sizes(1, 1, 0));
        lone.balance(0);
        WorkerHandle waits = lone.started.get(0);
        lone.locked(waits::markWaiting);

        lone.locked(() -> lone.crew.close(ExitReason.SHUTDOWN));

        assertThat(waits.link().exitReason()).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(begins(lone, waits)).isFalse();
    }

    @Test
    void aProbeStartsOneWorkerIfNobodyLivesEvenIfNobodyIsNeeded() {
        LoneCrew lone = crew(sizes(0, 2, 0));

        lone.locked(lone.crew::probe);
        lone.locked(lone.crew::probe);

        assertThat(lone.slots(lone.started)).containsExactly(0);
    }

    @Test
    void aProbeStartsNobodyWhileAWorkerIsOfUse() {
        LoneCrew lone = LoneCrew.ready(folder, sizes(1, 2, 0));

        lone.locked(lone.crew::probe);

        assertThat(lone.started).isEmpty();
    }

    @Test
    void aProbeWaitsForTheEndOfThePause() {
        LoneCrew lone = crew(sizes(0, 2, 0));
        lone.guard.failed(lone.timer.now(), lone.timer.now());

        lone.locked(lone.crew::probe);
        assertThat(lone.started).isEmpty();
        lone.timer.advance(Duration.ofSeconds(5));
        lone.locked(lone.crew::probe);

        assertThat(lone.started).hasSize(1);
    }

    @Test
    void whileThePoolIsDrainedWaitingTasksGetWorkersAndNobodyIsStartedToStandBy() {
        LoneCrew lone = LoneCrew.ready(folder, sizes(0, 1, 1));
        lone.locked(lone.crew::drain);

        assertThat(lone.balance(1)).isTrue();
        assertThat(lone.started).isEmpty();
        lone.ends(lone.one(WorkerState.IDLE));
        lone.balance(1);

        assertThat(lone.slots(lone.started)).containsExactly(0);
    }

    @Test
    void afterTheCloseNobodyIsStarted() {
        LoneCrew lone = LoneCrew.ready(folder, sizes(1, 2, 1));
        lone.locked(() -> lone.crew.close(ExitReason.SHUTDOWN));

        assertThat(lone.balance(5)).isFalse();
        lone.locked(lone.crew::drain);
        assertThat(lone.balance(5)).isFalse();
        lone.crew.workers().stream().toList().forEach(lone::ends);
        lone.locked(lone.crew::probe);

        assertThat(lone.started).isEmpty();
        assertThat(lone.crew.isEmpty()).isTrue();
    }
}
