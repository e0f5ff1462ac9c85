package io.github.processpool.internal.parent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.WhenFull;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.wire.DefinitionTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is replaced when; processes are only said to be started, ready and gone. */
class RenewalTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final PoolLock lock = new PoolLock();
    private final Timer timer = new Timer(Thread::new);
    private final List<WorkerHandle> started = new ArrayList<>();

    private @Nullable Crew crew;

    @AfterEach
    void closeTimer() {
        timer.close();
    }

    private Crew crew() {
        if (crew == null) {
            throw new IllegalStateException("make a renewal first");
        }
        return crew;
    }

    /** A pool of so many idle workers, and as many spare ones as wanted. */
    private Renewal renewal(int workers, int spares, @Nullable Duration maxAge) {
        PoolSettings settings = new PoolSettings(
                "test",
                new PoolSettings.Sizing(
                        workers, workers, Duration.ofDays(1), Integer.MAX_VALUE, spares, maxAge, Long.MAX_VALUE),
                new PoolSettings.Limits(10, 10, WhenFull.REJECT, 10, null, null, 3),
                new PoolSettings.Clocks(Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO, Duration.ZERO),
                new PoolSettings.Launch(1, List.of(), Map.of(), null, Path.of("java"), null, List.of(), List.of()),
                null,
                null,
                List.of());
        TaskQueue queue = new TaskQueue();
        Crew made = new Crew(
                lock,
                timer,
                new DefinitionTable(),
                settings.sizing(),
                settings.clocks(),
                new StartGuard(),
                started::add);
        Dispatcher dispatcher = new Dispatcher(lock, queue, new Quarantine(3), made, timer, task -> {});
        Admission admission = new Admission(lock, settings, queue, dispatcher, made);
        crew = made;
        locked(() -> made.balance(0));
        startedAreReady();
        started.clear();
        return new Renewal(lock, made, admission, settings, Runnable::run);
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private void startedAreReady() {
        for (WorkerHandle worker : List.copyOf(started)) {
            locked(() -> crew().onReady(worker, System.nanoTime()));
        }
    }

    private void leaversAreGone(Renewal renewal) {
        for (WorkerHandle worker : in(WorkerState.RETIRING)) {
            locked(() -> {
                crew().onEnded(worker);
                renewal.onEnded(worker);
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
        Renewal renewal = renewal(8, 0, null);
        Set<WorkerHandle> old = new HashSet<>(crew().workers());

        CompletableFuture<Void> done = renewal.recycleAll();

        for (int round = 1; round <= 4; round++) {
            assertThat(done).isNotDone();
            assertThat(started).hasSize(2);
            assertThat(in(WorkerState.IDLE)).hasSize(8);
            startedAreReady();
            started.clear();
            assertThat(in(WorkerState.IDLE)).hasSize(8);
            assertThat(in(WorkerState.RETIRING)).hasSize(2).isSubsetOf(old);
            leaversAreGone(renewal);
        }
        assertThat(done).isCompleted();
        assertThat(started).isEmpty();
        assertThat(crew().workers()).hasSize(8).doesNotContainAnyElementsOf(old);
        assertThat(crew().workers()).extracting(WorkerHandle::slot).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void aReplacementThatDiesIsTriedAgainAndTheOldWorkerStaysUntilThen() {
        Renewal renewal = renewal(1, 0, null);
        WorkerHandle old = crew().workers().get(0);
        renewal.recycleAll();
        WorkerHandle failed = started.remove(0);

        locked(() -> {
            crew().onEnded(failed);
            renewal.onEnded(failed);
        });

        assertThat(old.state()).isEqualTo(WorkerState.IDLE);
        assertThat(started).hasSize(1).doesNotContain(failed);
        startedAreReady();
        assertThat(old.state()).isEqualTo(WorkerState.RETIRING);
    }

    @Test
    void aSpareWorkerTakesOverAtOnceAndIsRefilledWhenTheOldOneHasLeft() {
        Renewal renewal = renewal(1, 1, null);
        WorkerHandle old = in(WorkerState.IDLE).get(0);
        WorkerHandle spare = in(WorkerState.STANDBY).get(0);
        assertThat(spare.isSpare()).isTrue();

        locked(() -> renewal.onTooLarge(old));

        assertThat(old.state()).isEqualTo(WorkerState.RETIRING);
        assertThat(spare.state()).isEqualTo(WorkerState.IDLE);
        assertThat(spare.slot()).isZero();
        assertThat(started).isEmpty();
        leaversAreGone(renewal);
        assertThat(started).singleElement().matches(WorkerHandle::isSpare);
    }

    @Test
    void nobodyIsTooOldBeforeItsTimeOrWithinItsFirstSecond() {
        Renewal renewal = renewal(1, 0, Duration.ofMillis(1));
        long now = System.nanoTime();

        locked(() -> renewal.tick(now));
        assertThat(started).isEmpty();
        locked(() -> renewal.tick(now + 2 * SECOND));

        assertThat(started).hasSize(1);
        assertThat(crew().workers().get(0).due()).isEqualTo(ExitReason.AGED);
    }

    @Test
    void workersThatWereStartedTogetherAreNotReplacedTogether() {
        long hour = 3600 * SECOND;
        Set<Long> ages = new HashSet<>();
        for (int slot = 0; slot < 50; slot++) {
            long age = Renewal.ageOf(slot, hour);
            assertThat(age).isBetween(hour / 10 * 9, hour).isEqualTo(Renewal.ageOf(slot, hour));
            ages.add(age / SECOND);
        }
        assertThat(ages).hasSizeGreaterThan(45);
    }
}
