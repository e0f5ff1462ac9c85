package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.MemberLostException.Begun;
import io.github.processpool.PoolState;
import io.github.processpool.SerializableCallable;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.parent.pool.PoolThreads;
import io.github.processpool.internal.parent.task.Absence;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.codec.Overload;
import io.github.processpool.testing.Failures;
import io.github.processpool.testing.TestSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Tasks that another member of a cluster has, and that are ended from here. */
class AwayEndsTest extends TestsWithMembers {

    private static final SerializableCallable<Object> FUNCTION = () -> 1;

    /** A task that comes as in a real pool, with its clocks. */
    private PendingTask<Object> submitted(TaskOptions options) {
        occupy();
        others.room = 1;
        return pool.intake.submit(Overload.CALLABLE, FUNCTION, options, null);
    }

    private PoolState state() {
        return pool.pool.status().state();
    }

    @Test
    void cancelEndsTheFutureAtOnceAndTellsTheMember() {
        PendingTask<Object> task = away();

        task.cancel(true);

        assertThat(task).isCancelled();
        assertThat(others.heard).containsExactly("cancel 1 true");
        assertThat(task.where().place()).isEqualTo(Place.AWAY);
        assertThat(task.stopped()).isNotDone();
        news.onAnswer(ticket(), MemberPayloads.ended(new Cancelled(), 1000));
        assertThat(task.stopped()).succeedsWithin(Duration.ofSeconds(30)); // Callbacks have threads of their own.
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
        assertThat(pool.unfinished.list()).doesNotContain(task);
    }

    @Test
    void cancelWithoutInterruptLetsItsResultGo() {
        PendingTask<Object> task = away();

        task.cancel(false);

        assertThat(others.heard).containsExactly("cancel 1 false");
        news.onAnswer(ticket(), MemberPayloads.result("for nobody"));
        assertThat(task).isCancelled();
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
        assertThat(task.stopped()).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void anAnswerForNobodyIsNotRead() {
        PendingTask<Object> task = away();
        task.complete("from outside");
        assertThat(others.heard).containsExactly("cancel 1 true");

        news.onAnswer(ticket(), MemberPayloads.slowResult("slow"));

        assertThat(pool.readers).isEmpty();
        assertThat(task).isCompletedWithValue("from outside");
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
    }

    @Test
    void aCancelledTaskThatComesBackIsNotRunAgain() {
        PendingTask<Object> refused = away();
        refused.cancel(true);
        news.onRefused(ticket());
        assertThat(refused.where().place()).isEqualTo(Place.ENDED);

        PendingTask<Object> lost = away(attempts(3));
        lost.cancel(true);
        news.onLost(ticket(), Begun.UNKNOWN, "hangs", 1_000_000_000);
        assertThat(lost.where().place()).isEqualTo(Place.ENDED);
        assertThat(lost.stopped()).isNotDone();
        pool.timer.advance(Duration.ofSeconds(2));
        assertThat(lost.stopped()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(pool.dispatcher.awayCount()).isZero();
    }

    @Test
    void aTaskIsCancelledByItsNumber() {
        PendingTask<Object> task = away();
        news.onBegun(ticket(), 12, 0);

        assertThat(pool.interventions.cancel(task.taskId(), "Ann")).isTrue();
        assertThat(task).isCancelled();
        assertThat(pool.interventions.cancel(task.taskId(), "Ann"))
                .as("it still runs over there")
                .isTrue();
        assertThat(others.heard).containsExactly("cancel 1 true", "cancel 1 true");
    }

    @Test
    void itsDeadlineIsOurs() {
        PendingTask<Object> task =
                submitted(TaskOptions.builder().deadline(Duration.ofSeconds(3)).build());
        news.onBegun(ticket(), 12, 0);

        pool.timer.advance(Duration.ofSeconds(3));

        TaskTimeoutException timeout = Failures.failureOf(task, TaskTimeoutException.class);
        assertThat(timeout.clock()).isEqualTo(Clock.DEADLINE);
        assertThat(timeout).hasMessageContaining("it ran for 3.0 s on member b");
        assertThat(others.heard).containsExactly("cancel 1 true");
        news.onAnswer(ticket(), MemberPayloads.ended(new Cancelled(), 1000));
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
    }

    @Test
    void aCancelledAnswerThatComesBetweenDoesNotBringATaskBackWhoseTimeIsUp() {
        PendingTask<Object> task = away(attempts(2));
        task.expire(() -> new IllegalStateException("its time is up"));

        news.onAnswer(ticket(), MemberPayloads.ended(new Cancelled(), 0));

        assertThat(Failures.failureOf(task)).hasMessage("its time is up");
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
    }

    @Test
    void aTaskWaitsUntilItsMemberSaysThatItHasBegun() {
        PendingTask<Object> task = submitted(
                TaskOptions.builder().queueTimeout(Duration.ofSeconds(3)).build());

        pool.timer.advance(Duration.ofSeconds(3));

        TaskTimeoutException timeout = Failures.failureOf(task, TaskTimeoutException.class);
        assertThat(timeout.clock()).isEqualTo(Clock.QUEUE);
        assertThat(timeout).hasMessageContaining("it never began on member b");
        assertThat(others.heard).containsExactly("cancel 1 true");
        assertThat(task.where().place()).isEqualTo(Place.AWAY);
    }

    @Test
    void aTaskThatHasBegunWaitsNoMore() {
        PendingTask<Object> task = submitted(
                TaskOptions.builder().queueTimeout(Duration.ofSeconds(3)).build());
        news.onBegun(ticket(), 12, 0);

        pool.timer.advance(Duration.ofSeconds(4));

        assertThat(task).isNotDone();
        assertThat(others.heard).isEmpty();
    }

    // -- Shutdown --

    @Test
    void shutdownWaitsForWhatIsAway() throws Exception {
        PendingTask<Object> here = occupy();
        PendingTask<Object> task = away();

        pool.shutdown.begin();
        pool.succeed(worker, here, 1);
        pool.buryLeavers();

        assertThat(others.heard).containsExactly("closing");
        assertThat(state()).isEqualTo(PoolState.SHUTTING_DOWN);
        news.onAnswer(ticket(), MemberPayloads.result("value"));
        pool.buryLeavers();
        assertThat(task.get()).isEqualTo("value");
        assertThat(state()).isEqualTo(PoolState.TERMINATED);
    }

    @Test
    void aPoolWithoutWorkersIsNotOverBeforeItsLastAnswerHasBeenRead() throws Exception {
        for (boolean slow : new boolean[] {false, true}) {
            TestSettings settings = new TestSettings();
            settings.maxWorkers = 1;
            PlayedPool other = new PlayedPool(settings, folder, others);
            PendingTask<Object> task = awayWithoutWorkers(other);
            List<Boolean> doneAtItsEnd = new CopyOnWriteArrayList<>();
            other.shutdown.onTerminated(() -> doneAtItsEnd.add(task.isDone()), new PoolThreads("played"));

            other.shutdown.begin();
            Objects.requireNonNull(other.news)
                    .onAnswer(ticket(), slow ? MemberPayloads.slowResult("value") : MemberPayloads.result("value"));
            MemberPayloads.release();

            assertThat(task.get()).isEqualTo("value");
            Awaitility.await().until(() -> other.pool.status().state() == PoolState.TERMINATED);
            assertThat(doneAtItsEnd).as("slow: " + slow).containsExactly(true);
            other.close();
        }
    }

    /** All its workers have gone since it was sent. */
    private PendingTask<Object> awayWithoutWorkers(PlayedPool other) {
        other.start(1);
        PendingTask<Object> here = other.submit();
        other.worker(0).begin(here, other.timer);
        others.room = 1;
        PendingTask<Object> task = other.submit();
        assertThat(task.where().place()).isEqualTo(Place.AWAY);
        other.succeed(other.worker(0), here, 1);
        other.die(other.worker(0), ExitReason.IDLE);
        return task;
    }

    @Test
    void whatComesBackDuringShutdownIsRunHere() {
        PendingTask<Object> here = occupy();
        PendingTask<Object> task = away();
        pool.shutdown.begin();
        pool.succeed(worker, here, 1);

        news.onRefused(ticket());

        assertThat(task.where().place()).isEqualTo(Place.SENT);
        pool.succeed(worker, task, 2);
        pool.buryLeavers();
        assertThat(task).isCompletedWithValue(2);
        assertThat(state()).isEqualTo(PoolState.TERMINATED);
    }

    @Test
    void shutdownNowStopsWhatIsAway() {
        PendingTask<Object> here = occupy();
        PendingTask<Object> task = away();

        List<PendingTask<?>> notBegun = pool.shutdown.stopNow();

        assertThat(notBegun).isEmpty();
        assertThat(List.of(here, task)).allMatch(PendingTask::isCancelled);
        assertThat(others.heard).containsExactly("closing", "cancel 1 true");
        pool.timer.advance(Duration.ofSeconds(1));
        pool.buryLeavers();
        assertThat(state()).as("its member has not said that it has stopped").isEqualTo(PoolState.SHUTTING_DOWN);
        news.onAnswer(ticket(), MemberPayloads.ended(new Cancelled(), 1000));
        assertThat(state()).isEqualTo(PoolState.TERMINATED);
    }

    @Test
    void aPoolThatIsEndedByForceWaitsForNoMember() {
        PendingTask<Object> here = occupy();
        PendingTask<Object> task = away();
        worker.onKill(() -> {});
        Thread end = new Thread(() -> pool.shutdown.within(Duration.ZERO));
        end.start();
        Awaitility.await().until(() -> task.where().place() == Place.ENDED);
        Awaitility.await().until(worker::wasKilled);
        pool.buryLeavers();
        Awaitility.await().until(() -> state() == PoolState.TERMINATED);

        assertThat(List.of(here, task)).allMatch(PendingTask::isCancelled);
        assertThat(others.heard).contains("closing", "cancel 1 true");
        assertThat(task.stopped()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(pool.unfinished.count()).isZero();
        news.onAnswer(ticket(), MemberPayloads.result("late"));
        assertThat(task).isCancelled();
    }

    // -- After an error --

    @Test
    void aTaskOfWhichNoLedgerKnowsIsLost() {
        PendingTask<Object> task = away();
        Absence absence = Objects.requireNonNull(task.where().absence());
        absence.end(); // An error has come after that.

        for (int i = 0; i < 3; i++) {
            pool.mender.tick();
        }

        assertThat(Failures.failureOf(task)).hasMessageContaining("an error in this JVM");
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
        assertThat(pool.dispatcher.awayCount()).isZero();
    }
}
