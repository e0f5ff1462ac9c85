package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.testing.FakeWorker;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order in which workers warm up, and what becomes of those who can't. */
class WarmUpTest {

    @TempDir
    Path folder;

    /** One idle worker that has not warmed up. */
    private LoneCrew one() {
        return LoneCrew.ready(folder, settings -> {
            settings.minWorkers = 1;
            settings.maxWorkers = 1;
            settings.startTimeout = Duration.ofSeconds(30);
        });
    }

    private static WorkerHandle worker(LoneCrew lone) {
        return lone.crew.workers().get(0);
    }

    private static void warmUp(LoneCrew lone) {
        lone.locked(lone.crew::warmUp);
    }

    @Test
    void anIdleWorkerIsAskedAtOnceAndTakesNoTaskUntilItIsWarm() {
        LoneCrew lone = one();
        WorkerHandle worker = worker(lone);
        try (FakeWorker fake = lone.fake(worker).connect()) {
            warmUp(lone);

            assertThat(fake.messages()).hasExactlyElementsOfTypes(Message.WarmUp.class);
            assertThat(worker.state()).isEqualTo(WorkerState.STARTING);
            assertThat(lone.idleWorker()).isNull();
            assertThat(lone.becomesReady(worker)).isTrue();
            assertThat(worker.warmUp().isUnderWay()).isFalse();
            assertThat(lone.idleWorker()).isSameAs(worker);
        }
    }

    @Test
    void aWorkerWarmsUpOnceHoweverOftenItIsAskedFor() {
        LoneCrew lone = one();
        try (FakeWorker fake = lone.fake(worker(lone)).connect()) {
            warmUp(lone);
            warmUp(lone);
            lone.becomesReady(worker(lone));
            warmUp(lone);
            lone.runTasks(worker(lone), 3);

            assertThat(fake.messages())
                    .filteredOn(Message.WarmUp.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void aBusyWorkerFinishesWhatItHasAndTakesNothingMore() {
        LoneCrew lone = one();
        WorkerHandle worker = worker(lone);
        PendingTask<?> task = lone.give(worker);

        warmUp(lone);
        assertThat(worker.state()).isEqualTo(WorkerState.BUSY);
        assertThat(worker.life()).isEqualTo(Life.COLD);
        assertThat(worker.isOfUse()).isFalse();
        lone.answer(worker, task);

        assertThat(worker.life()).isEqualTo(Life.WARMING_UP);
        lone.becomesReady(worker);
        assertThat(lone.idleWorker()).isSameAs(worker);
    }

    @Test
    void aWorkerThatWasStartingWarmsUpBeforeItIsReady() {
        LoneCrew lone = new LoneCrew(folder, settings -> settings.minWorkers = 1);
        lone.balance(0);
        WorkerHandle worker = worker(lone);
        warmUp(lone);
        assertThat(worker.life()).isEqualTo(Life.STARTING);

        assertThat(lone.becomesReady(worker)).isFalse();
        assertThat(worker.life()).isEqualTo(Life.WARMING_UP);
        assertThat(lone.becomesReady(worker)).isTrue();

        assertThat(lone.idleWorker()).isSameAs(worker);
    }

    @Test
    void aWorkerThatIsStartedLaterIsWarmFromTheStart() {
        LoneCrew lone = new LoneCrew(folder, settings -> settings.minWorkers = 1);
        warmUp(lone);
        lone.balance(0);

        assertThat(worker(lone).warmUp().isFromTheStart()).isTrue();
        assertThat(lone.becomesReady(worker(lone))).isTrue();
    }

    @Test
    void aSpareWorkerStandsByAgainWhenItIsWarm() {
        LoneCrew lone = LoneCrew.ready(folder, settings -> settings.spareWorkers = 1);
        WorkerHandle spare = worker(lone);

        warmUp(lone);
        assertThat(spare.life()).isEqualTo(Life.WARMING_UP);
        lone.becomesReady(spare);

        assertThat(spare.state()).isEqualTo(WorkerState.STANDBY);
    }

    @Test
    void aWorkerThatIsAboutToBeReplacedDoesNotWarmUpUnlessItsSuccessorDies() {
        LoneCrew lone = one();
        WorkerHandle worker = worker(lone);
        lone.replace(worker, ExitReason.AGED);
        WorkerHandle successor = lone.started.get(0);

        warmUp(lone);
        assertThat(worker.life()).isEqualTo(Life.COLD);
        assertThat(lone.idleWorker()).isNull();
        lone.ends(successor);

        assertThat(worker.life()).isEqualTo(Life.WARMING_UP);
    }

    @Test
    void aWorkerThatIsNotWarmWithinTheStartTimeoutHasFailedToStart() {
        LoneCrew lone = one();
        WorkerHandle worker = worker(lone);
        lone.timer.advance(Duration.ofHours(1));
        warmUp(lone);
        assertThat(worker.preparingSince()).isEqualTo(lone.timer.now());

        lone.timer.advance(Duration.ofMillis(29_999));
        assertThat(lone.fake(worker).wasKilled()).isFalse();
        lone.timer.advance(Duration.ofMillis(1));

        assertThat(lone.fake(worker).wasKilled()).isTrue();
        assertThat(worker.link().exitReason()).isEqualTo(ExitReason.START_FAILED);
        assertThat(worker.warmUp().isUnderWay()).as("its life says what failed").isTrue();
    }

    @Test
    void aWorkerThatIsWarmInTimeOrHasSaidThatItCanNotIsLeftAlone() {
        LoneCrew lone = LoneCrew.ready(folder, settings -> settings.minWorkers = 2);
        WorkerHandle warm = lone.crew.workers().get(0);
        WorkerHandle failed = lone.crew.workers().get(1);
        warmUp(lone);
        lone.becomesReady(warm);
        failed.warmUp().fail();

        lone.timer.advance(Duration.ofHours(1));

        assertThat(lone.fake(warm).wasKilled()).isFalse();
        assertThat(lone.fake(failed).wasKilled()).isFalse();
    }

    @Test
    void aWorkerThatIsDismissedWhileItWarmsUpMayStopWhatItHasStarted() {
        LoneCrew lone = one();
        WorkerHandle worker = worker(lone);
        try (FakeWorker fake = lone.fake(worker).connect()) {
            warmUp(lone);
            lone.locked(() -> lone.crew.close(ExitReason.SHUTDOWN));

            assertThat(fake.wasKilled()).isFalse();
            assertThat(fake.messages()).hasExactlyElementsOfTypes(Message.WarmUp.class, Message.Stop.class);
            assertThat(lone.becomesReady(worker)).isFalse();
            lone.timer.advance(Duration.ofSeconds(5));
            assertThat(fake.wasKilled()).isTrue();
        }
    }

    @Test
    void aWorkerThatEndsInTheSameMomentIsNotAsked() {
        LoneCrew lone = one();
        WorkerHandle worker = worker(lone);
        try (FakeWorker fake = lone.fake(worker).connect()) {
            lone.locked(() -> {
                lone.crew.warmUp();
                worker.link().kill(ExitReason.HUNG);
            });

            assertThat(fake.messages()).isEmpty();
        }
    }

    @Test
    void itTellsHowLongItTook() {
        WarmUp warmUp = new WarmUp(false);

        assertThat(warmUp.nanos()).isZero();
        warmUp.took(7);
        assertThat(warmUp.nanos()).isEqualTo(7);
        warmUp.took(-1); // Of a clock that was set back, or a worker that is up to no good.
        assertThat(warmUp.nanos()).isZero();
    }
}
