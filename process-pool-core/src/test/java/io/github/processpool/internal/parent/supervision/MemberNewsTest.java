package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.ExitReason;
import io.github.processpool.MemberLostException;
import io.github.processpool.MemberLostException.Begun;
import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.Progress;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskQuarantinedException;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.federation.GuestAnswer.Kind;
import io.github.processpool.internal.federation.GuestAnswer.TimedOut;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.testing.Failures;
import io.github.processpool.testing.FakeWorker;
import java.io.InvalidClassException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of tasks that another member of a cluster has. */
class MemberNewsTest extends TestsWithMembers {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void aResultIsThatOfAnOwnWorker() throws Exception {
        PendingTask<Object> task = away();
        pool.timer.advance(Duration.ofSeconds(1));

        news.onAnswer(ticket(), MemberPayloads.result("value"));

        assertThat(task.get()).isEqualTo("value");
        assertThat(task.member()).contains("b");
        assertThat(task.workerPid()).hasValue(MemberPayloads.PID);
        assertThat(task.timings().started()).isPresent();
        assertThat(task.timings().execution()).isEqualTo(Duration.ofNanos(500));
        assertThat(task.stopped()).succeedsWithin(Duration.ofSeconds(30)); // Callbacks have threads of their own.
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
        assertThat(pool.unfinished.list()).doesNotContain(task);
        assertThat(pool.dispatcher.awayCount()).isZero();
    }

    @Test
    void anAnswerThatRunsCodeOfTheUserIsReadByAThreadForThat() throws Exception {
        PendingTask<Object> task = away();

        news.onAnswer(ticket(), MemberPayloads.slowResult("slow"));

        assertThat(task.where().place()).isEqualTo(Place.READING);
        assertThat(task).isNotDone();
        read();
        assertThat(task.get()).isEqualTo("slow");
    }

    @Test
    void anAnswerThatIsReadForeverIsGivenUpWhenTheTaskHasATimeout() {
        PendingTask<Object> task =
                away(TaskOptions.builder().timeout(Duration.ofSeconds(10)).build());

        news.onAnswer(ticket(), MemberPayloads.slowResult("slow"));
        pool.timer.advance(Duration.ofSeconds(14));
        assertThat(task).isNotDone();

        pool.timer.advance(Duration.ofSeconds(2));
        assertThat(Failures.failureOf(task, TaskTimeoutException.class).clock()).isEqualTo(Clock.EXECUTION);
    }

    @Test
    void itRunsWhenItsMemberSaysSo() {
        PendingTask<Object> task = away();
        pool.timer.advance(Duration.ofSeconds(5));
        assertThat(task.taskState()).isEqualTo(TaskState.QUEUED);

        news.onBegun(ticket(), 12, 2 * SECOND);

        assertThat(task.taskState()).isEqualTo(TaskState.RUNNING);
        assertThat(task.workerPid()).hasValue(12);
        assertThat(task.where().startedNanos()).isEqualTo(pool.timer.now() - 2 * SECOND);
        pool.timer.advance(Duration.ofSeconds(1));
        news.onBegun(ticket(), 12, 2 * SECOND);
        assertThat(task.where().startedNanos()).as("of one process").isEqualTo(pool.timer.now() - 3 * SECOND);
        news.onBegun(ticket(), 13, 0);
        assertThat(task.where().startedNanos())
                .as("its next attempt over there")
                .isEqualTo(pool.timer.now());
        listener.await("taskStarted");
    }

    @Test
    void whatAMemberSaysOfItsTimesIsBelievedAsFarAsItIsPossible() {
        long sent = pool.timer.now();
        PendingTask<Object> task = away();
        pool.timer.advance(Duration.ofSeconds(1));
        for (long ago : new long[] {Long.MAX_VALUE, 5 * SECOND, -1, Long.MIN_VALUE}) {
            news.onBegun(ticket(), ago, ago);
            assertThat(task.where().startedNanos()).isBetween(sent, pool.timer.now());
        }
    }

    @Test
    void itsProgressIsKnownUntilItsEnd() {
        PendingTask<Object> task = away();
        news.onProgress(ticket(), new Progress(1, 3, "one"));
        assertThat(task.progress()).contains(new Progress(1, 3, "one"));
        news.onProgress(ticket(), new Progress(2, 3, "x".repeat(5000)));
        assertThat(task.progress().orElseThrow().message()).hasSize(1000);

        task.cancel(true);
        news.onProgress(ticket(), new Progress(3, 3, "three"));

        assertThat(task.progress().orElseThrow().done()).isEqualTo(2);
    }

    @Test
    void whatItThrewArrives() {
        PendingTask<Object> task = away();

        news.onAnswer(
                ticket(), MemberPayloads.failure(FailureKind.THREW, new IllegalStateException("no"), Fitness.FIT));
        read();

        assertThat(Failures.failureOf(task, IllegalStateException.class)).hasMessage("no");
    }

    // -- Back --

    @Test
    void aRefusedTaskHasItsOldPlaceAndNoAttempt() {
        PendingTask<Object> refused = away();
        long ticket = ticket();
        PendingTask<Object> later = pool.submit();

        news.onRefused(ticket);

        assertThat(refused.where().place()).isEqualTo(Place.QUEUED);
        assertThat(refused.member()).isEmpty();
        assertThat(refused.where().attempts()).isZero();
        others.room = 1;
        news.onRoom();
        assertThat(refused.where().place()).isEqualTo(Place.AWAY);
        assertThat(later.where().place()).isEqualTo(Place.QUEUED);
        assertThat(ticket()).isNotEqualTo(ticket);
        assertThat(others.last().sameClassesOnly()).isFalse();
        assertThat(others.last().attempt()).isEqualTo(1);
    }

    @Test
    void aTaskThatCanNotBeReadThereIsTriedWithTheSameClassesAndThenHere() {
        PendingTask<Object> running = occupy();
        PendingTask<Object> task = away();
        InvalidClassException problem = new InvalidClassException("other version");

        others.room = 1;
        news.onAnswer(ticket(), MemberPayloads.failure(FailureKind.UNREADABLE, problem, Fitness.FIT));
        assertThat(task.where().place()).isEqualTo(Place.AWAY);
        assertThat(others.last().sameClassesOnly()).isTrue();

        others.room = 1;
        news.onAnswer(ticket(), MemberPayloads.failure(FailureKind.UNREADABLE, problem, Fitness.FIT));
        assertThat(task.where().place()).isEqualTo(Place.QUEUED);
        assertThat(task.where().isKeptHere()).isTrue();
        assertThat(task.where().attempts()).isZero();
        pool.succeed(worker, running, 1);
        assertThat(task.where().place()).isEqualTo(Place.SENT);
    }

    // -- Lost --

    @Test
    void aLostTaskIsRunAgainWithinItsAttempts() {
        PendingTask<Object> task = away(attempts(2));
        news.onBegun(ticket(), 12, 0);

        others.room = 1;
        news.onLost(ticket(), Begun.YES, "left the cluster 12 ms ago", 5 * SECOND);

        assertThat(task.where().place()).isEqualTo(Place.AWAY);
        assertThat(task.taskState()).isEqualTo(TaskState.QUEUED);
        assertThat(task.workerPid()).isEmpty();
        assertThat(others.last().attempt()).isEqualTo(2);
        assertThat(others.last().sameClassesOnly()).isFalse();
        assertThat(listener.await("taskRetried").detail()).contains("2");

        news.onLost(ticket(), Begun.UNKNOWN, "left the cluster 12 ms ago", 0);
        assertThat(Failures.failureOf(task))
                .isInstanceOf(MemberLostException.class)
                .hasMessageContaining("attempt 2 of 2");
    }

    @Test
    void aLostTaskFailsWithItsMember() {
        PendingTask<Object> task = away();

        news.onLost(ticket(), Begun.UNKNOWN, "left the cluster 12 ms ago", 0);

        MemberLostException lost = Failures.failureOf(task, MemberLostException.class);
        assertThat(lost.member()).isEqualTo("b");
        assertThat(lost.begun()).isEqualTo(Begun.UNKNOWN);
        assertThat(lost)
                .hasMessageContaining("Task 'task' was lost: member b left the cluster 12 ms ago")
                .hasMessageContaining("maxAttempts");
        assertThat(task.member()).contains("b");
        assertThat(pool.unfinished.list()).doesNotContain(task);
    }

    @Test
    void nobodyIsToldThatNothingWorksOnALostTaskBeforeItsMemberMustHaveStoppedIt() {
        PendingTask<Object> task = away();
        CompletableFuture<?> stopped = task.stopped();

        news.onLost(ticket(), Begun.YES, "hangs", 5 * SECOND);

        assertThat(task).isDone();
        pool.timer.advance(Duration.ofSeconds(4));
        assertThat(stopped).isNotDone();
        pool.timer.advance(Duration.ofSeconds(2));
        assertThat(stopped).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void whoeverAsksLateLearnsOfThatTimeToo() {
        PendingTask<Object> task = away(attempts(2));
        news.onLost(ticket(), Begun.YES, "hangs", 5 * SECOND);
        others.room = 1;
        news.onRoom();
        news.onAnswer(ticket(), MemberPayloads.result(1));
        assertThat(task).isCompletedWithValue(1);

        CompletableFuture<?> stopped = task.stopped();

        assertThat(stopped).as("its first attempt may still run").isNotDone();
        pool.timer.advance(Duration.ofSeconds(5));
        assertThat(stopped).succeedsWithin(Duration.ofSeconds(30));
        assertThat(task.stopped()).isSameAs(stopped);
    }

    /** The sending of it that has come to a member after all. */
    private void again(PendingTask<?> task) {
        others.room = 1;
        news.onRoom();
        assertThat(task.where().place()).isEqualTo(Place.AWAY);
    }

    // -- Lost with a worker over there; the rules are those for a worker that is here --

    @Test
    void aCrashOverThereSaysWhere() {
        PendingTask<Object> task = away();

        news.onAnswer(ticket(), MemberPayloads.crash());

        WorkerCrashedException crash = Failures.failureOf(task, WorkerCrashedException.class);
        assertThat(crash).hasMessage("Task 'task' was lost: worker 1 (pid 4711) was killed by SIGSEGV on member b");
        assertThat(crash.signal()).contains("SIGSEGV");
        assertThat(crash.stderrTail()).containsExactly("last words");
        assertThat(task.stopped()).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void aTaskWhoseWorkerCrashedOverThereHasItsOtherAttemptsWhereverThereIsRoom() {
        PendingTask<Object> task = away(attempts(2));
        news.onBegun(ticket(), MemberPayloads.PID, 0);

        news.onAnswer(ticket(), MemberPayloads.crash());

        assertThat(task.where().place()).isEqualTo(Place.QUEUED);
        assertThat(task.where().attempts()).isEqualTo(1);
        assertThat(pool.pool.counters().retries()).isEqualTo(1);
        assertThat(listener.await("taskRetried").detail()).contains("2");
        again(task);
        assertThat(others.last().attempt()).isEqualTo(2);
        news.onAnswer(ticket(), MemberPayloads.crash());
        assertThat(Failures.failureOf(task, WorkerCrashedException.class))
                .hasMessageEndingWith("was killed by SIGSEGV on member b; this was attempt 2 of 2");
        assertThat(pool.pool.counters().retries()).isEqualTo(1);
    }

    @Test
    void crashesAndLostMembersCountAsOne() {
        PendingTask<Object> task = away(attempts(3));
        news.onAnswer(ticket(), MemberPayloads.crash());
        again(task);
        news.onLost(ticket(), Begun.UNKNOWN, "left the cluster 12 ms ago", 0);
        again(task);
        assertThat(others.last().attempt()).isEqualTo(3);

        news.onLost(ticket(), Begun.UNKNOWN, "left the cluster 12 ms ago", 0);

        assertThat(Failures.failureOf(task, MemberLostException.class)).hasMessageContaining("attempt 3 of 3");
    }

    @Test
    void aTaskThatNobodyWantsAnyMoreIsNotRunAgain() {
        PendingTask<Object> task = away(attempts(2));
        task.cancel(true);

        news.onAnswer(ticket(), MemberPayloads.crash());

        assertThat(task).isCancelled();
        assertThat(task.where().place()).isEqualTo(Place.ENDED);
        assertThat(pool.pool.counters().retries()).isZero();
    }

    @Test
    void aTaskWhoseTimeIsUpIsNotRunAgain() {
        PendingTask<Object> task = away(attempts(2));
        task.expire(() -> new IllegalStateException("its time is up"));

        news.onAnswer(ticket(), MemberPayloads.crash());

        assertThat(Failures.failureOf(task)).hasMessage("its time is up");
    }

    @Test
    void aTaskWhoseWorkerAnOperatorHasKilledOverThereIsNotRunAgain() {
        PendingTask<Object> task =
                away(TaskOptions.builder().quarantineKey("key").maxAttempts(2).build());

        news.onAnswer(ticket(), MemberPayloads.ended(MemberPayloads.crash(ExitReason.KILLED, "SIGKILL"), 1000));

        assertThat(Failures.failureOf(task, WorkerCrashedException.class))
                .hasMessageEndingWith("on member b; this was attempt 1 of 2, and it is not run again");
        away(key());
        news.onAnswer(ticket(), MemberPayloads.crash());
        assertThat(pool.quarantine.keys(10)).as("it was not the task's doing").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ExitReason.class,
            names = {"KILLED"},
            mode = EnumSource.Mode.EXCLUDE)
    void whateverElseEndsAWorkerOverThereLeavesItsTaskTheOtherAttempts(ExitReason reason) {
        PendingTask<Object> task =
                away(TaskOptions.builder().quarantineKey("key").maxAttempts(2).build());
        boolean tasksDoing = EnumSet.of(
                        ExitReason.CRASHED, ExitReason.HUNG, ExitReason.OUT_OF_MEMORY, ExitReason.PROTOCOL_ERROR)
                .contains(reason);

        news.onAnswer(ticket(), MemberPayloads.ended(MemberPayloads.crash(reason, "SIGKILL"), 1000));

        assertThat(task.where().place()).isEqualTo(Place.QUEUED);
        assertThat(task.where().attempts()).isEqualTo(1);
        away(key());
        news.onAnswer(ticket(), MemberPayloads.crash());
        assertThat(pool.quarantine.holds(task)).isEqualTo(tasksDoing);
    }

    @Test
    void aTaskWithWhichAWorkerOverThereDiedBeforeItBeganIsSentToNoOtherMember() {
        PendingTask<Object> task = away();

        news.onAnswer(ticket(), MemberPayloads.ended(MemberPayloads.crash(ExitReason.CRASHED, "SIGSEGV"), 0));

        assertThat(task.where().place()).isEqualTo(Place.QUEUED);
        assertThat(task.where().attempts()).isZero();
        assertThat(task.where().isSuspect()).isTrue();
        others.room = 1;
        news.onRoom();
        assertThat(task.where().place()).as("it has its next chance here").isEqualTo(Place.QUEUED);
    }

    @Test
    void aTaskWithWhichWorkersHereAndThereDieBeforeItBeganFailsInWords() {
        worker.begin(pool.submit(), pool.timer);
        PendingTask<Object> task = away();
        news.onAnswer(ticket(), MemberPayloads.ended(MemberPayloads.crash(ExitReason.CRASHED, "SIGSEGV"), 0));
        pool.die(worker, ExitReason.CRASHED);
        pool.timer.advance(Duration.ofMillis(500)); // One that dies soon and has ended no task is not replaced at once.
        FakeWorker next = pool.lastWorker();
        pool.supervision.onReady(next.handle());
        assertThat(task.where().place()).isEqualTo(Place.SENT);

        pool.die(next, ExitReason.CRASHED);

        assertThat(Failures.failureOf(task, WorkerCrashedException.class))
                .hasMessageContaining("'task' never began: " + next.link().describe())
                .hasMessageContaining("before that, worker 1 (pid 4711) was killed by SIGSEGV on member b");
    }

    @Test
    void whatHadBegunByAMembersOwnWordIsAnAttempt() {
        PendingTask<Object> task = away(attempts(2));
        news.onBegun(ticket(), MemberPayloads.PID, 0);

        news.onAnswer(ticket(), MemberPayloads.ended(MemberPayloads.crash(ExitReason.CRASHED, "SIGSEGV"), 0));

        assertThat(task.where().place()).isEqualTo(Place.QUEUED);
        assertThat(task.where().attempts()).isEqualTo(1);
        assertThat(task.where().isSuspect()).isFalse();
    }

    private static TaskOptions key() {
        return TaskOptions.builder().quarantineKey("key").build();
    }

    @Test
    void workersThatOtherMembersLoseCountForTheQuarantine() {
        PendingTask<Object> first = away(key());
        news.onAnswer(ticket(), MemberPayloads.crash());
        assertThat(Failures.failureOf(first)).isInstanceOf(WorkerCrashedException.class);
        PendingTask<Object> well = away(key());
        news.onAnswer(ticket(), MemberPayloads.result(1));
        assertThat(well).isCompletedWithValue(1);
        assertThat(pool.quarantine.holds(well)).isFalse();
        for (int i = 0; i < 2; i++) {
            away(key());
            news.onAnswer(ticket(), MemberPayloads.crash());
        }

        assertThat(pool.quarantine.holds(well)).isTrue();
        assertThat(Failures.failureOf(away(key()), TaskQuarantinedException.class))
                .hasMessageContaining("was killed by SIGSEGV on member b");
    }

    /** Two is the limit here. */
    @Test
    void poisonIsQuarantinedInTheWholeCluster() {
        PendingTask<Object> task =
                away(TaskOptions.builder().quarantineKey("key").maxAttempts(9).build());
        news.onAnswer(ticket(), MemberPayloads.crash());
        others.member = "c";
        again(task);

        news.onAnswer(ticket(), MemberPayloads.crash());

        assertThat(Failures.failureOf(task, TaskQuarantinedException.class))
                .hasMessageContaining("is not run again after attempt 2")
                .hasMessageContaining("2 workers were lost in a row")
                .hasMessageContaining("on member c");
        assertThat(others.sent).hasSize(2);
    }

    @Test
    void aHeapThatIsExhaustedOverThereIsALossOfItsWorker() {
        PendingTask<Object> task =
                away(TaskOptions.builder().quarantineKey("key").maxAttempts(2).build());
        OutOfMemoryError error = new OutOfMemoryError("Java heap space");

        news.onAnswer(ticket(), MemberPayloads.failure(FailureKind.THREW, error, Fitness.HEAP_EXHAUSTED));
        assertThat(task.where().attempts()).isEqualTo(1);
        again(task);
        news.onAnswer(ticket(), MemberPayloads.failure(FailureKind.THREW, error, Fitness.HEAP_EXHAUSTED));

        WorkerCrashedException crash = Failures.failureOf(task, WorkerCrashedException.class);
        assertThat(crash.outOfMemory()).isTrue();
        assertThat(crash)
                .hasMessageContaining("a worker (pid 4711) ran out of heap: Java heap space on member b")
                .hasMessageContaining("attempt 2 of 2");
        assertThat(pool.quarantine.keys(10)).containsExactly("key");
    }

    @Test
    void whatIsTooLargeForTheHeapOverThereCostsItsWorkerAndIsNotRunAgain() {
        OutOfMemoryError error = new OutOfMemoryError("Java heap space");
        for (int i = 0; i < 2; i++) {
            PendingTask<Object> task = away(
                    TaskOptions.builder().quarantineKey("key").maxAttempts(2).build());
            news.onAnswer(ticket(), MemberPayloads.failure(FailureKind.UNREADABLE, error, Fitness.HEAP_EXHAUSTED));
            read();
            assertThat(Failures.failureOf(task)).isInstanceOf(TaskSerializationException.class);
        }

        assertThat(pool.quarantine.keys(10)).containsExactly("key");
    }

    @Test
    void aTaskThatLeavesNoHeapOverThereButItsValueHasLostNoWorker() {
        for (int i = 0; i < 2; i++) {
            PendingTask<Object> task = away(key());
            news.onAnswer(
                    ticket(),
                    MemberPayloads.failure(FailureKind.THREW, new IllegalStateException("no"), Fitness.HEAP_EXHAUSTED));
            read();
            assertThat(Failures.failureOf(task)).isInstanceOf(IllegalStateException.class);
        }

        assertThat(pool.quarantine.keys(10)).isEmpty();
    }

    @Test
    void itsTimeIsTheMembersBusiness() {
        PendingTask<Object> task =
                away(TaskOptions.builder().timeout(Duration.ofSeconds(1)).build());
        news.onBegun(ticket(), 12, 0);
        pool.timer.advance(Duration.ofSeconds(3));
        assertThat(task).isNotDone();

        news.onAnswer(ticket(), MemberPayloads.ended(new TimedOut(Clock.EXECUTION, "the dump"), 3 * SECOND));

        TaskTimeoutException timeout = Failures.failureOf(task, TaskTimeoutException.class);
        assertThat(timeout.clock()).isEqualTo(Clock.EXECUTION);
        assertThat(timeout.threadDump()).contains("the dump");
        assertThat(timeout)
                .hasMessageContaining("timeout of 1.0 s")
                .hasMessageContaining("it ran for 3.0 s on member b");
    }

    @Test
    void itsFutureFailsWhenItsTimeIsUpAndItIsAwayUntilItsProcessHasBeenStopped() {
        PendingTask<Object> task =
                away(TaskOptions.builder().timeout(Duration.ofSeconds(1)).build());
        long ticket = ticket();
        pool.timer.advance(Duration.ofSeconds(3));

        news.onTimeUp(ticket, MemberPayloads.ended(new TimedOut(Clock.EXECUTION, "the dump"), SECOND));

        TaskTimeoutException timeout = Failures.failureOf(task, TaskTimeoutException.class);
        assertThat(timeout).hasMessageContaining("it ran for 1.0 s on member b");
        assertThat(task.where().place()).isEqualTo(Place.AWAY);
        assertThat(task.stopped()).isNotDone();

        pool.timer.advance(Duration.ofSeconds(1));
        news.onAnswer(ticket, MemberPayloads.ended(new TimedOut(Clock.EXECUTION, null), 2 * SECOND));

        assertThat(Failures.failureOf(task, TaskTimeoutException.class)).isSameAs(timeout);
        assertThat(task.stopped()).isDone();
    }

    @Test
    void aLimitThatThereIsNotEndsTheFutureAllTheSame() {
        for (Clock clock : Clock.values()) {
            PendingTask<Object> task = away();
            news.onAnswer(ticket(), MemberPayloads.ended(new TimedOut(clock, null), SECOND));
            assertThat(Failures.failureOf(task, TaskTimeoutException.class).clock())
                    .isEqualTo(clock);
        }
    }

    @Test
    void whatAMemberCancelsByItselfBeforeItBeganGoesElsewhere() {
        PendingTask<Object> task = away();

        news.onAnswer(ticket(), MemberPayloads.ended(new Cancelled(), 0));

        assertThat(task.where().place()).isEqualTo(Place.QUEUED);
        assertThat(task.where().attempts()).isZero();
    }

    @Test
    void whatAMemberCancelsByItselfAfterThatIsLostWithoutAnotherAttempt() {
        PendingTask<Object> task = away();
        news.onAnswer(ticket(), MemberPayloads.ended(new Cancelled(), SECOND));
        assertThat(task).isCancelled();
        assertThatThrownBy(task::get).isInstanceOf(CancellationException.class).hasMessageContaining("member b");

        PendingTask<Object> again = away(attempts(2));
        news.onAnswer(ticket(), MemberPayloads.ended(new Cancelled(), SECOND));
        assertThat(again.where().place()).isEqualTo(Place.QUEUED);
        assertThat(again.where().attempts()).isEqualTo(1);
    }

    @Test
    void whatAMemberFailsHasItsException() {
        List<Class<? extends Throwable>> types = List.of(
                TaskQuarantinedException.class,
                PayloadTooLargeException.class,
                TaskSerializationException.class,
                ResultSerializationException.class);
        for (Kind kind : Kind.values()) {
            PendingTask<Object> task = away();
            news.onAnswer(ticket(), MemberPayloads.ended(new Failed(kind, "why"), 0));
            assertThat(Failures.failureOf(task))
                    .isInstanceOf(types.get(kind.ordinal()))
                    .hasMessage("Task 'task' failed on member b: why");
        }
    }

    // -- Late --

    @Test
    void lateAnswersChangeNothing() {
        PendingTask<Object> task = away(attempts(2));
        long first = ticket();
        news.onLost(first, Begun.YES, "hangs", 0);
        others.room = 1;
        news.onRoom();
        long second = ticket();
        int counted = task.where().attempts();

        news.onAnswer(first, MemberPayloads.result("late"));
        news.onAnswer(first, MemberPayloads.crash());
        news.onLost(first, Begun.YES, "hangs", 0);
        news.onRefused(first);
        news.onBegun(first, 12, 0);
        news.onProgress(first, new Progress(1, 1, ""));

        assertThat(task.where().place()).isEqualTo(Place.AWAY);
        assertThat(task.where().attempts()).isEqualTo(counted);
        assertThat(task.taskState()).isEqualTo(TaskState.QUEUED);
        assertThat(task.progress()).isEmpty();
        news.onAnswer(second, MemberPayloads.result("right"));
        assertThat(task).isCompletedWithValue("right");
        news.onAnswer(second, MemberPayloads.result("twice"));
        assertThat(task).isCompletedWithValue("right");
    }

    @Test
    void nothingThatIsToldOfATicketThatWasNeverGivenChangesAnything() {
        PendingTask<Object> task = away();

        for (long ticket : new long[] {0, -1, ticket() + 1, Long.MAX_VALUE}) {
            news.onAnswer(ticket, MemberPayloads.result("forged"));
            news.onLost(ticket, Begun.YES, "hangs", 0);
            news.onRefused(ticket);
            news.onBegun(ticket, 12, 0);
        }

        assertThat(task.where().place()).isEqualTo(Place.AWAY);
        assertThat(task.taskState()).isEqualTo(TaskState.QUEUED);
    }

    @Test
    void anOwnWorkerThatDiesLeavesWhatIsAwayAlone() {
        PendingTask<Object> task = away();

        pool.die(worker, ExitReason.CRASHED);

        assertThat(task.where().place()).isEqualTo(Place.AWAY);
    }

    @Test
    void elementsOfALostChunkAreToldApart() {
        occupy();
        others.room = 1;
        PendingTask<Object> chunk = pool.submitChunk(TaskOptions.defaults(), 10);
        assertThat(pool.intake.cut(chunk, 1)).as("it is out of reach").isEqualTo(-1);

        news.onAnswer(ticket(), new GuestAnswer(MemberPayloads.crash().end(), MemberPayloads.PID, 1000, 3));

        assertThat(chunk.chunk().begun()).isEqualTo(3);
    }
}
