package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.message.Message.Stop;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that have to leave, and how: when there are too many, when there is less room, and when all is over. */
class DismissalTest {

    @TempDir
    Path folder;

    private static Consumer<TestSettings> sizes(int min, int max) {
        return settings -> {
            settings.minWorkers = min;
            settings.maxWorkers = max;
            settings.idleTimeout = Duration.ofSeconds(10);
        };
    }

    /** Idle workers, of which none has to stay. */
    private LoneCrew idle(int workers) {
        LoneCrew lone = new LoneCrew(folder, sizes(0, workers));
        lone.balance(workers);
        lone.startedAreReady();
        return lone;
    }

    private LoneCrew one() {
        return LoneCrew.ready(folder, sizes(1, 1));
    }

    private static WorkerHandle first(LoneCrew lone) {
        return lone.crew.workers().get(0);
    }

    // -- Too many --

    @Test
    void aWorkerLeavesWhenItHasBeenIdleForTooLongAndNotBefore() {
        LoneCrew lone = idle(1);
        WorkerHandle worker = first(lone);

        lone.shrinksAfter(Duration.ofSeconds(9));
        assertThat(worker.state()).isEqualTo(WorkerState.IDLE);
        lone.shrinksAfter(Duration.ofSeconds(1));

        assertThat(worker.state()).isEqualTo(WorkerState.RETIRING);
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.IDLE);
    }

    @Test
    void theMinimumStaysHoweverLongItIsIdle() {
        LoneCrew lone = new LoneCrew(folder, sizes(2, 5));
        lone.balance(5);
        lone.startedAreReady();

        lone.shrinksAfter(Duration.ofDays(1));
        lone.shrinksAfter(Duration.ofDays(1));

        assertThat(lone.in(WorkerState.IDLE)).hasSize(2);
    }

    @Test
    void aSpareWorkerStaysHoweverLongOthersAreIdle() {
        LoneCrew lone = LoneCrew.ready(folder, settings -> {
            sizes(0, 1).accept(settings);
            settings.spareWorkers = 1;
        });
        lone.balance(1);
        lone.startedAreReady();
        assertThat(lone.in(WorkerState.IDLE)).hasSize(1);

        lone.shrinksAfter(Duration.ofDays(1));

        assertThat(lone.in(WorkerState.RETIRING)).hasSize(1);
        assertThat(lone.in(WorkerState.STANDBY)).hasSize(1);
    }

    @Test
    void theOneThatBecameIdleFirstLeavesFirst() {
        LoneCrew lone = new LoneCrew(folder, sizes(1, 3));
        lone.balance(3);
        lone.startedAreReady();
        List<WorkerHandle> workers = List.copyOf(lone.crew.workers());
        lone.runTasks(workers.get(0), 1);
        lone.runTasks(workers.get(2), 1);
        lone.runTasks(workers.get(1), 1);

        lone.shrinksAfter(Duration.ofSeconds(10));

        assertThat(lone.in(WorkerState.IDLE)).containsExactly(workers.get(1));
    }

    @Test
    void aWorkerWithATaskIsNotIdle() {
        LoneCrew lone = idle(1);
        PendingTask<?> task = lone.give(first(lone));
        lone.shrinksAfter(Duration.ofSeconds(20));
        lone.answer(first(lone), task);

        lone.shrinksAfter(Duration.ofSeconds(9));

        assertThat(first(lone).state()).isEqualTo(WorkerState.IDLE);
    }

    @Test
    void theSuccessorOfAWorkerThatIsNotNeededAnyMoreLeavesToo() {
        LoneCrew lone = new LoneCrew(folder, settings -> {
            sizes(0, 1).accept(settings);
            settings.maxTasksPerWorker = 2;
        });
        lone.balance(1);
        lone.startedAreReady();
        lone.runTasks(first(lone), 1);
        lone.startedAreReady();
        assertThat(lone.in(WorkerState.STANDBY)).hasSize(1);

        lone.shrinksAfter(Duration.ofSeconds(10));

        assertThat(lone.in(WorkerState.RETIRING)).hasSize(2);
    }

    @Test
    void aSuccessorThatWasStartedForTasksThatHaveNotComeLeavesAndTheWorkerOfTheMinimumStays() {
        LoneCrew lone = LoneCrew.ready(folder, settings -> {
            sizes(1, 1).accept(settings);
            settings.maxTasksPerWorker = 2;
        });
        WorkerHandle worker = first(lone);
        lone.runTasks(worker, 1);
        WorkerHandle successor = lone.started.get(0);

        lone.shrinksAfter(Duration.ofSeconds(10));

        assertThat(worker.state()).isEqualTo(WorkerState.IDLE);
        assertThat(lone.fake(successor).wasKilled())
                .as("killed, as it was starting")
                .isTrue();
        lone.ends(successor);
        lone.give(worker);
        assertThat(lone.started).as("the next task needs another one").hasSize(2);
    }

    @Test
    void theSuccessorOfAWorkerThatIsDueIsNotDismissed() {
        LoneCrew lone = one();
        lone.replace(first(lone), ExitReason.AGED);

        lone.shrinksAfter(Duration.ofSeconds(10));

        assertThat(lone.fake(lone.started.get(0)).wasKilled()).isFalse();
    }

    // -- Less room --

    @Test
    void theWorkersBeyondASmallerMaximumLeaveAfterTheirTasks() {
        LoneCrew lone = idle(3);
        WorkerHandle busy = lone.crew.workers().get(2);
        PendingTask<?> task = lone.give(busy);

        lone.locked(() -> lone.crew.resize(1));

        assertThat(lone.slots(lone.in(WorkerState.IDLE))).containsExactly(0);
        assertThat(lone.slots(lone.in(WorkerState.RETIRING))).containsExactly(1, 2);
        assertThat(busy.link().exitReason()).as("as long as it has a task").isNull();
        lone.answer(busy, task);
        assertThat(busy.link().exitReason()).isEqualTo(ExitReason.RESIZED);
    }

    @Test
    void theMinimumIsNeverAboveTheMaximum() {
        LoneCrew lone = LoneCrew.ready(folder, sizes(3, 3));

        lone.locked(() -> lone.crew.resize(2));
        lone.ends(lone.one(WorkerState.RETIRING));
        lone.balance(0);

        assertThat(lone.crew.minWorkers()).isEqualTo(2);
        assertThat(lone.crew.maxWorkers()).isEqualTo(2);
        assertThat(lone.started).isEmpty();
    }

    @Test
    void aLargerMaximumStartsWorkersForTheTasksThatWait() {
        LoneCrew lone = idle(1);
        lone.give(first(lone));
        lone.balance(4);

        lone.locked(() -> lone.crew.resize(3));

        assertThat(lone.slots(lone.started)).containsExactly(1, 2);
    }

    // -- How --

    @Test
    void aWorkerThatIsStartingIsKilled() {
        LoneCrew lone = new LoneCrew(folder, sizes(1, 1));
        lone.balance(0);
        WorkerHandle starting = lone.started.get(0);

        lone.dismiss(starting, ExitReason.RESIZED);

        assertThat(lone.fake(starting).wasKilled()).isTrue();
        assertThat(lone.becomesReady(starting)).as("too late").isFalse();
        assertThat(starting.state()).isEqualTo(WorkerState.RETIRING);
    }

    @Test
    void aWorkerWithoutATaskIsToldToEndAndKilledIfItDoesNotEndInTime() {
        LoneCrew lone = one();
        WorkerHandle worker = first(lone);
        try (FakeWorker fake = lone.fake(worker).connect()) {
            lone.dismiss(worker, ExitReason.RESIZED);

            assertThat(fake.messages()).hasExactlyElementsOfTypes(Stop.class);
            lone.timer.advance(Duration.ofMillis(4_999));
            assertThat(fake.wasKilled()).isFalse();
            lone.timer.advance(Duration.ofMillis(1));
            assertThat(fake.wasKilled()).isTrue();
            assertThat(worker.link().exitReason()).isEqualTo(ExitReason.RESIZED);
        }
    }

    @Test
    void nobodyIsToldToEndTwice() {
        LoneCrew lone = one();
        WorkerHandle worker = first(lone);
        PendingTask<?> task = lone.give(worker);
        try (FakeWorker fake = lone.fake(worker).connect()) {
            lone.dismiss(worker, ExitReason.RESIZED);
            lone.answer(worker, task);
            lone.locked(() -> lone.crew.onAnswered(worker)); // As when its last tasks were taken back, too.
            lone.dismiss(worker, ExitReason.SHUTDOWN);

            assertThat(fake.messages()).hasExactlyElementsOfTypes(Stop.class);
            assertThat(worker.link().exitReason()).isEqualTo(ExitReason.RESIZED);
        }
    }

    @Test
    void atTheCloseEverybodyLeavesWhoeverHasATaskAfterIt() {
        LoneCrew lone = new LoneCrew(folder, sizes(0, 3));
        lone.balance(2);
        lone.startedAreReady();
        WorkerHandle busy = first(lone);
        PendingTask<?> task = lone.give(busy);
        lone.balance(1);
        WorkerHandle starting = lone.started.get(0);

        lone.locked(() -> lone.crew.close(ExitReason.SHUTDOWN));

        assertThat(lone.in(WorkerState.RETIRING)).hasSize(3);
        assertThat(lone.fake(starting).wasKilled()).isTrue();
        assertThat(busy.link().exitReason()).isNull();
        lone.answer(busy, task);
        assertThat(busy.link().exitReason()).isEqualTo(ExitReason.SHUTDOWN);
    }

    @Test
    void aSuccessorDoesNotTakeOverAfterTheClose() {
        LoneCrew lone = one();
        lone.give(first(lone));
        lone.replace(first(lone), ExitReason.AGED);
        lone.startedAreReady();
        WorkerHandle successor = lone.one(WorkerState.STANDBY);

        lone.locked(() -> lone.crew.close(ExitReason.SHUTDOWN));
        lone.ends(first(lone));

        assertThat(successor.state()).isEqualTo(WorkerState.RETIRING);
        assertThat(lone.idleWorker()).isNull();
    }
}
