package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolState;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts of workers fail. */
class StartBreakerTest {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private PlayedPool pool;

    @BeforeEach
    void open() {
        TestSettings settings = new TestSettings();
        settings.maxWorkers = 2;
        pool = new PlayedPool(settings, folder);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    /** Each failure is followed by the next start, after a pause. */
    private WorkerStartException fail(int times) {
        WorkerStartException last = null;
        for (int i = 0; i < times; i++) {
            int before = pool.workers.size();
            last = pool.failToStart(pool.lastWorker());
            pool.timer.advance(Duration.ofSeconds(1));
            assertThat(pool.workers.size() > before || i == times - 1).isTrue();
        }
        return last;
    }

    @Test
    void fourFailuresInARowBreakThePoolAndFailEachTaskThatWaitsWithAnExceptionOfItsOwn() {
        PendingTask<Object> first = pool.submit();
        pool.failToStart(pool.worker(0));
        pool.timer.advance(Duration.ofSeconds(1));
        PendingTask<Object> second = pool.submit();
        fail(2);
        assertThat(pool.pool.status().state()).isEqualTo(PoolState.RUNNING);
        assertThat(first.isDone()).isFalse();

        WorkerStartException last = fail(1);

        assertThat(pool.pool.status().state()).isEqualTo(PoolState.BROKEN);
        List<Throwable> reasons = List.of(reason(first), reason(second));
        assertThat(reasons)
                .allSatisfy(reason -> assertThat(reason)
                        .isInstanceOf(PoolBrokenException.class)
                        .hasCause(last)
                        .hasMessageContaining("4 starts in a row"));
        assertThat(reasons.get(0)).isNotSameAs(reasons.get(1));
        assertThat(pool.unfinished.count()).isZero();
    }

    private static Throwable reason(PendingTask<Object> task) {
        return Objects.requireNonNull(task.handle((value, failure) -> failure).getNow(null));
    }

    /** It runs what it has, and takes nothing more before it is warm. */
    @Test
    void aWorkerThatIsBusyAndColdDoesNotHideThatNoneCanBeWarmedUp() {
        pool.start(1);
        PendingTask<Object> running = pool.submit();
        pool.worker(0).begin(running, pool.timer);
        pool.locked(pool.crew::warmUp);
        PendingTask<Object> waiting = pool.submit();

        fail(4);

        assertThat(pool.pool.status().isBroken()).isTrue();
        assertThat(reason(waiting)).isInstanceOf(PoolBrokenException.class);
        assertThat(running).isNotDone();
    }

    @Test
    void twoFailuresThatTookTooLongAreEnoughAndOneIsNot() {
        PendingTask<Object> task = pool.submit();
        fail(1);
        pool.timer.advance(Duration.ofSeconds(20));
        assertThat(pool.pool.status().isBroken()).isFalse();
        assertThat(task).isNotDone();

        fail(1);

        assertThat(pool.pool.status().isBroken()).isTrue();
        assertThat(task).isCompletedExceptionally();
    }

    private void refuse(FakeWorker worker) {
        pool.failToStart(
                worker, List.of("Unrecognized option: -x", "Error: Could not create the Java Virtual Machine."));
    }

    @Test
    void aJvmThatRefusesItsArgumentsBreaksThePoolAtOnceAndIsTriedAgainLate() {
        PendingTask<Object> task = pool.submit();
        refuse(pool.lastWorker());

        assertThat(pool.pool.status().isBroken()).isTrue();
        assertThat(reason(task)).isInstanceOf(PoolBrokenException.class).hasMessageContaining("in ten minutes");
        pool.timer.advance(Duration.ofMinutes(9));
        pool.patrol.tick();
        assertThat(pool.workers).hasSize(1);

        pool.timer.advance(Duration.ofMinutes(1));
        pool.patrol.tick();
        assertThat(pool.workers).hasSize(2);
        pool.supervision.onReady(pool.lastWorker().handle());
        assertThat(pool.pool.status().isRunning()).isTrue();
    }

    /** Their JVMs were created with the same arguments. */
    @Test
    void aRefusalBesideWorkersThatLiveIsAFailureLikeOthers() {
        pool.start(1);
        pool.worker(0).begin(pool.submit(), pool.timer);
        PendingTask<Object> waiting = pool.submit();
        refuse(pool.lastWorker());
        assertThat(pool.pool.status().isRunning()).isTrue();

        pool.die(pool.worker(0), ExitReason.CRASHED);
        pool.timer.advance(Duration.ofSeconds(1));

        assertThat(pool.workers).hasSizeGreaterThan(2);
        assertThat(waiting).isNotDone();
    }

    @Test
    void aSuccessInBetweenBeginsTheCountAnew() {
        PendingTask<Object> task = pool.submit();
        fail(3);
        pool.supervision.onReady(pool.lastWorker().handle());
        pool.succeed(pool.lastWorker(), task, "value");
        pool.die(pool.lastWorker(), ExitReason.IDLE);
        pool.submit();
        fail(3);

        assertThat(pool.pool.status().isBroken()).isFalse();
    }

    @Test
    void aBrokenPoolTriesAgainAndRecoversByItself() throws Exception {
        pool.submit();
        fail(4);
        int tried = pool.workers.size();

        pool.timer.advance(LONGEST_PAUSE);
        pool.patrol.tick();
        assertThat(pool.workers).hasSize(tried + 1);
        pool.supervision.onReady(pool.lastWorker().handle());

        assertThat(pool.pool.status().state()).isEqualTo(PoolState.RUNNING);
        PendingTask<Object> task = pool.submit();
        pool.succeed(pool.lastWorker(), task, "value");
        assertThat(task.get()).isEqualTo("value");
    }

    @Test
    void aPoolWithAWorkerThatLivesIsNotBrokenButNobodyWaitsForReplacementsInVain() {
        pool.start(1);
        CompletableFuture<Void> recycled = pool.recycling.recycleAll();
        fail(4);

        assertThat(pool.pool.status().isRunning()).isTrue();
        assertThatThrownBy(recycled::get).hasCauseInstanceOf(PoolBrokenException.class);
        PendingTask<Object> task = pool.submit();
        assertThat(task.where().sending().worker()).isEqualTo(pool.worker(0).link());
    }
}
