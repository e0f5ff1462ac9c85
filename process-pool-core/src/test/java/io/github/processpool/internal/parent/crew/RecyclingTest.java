package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.flight.FlightRecords;
import io.github.processpool.internal.parent.pool.Counters;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.Callbacks;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.testing.ManualTimer;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replacements and their order; processes are only said to be started, ready and gone. */
class RecyclingTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ManualTimer timer = new ManualTimer();
    private final List<WorkerHandle> started = new ArrayList<>();

    private PoolLock lock;
    private @Nullable Crew crew;

    private Crew crew() {
        if (crew == null) {
            throw new IllegalStateException("make a recycling first");
        }
        return crew;
    }

    /** A pool of so many idle workers, and as many spare ones as wanted. */
    private Recycling recycling(int workers, int spares, @Nullable Duration maxAge) {
        TestSettings settings = new TestSettings();
        settings.minWorkers = workers;
        settings.maxWorkers = workers;
        settings.spareWorkers = spares;
        settings.maxWorkerAge = maxAge;
        PoolContext pool = settings.context(timer);
        lock = pool.lock();
        Crew made = new Crew(pool, new DefinitionTable(), new StartGuard(), started::add);
        crew = made;
        locked(() -> made.balance(0));
        startedAreReady();
        started.clear();
        return new Recycling(
                pool,
                made,
                new Events(List.of(), new Callbacks(Thread::new, lock, timer), new Counters(), FlightRecords.NONE));
    }

    private void locked(Runnable action) {
        try (var held = lock.hold()) {
            action.run();
        }
    }

    private void startedAreReady() {
        for (WorkerHandle worker : List.copyOf(started)) {
            locked(() -> crew().onReady(worker, timer.now()));
        }
    }

    private void leaversAreGone(Recycling recycling) {
        for (WorkerHandle worker : in(WorkerState.RETIRING)) {
            locked(() -> {
                crew().onEnded(worker);
                recycling.onEnded(worker);
                crew().balance(0);
            });
        }
    }

    private List<WorkerHandle> in(WorkerState state) {
        return crew().workers().stream()
                .filter(worker -> worker.state() == state)
                .toList();
    }

    @Test
    void atMostAQuarterOfThePoolIsBeingReplacedAtATime() {
        Recycling recycling = recycling(8, 0, null);
        Set<WorkerHandle> old = new HashSet<>(crew().workers());

        CompletableFuture<Void> done = recycling.recycleAll();

        for (int round = 1; round <= 4; round++) {
            assertThat(done).isNotDone();
            assertThat(started).hasSize(2);
            assertThat(in(WorkerState.IDLE)).hasSize(8);
            startedAreReady();
            started.clear();
            assertThat(in(WorkerState.IDLE)).hasSize(8);
            assertThat(in(WorkerState.RETIRING)).hasSize(2).isSubsetOf(old);
            leaversAreGone(recycling);
        }
        assertThat(done).succeedsWithin(Duration.ofSeconds(30));
        assertThat(started).isEmpty();
        assertThat(crew().workers()).hasSize(8).doesNotContainAnyElementsOf(old);
        assertThat(crew().workers())
                .extracting(worker -> worker.standing().slot())
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void aReplacementThatDiesIsTriedAgainAndTheOldWorkerStaysUntilThen() {
        Recycling recycling = recycling(1, 0, null);
        WorkerHandle old = crew().workers().get(0);
        recycling.recycleAll();
        WorkerHandle failed = started.remove(0);

        locked(() -> {
            crew().onEnded(failed);
            recycling.onEnded(failed);
        });

        assertThat(old.state()).isEqualTo(WorkerState.IDLE);
        assertThat(started).hasSize(1).doesNotContain(failed);
        startedAreReady();
        assertThat(old.state()).isEqualTo(WorkerState.RETIRING);
    }

    @Test
    void anOldWorkerThatDiesBeforeItsReplacementIsReadyEndsTheWaitAsWell() {
        Recycling recycling = recycling(1, 0, null);
        WorkerHandle old = crew().workers().get(0);
        CompletableFuture<Void> done = recycling.recycleAll();

        locked(() -> {
            crew().onEnded(old);
            recycling.onEnded(old);
        });

        assertThat(done).succeedsWithin(Duration.ofSeconds(30));
        startedAreReady();
        assertThat(in(WorkerState.IDLE)).hasSize(1);
    }

    @Test
    void aSpareWorkerTakesOverAtOnceAndIsRefilledWhenTheOldOneHasLeft() {
        Recycling recycling = recycling(1, 1, null);
        WorkerHandle old = in(WorkerState.IDLE).get(0);
        WorkerHandle spare = in(WorkerState.STANDBY).get(0);
        assertThat(spare.standing().isSpare()).isTrue();

        locked(() -> recycling.onTooLarge(old));

        assertThat(old.state()).isEqualTo(WorkerState.RETIRING);
        assertThat(spare.state()).isEqualTo(WorkerState.IDLE);
        assertThat(spare.standing().slot()).isZero();
        assertThat(started).isEmpty();
        leaversAreGone(recycling);
        assertThat(started).singleElement().matches(worker -> worker.standing().isSpare());
    }

    /** It has few tasks left, so that somebody stood by before it was due; both would wait for the other. */
    @Test
    void anIdleWorkerWhoseSuccessorStandsByAlreadyHandsOverAtOnce(@TempDir Path folder) {
        LoneCrew lone = LoneCrew.ready(folder, settings -> {
            settings.minWorkers = 1;
            settings.maxWorkers = 1;
            settings.maxTasksPerWorker = 3;
        });
        WorkerHandle old = lone.one(WorkerState.IDLE);
        lone.runTasks(old, 2);
        WorkerHandle next = lone.started.get(0);
        lone.startedAreReady();
        Recycling recycling = new Recycling(
                lone.pool,
                lone.crew,
                new Events(
                        List.of(),
                        new Callbacks(Thread::new, lone.pool.lock(), lone.timer),
                        new Counters(),
                        FlightRecords.NONE));

        recycling.recycle(List.of(old));

        assertThat(old.state()).isEqualTo(WorkerState.RETIRING);
        assertThat(old.link().exitReason()).isEqualTo(ExitReason.REQUESTED);
        assertThat(lone.idleWorker()).isSameAs(next);
    }

    @Test
    void spareWorkersAreReplacedForTheirAgeAndOnDemandToo() {
        Recycling recycling = recycling(1, 1, Duration.ofSeconds(5));
        Set<WorkerHandle> first = new HashSet<>(crew().workers());

        locked(() -> recycling.tick(timer.now() + 5 * SECOND));
        letReplace(recycling);
        assertThat(first).allMatch(worker -> worker.due() == ExitReason.AGED);
        assertThat(crew().workers()).hasSize(2).doesNotContainAnyElementsOf(first);
        assertThat(in(WorkerState.STANDBY)).hasSize(1);

        Set<WorkerHandle> second = new HashSet<>(crew().workers());
        CompletableFuture<Void> done = recycling.recycleAll();
        letReplace(recycling);

        assertThat(done).succeedsWithin(Duration.ofSeconds(30));
        assertThat(crew().workers()).hasSize(2).doesNotContainAnyElementsOf(second);
        assertThat(in(WorkerState.STANDBY)).hasSize(1);
    }

    /** Whoever is started becomes ready, whoever leaves is gone, until that is all. */
    private void letReplace(Recycling recycling) {
        for (int round = 0; round < 4; round++) {
            startedAreReady();
            started.clear();
            leaversAreGone(recycling);
        }
    }

    @Test
    void nobodyIsTooOldBeforeItsTimeOrWithinItsFirstSecond() {
        Recycling recycling = recycling(1, 0, Duration.ofMillis(1));
        long now = timer.now();

        locked(() -> recycling.tick(now));
        assertThat(started).isEmpty();
        locked(() -> recycling.tick(now + 2 * SECOND));

        assertThat(started).hasSize(1);
        assertThat(crew().workers().get(0).due()).isEqualTo(ExitReason.AGED);
    }

    @Test
    void workersThatWereStartedTogetherAreNotReplacedTogether() {
        long hour = 3600 * SECOND;
        Set<Long> ages = new HashSet<>();
        for (int slot = 0; slot < 50; slot++) {
            long age = Recycling.ageOf(slot, hour);
            assertThat(age).isBetween(hour / 10 * 9, hour).isEqualTo(Recycling.ageOf(slot, hour));
            ages.add(age / SECOND);
        }
        assertThat(ages).hasSizeGreaterThan(45);
    }
}
