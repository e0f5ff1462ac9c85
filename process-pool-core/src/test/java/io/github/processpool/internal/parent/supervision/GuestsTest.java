package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.processpool.ExitReason;
import io.github.processpool.ProcessFuture;
import io.github.processpool.QueueFullException;
import io.github.processpool.SerializableCallable;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.federation.GuestAnswer.Crashed;
import io.github.processpool.internal.federation.GuestAnswer.End;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.federation.GuestAnswer.Kind;
import io.github.processpool.internal.federation.GuestAnswer.TimedOut;
import io.github.processpool.internal.federation.GuestSpace;
import io.github.processpool.internal.federation.GuestTask;
import io.github.processpool.internal.federation.Room;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.Overload;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.Guests;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.ScriptedFederation;
import io.github.processpool.testing.TestSettings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of another member of a cluster in a pool whose one worker is played: their ends, and what they leave alone. */
class GuestsTest {

    @TempDir
    Path folder;

    private final RecordingListener listener = new RecordingListener();
    private final AtomicInteger ends = new AtomicInteger();
    private PlayedPool pool;
    private GuestSpace space;

    @BeforeEach
    void openPool() {
        TestSettings settings = new TestSettings();
        settings.maxWorkers = 1;
        settings.queueCapacity = 1;
        settings.quarantineAfter = 1;
        settings.listeners.add(listener);
        pool = new PlayedPool(settings, folder);
        pool.readsAtOnce = false;
        pool.start(1);
        space = pool.guests.openSpace();
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private PendingTask<GuestAnswer> run(GuestTask guest) {
        return (PendingTask<GuestAnswer>) pool.guests.run(guest, ends::incrementAndGet);
    }

    private PendingTask<GuestAnswer> run(TaskOptions options) {
        return run(Guests.guest(space, 1, options));
    }

    private PendingTask<GuestAnswer> run() {
        return run(TaskOptions.defaults());
    }

    private FakeWorker worker() {
        return pool.lastWorker();
    }

    /** Whose codec fails a test that has anything read. */
    private WorkerSession session() {
        return pool.session(worker(), () -> {
            throw new AssertionError("somebody reads");
        });
    }

    private static End end(ProcessFuture<GuestAnswer> future) {
        assertThat(future.isDone()).isTrue();
        return future.join().end();
    }

    private void hears(Failure failure) {
        assertThat(pool.answers.onFailure(worker().handle(), session(), failure))
                .isTrue();
    }

    // -- Wanted back --

    @Test
    void aGuestThatWaitsIsGivenBack() {
        PendingTask<GuestAnswer> first = run();
        worker().begin(first, pool.timer);
        PendingTask<GuestAnswer> second = run();

        pool.guests.withdraw(first);
        pool.guests.withdraw(second);
        pool.guests.withdraw(second);

        assertThat(first.isDone()).isFalse();
        assertThat(end(second)).isInstanceOf(Cancelled.class);
        assertThat(second.join().begunAgoNanos()).isZero();
        assertThat(second.stopped()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(pool.guests.room().occupied()).isOne();
        assertThat(ends).hasValue(1);
    }

    @Test
    void aGuestThatWasSentAndHasNotBegunIsGivenBack() {
        PendingTask<GuestAnswer> task = run();

        pool.guests.withdraw(task);

        assertThat(end(task)).isInstanceOf(Cancelled.class);
        assertThat(task.join().begunAgoNanos()).isZero();
        assertThat(pool.guests.room().occupied()).isZero();
    }

    // -- Room --

    @Test
    void aWorkerThatStartsIsASlotButNotReady() {
        assertThat(pool.guests.room()).extracting(Room::slots, Room::ready).containsExactly(1, 1);

        pool.die(worker(), ExitReason.CRASHED);

        assertThat(pool.guests.room()).extracting(Room::slots, Room::ready).containsExactly(1, 0);
    }

    // -- Answers --

    @Test
    void aResultIsPassedOnAsItCame() {
        PendingTask<GuestAnswer> task = run();
        worker().begin(task, pool.timer);
        pool.timer.advance(Duration.ofMillis(40));
        Result result = Replies.result(worker().end(task), 5);

        assertThat(pool.hears(worker(), session(), result)).isTrue();

        assertThat(end(task)).isEqualTo(new Answered(result, 1));
        assertThat(task.join().pid()).isEqualTo(worker().link().pid());
        assertThat(task.join().begunAgoNanos()).isPositive();
        assertThat(task.join().elementsBegun()).isEqualTo(-1);
        assertThat(ends).hasValue(1);
        assertThat(task.stopped()).succeedsWithin(Duration.ofSeconds(30)); // Callbacks have threads of their own.
        assertThat(pool.guests.room().guestMeanNanos()).isPositive();
    }

    @Test
    void theEndsOfAnswersThatCameTogetherAreToldWithinOneStretch() {
        pool.close();
        ScriptedFederation others = new ScriptedFederation();
        TestSettings settings = new TestSettings();
        settings.maxWorkers = 1;
        pool = new PlayedPool(settings, folder, others);
        pool.start(1);
        space = pool.guests.openSpace();
        PendingTask<?> guest = (PendingTask<?>)
                pool.guests.run(Guests.guest(space, 1, TaskOptions.defaults()), () -> others.stretches.add("end"));

        assertThat(pool.hears(worker(), session(), Replies.result(worker().run(guest, pool.timer))))
                .isTrue();

        assertThat(others.stretches).containsExactly("together", "end", "apart");
    }

    @Test
    void aFailureIsPassedOnAsItCame() {
        PendingTask<GuestAnswer> task = run();
        Failure failure = Replies.failure(worker().run(task, pool.timer), Fitness.FIT, IllegalStateException.class);

        hears(failure);

        assertThat(end(task)).isEqualTo(new Answered(failure, 1));
    }

    @Test
    void theElementsOfAChunkAreTakenFromTheHeadOfItsAnswer() {
        PendingTask<GuestAnswer> task = run(Guests.chunk(space, 4));
        byte[] head = ByteBuffer.allocate(8).putInt(3).array();
        long ticket = worker().run(task, pool.timer);

        pool.hears(
                worker(),
                session(),
                new Result(Replies.report(ticket, Fitness.FIT, false), new Payload(Payload.Form.CHUNK, head, 8)));

        assertThat(((Answered) end(task)).elementsRun()).isEqualTo(3);
    }

    @Test
    void anAnswerForWhichThereWasNoHeapIsTooLarge() {
        PendingTask<GuestAnswer> task = run();
        long ticket = worker().run(task, pool.timer);

        pool.hears(
                worker(),
                session(),
                new Result(
                        Replies.report(ticket, Fitness.FIT, false),
                        new Payload(Payload.Form.LOST, new byte[0], 1 << 20)));

        assertThat(((Failed) end(task)).kind()).isEqualTo(Kind.TOO_LARGE);
    }

    // -- Losses --

    @Test
    void aCrashIsInWordsWithoutTheTask() {
        PendingTask<GuestAnswer> task = run();
        String name = worker().link().describe();
        worker().begin(task, pool.timer);

        pool.die(worker(), ExitReason.CRASHED);

        Crashed crashed = (Crashed) end(task);
        assertThat(crashed.words()).isEqualTo(name + " died of CRASHED");
        assertThat(crashed.reason()).isEqualTo(ExitReason.CRASHED);
        assertThat(crashed.circumstances().exitCode()).hasValue(134);
        assertThat(task.join().begunAgoNanos()).isPositive();
        assertThat(ends).hasValue(1);
    }

    @Test
    void anExhaustedHeapIsACrash() {
        PendingTask<GuestAnswer> task = run();
        String name = worker().link().describe();

        hears(Replies.failure(worker().run(task, pool.timer), Fitness.HEAP_EXHAUSTED, OutOfMemoryError.class));

        Crashed crashed = (Crashed) end(task);
        assertThat(crashed.reason()).isEqualTo(ExitReason.OUT_OF_MEMORY);
        assertThat(crashed.words()).startsWith(name + " ran out of heap. It was given ");
        assertThat(task.join().begunAgoNanos()).isPositive();
        assertThat(crashed.circumstances().outOfMemory()).isTrue();
    }

    @Test
    void whetherThereIsAnotherAttemptIsForTheSubmitterToSay() {
        PendingTask<GuestAnswer> task = run(TaskOptions.builder().maxAttempts(2).build());
        worker().begin(task, pool.timer);

        pool.die(worker(), ExitReason.CRASHED);

        assertThat(end(task)).isInstanceOf(Crashed.class);
        assertThat(task.options().maxAttempts()).isEqualTo(1);
    }

    @Test
    void itIsSaidWhenAnOperatorHasKilledTheWorker() {
        PendingTask<GuestAnswer> task = run();
        worker().begin(task, pool.timer);

        pool.die(worker(), ExitReason.KILLED);

        assertThat(((Crashed) end(task)).reason()).isEqualTo(ExitReason.KILLED);
    }

    @Test
    void aWorkerThatDiesBeforeItBeganTheFirstGuestIsToldAtOnce() {
        PendingTask<GuestAnswer> task = run();
        String name = worker().link().describe();

        pool.die(worker(), ExitReason.CRASHED);

        assertThat(((Crashed) end(task)).words()).isEqualTo(name + " died of CRASHED");
        assertThat(task.join().begunAgoNanos()).isZero();
        assertThat(task.join().pid()).isZero();
    }

    @Test
    void aGuestThatHadNothingToDoWithTheEndOfAWorkerGetsAnother() {
        PendingTask<GuestAnswer> task = run();

        pool.die(worker(), ExitReason.MEMORY_PRESSURE);

        assertThat(task.isDone()).isFalse();
        assertThat(task.where().isSuspect()).isFalse();
    }

    @Test
    void aKeyThatIsQuarantinedIsRefused() {
        TaskOptions options = TaskOptions.builder().quarantineKey("poison").build();
        PendingTask<GuestAnswer> first = run(options);
        worker().begin(first, pool.timer);
        pool.die(worker(), ExitReason.CRASHED);

        PendingTask<GuestAnswer> second = run(options);

        assertThat(end(first)).isInstanceOf(Crashed.class);
        assertThat(((Failed) end(second)).kind()).isEqualTo(Kind.QUARANTINED);
    }

    // -- Ends before their time --

    @Test
    void oneThatIsCancelledBeforeItBeganIsOverAtOnce() {
        run();
        PendingTask<GuestAnswer> waiting = run();

        assertThat(waiting.cancel(true)).isTrue();

        assertThat(end(waiting)).isEqualTo(new Cancelled());
        assertThat(waiting.join().pid()).isZero();
        assertThat(waiting.join().begunAgoNanos()).isZero();
        assertThat(waiting.stopped()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(ends).hasValue(1);
    }

    @Test
    void oneThatRunsIsInterruptedAndItsWorkerKilledAfterTheGracePeriod() {
        PendingTask<GuestAnswer> task = run();
        worker().begin(task, pool.timer);

        task.cancel(true);
        assertThat(end(task)).isEqualTo(new Cancelled());
        assertThat(task.stopped()).isNotDone();
        pool.timer.advance(Duration.ofSeconds(1));
        assertThat(worker().wasKilled()).isTrue();
        pool.buryLeavers();

        assertThat(task.stopped()).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void clocksAreTheHosts() {
        run();
        PendingTask<GuestAnswer> waiting =
                run(TaskOptions.builder().queueTimeout(Duration.ofSeconds(2)).build());
        PendingTask<GuestAnswer> late =
                run(TaskOptions.builder().deadline(Duration.ofSeconds(3)).build());

        pool.timer.advance(Duration.ofSeconds(3));

        assertThat(end(waiting)).isEqualTo(new TimedOut(Clock.QUEUE, null));
        assertThat(end(late)).isEqualTo(new TimedOut(Clock.DEADLINE, null));
    }

    // -- Beside the pool's own --

    @Test
    void guestsAreCountedNowhereAndToldToNobody() {
        PendingTask<GuestAnswer> task = run();
        pool.hears(worker(), session(), Replies.result(worker().run(task, pool.timer), 5));
        PendingTask<GuestAnswer> cancelled = run();
        cancelled.cancel(true);

        assertThat(pool.pool.counters().succeeded()).isZero();
        assertThat(pool.pool.counters().cancelled()).isZero();
        assertThat(listener.events())
                .filteredOn(event -> event.kind().startsWith("task"))
                .isEmpty();
        Awaitility.await().until(() -> !pool.unfinished.list().contains(task));
    }

    @Test
    void guestsAndTasksOfThePoolsOwnTakeEachOtherNoRoom() {
        PendingTask<GuestAnswer> running = run();
        run();
        run();
        SerializableCallable<Object> own = () -> 1;

        PendingTask<Object> waiting = pool.intake.submit(Overload.CALLABLE, own, TaskOptions.defaults(), null);
        assertThatExceptionOfType(QueueFullException.class)
                .isThrownBy(() -> pool.intake.submit(Overload.CALLABLE, own, TaskOptions.defaults(), null));
        run();

        assertThat(waiting.isDone()).isFalse();
        assertThat(running.name()).isEqualTo("work (guest of b)");
        assertThat(pool.guests.room().slots()).isEqualTo(1);
        assertThat(pool.guests.room().occupied()).isEqualTo(5);
    }

    @Test
    void amongTheTasksOfThePoolsOwnPriorityDecides() {
        PendingTask<GuestAnswer> first = run();
        worker().begin(first, pool.timer);
        SerializableCallable<Object> own = () -> 1;
        PendingTask<Object> usual = pool.intake.submit(Overload.CALLABLE, own, TaskOptions.defaults(), null);
        PendingTask<GuestAnswer> urgent = run(TaskOptions.builder().priority(1).build());

        pool.hears(worker(), session(), Replies.result(worker().end(first), 5));

        assertThat(worker().handle().workload().sentTasks()).isEqualTo(List.of(urgent));
        assertThat(usual.isDone()).isFalse();
    }

    @Test
    void whatAWorkerCouldNotReadIsRefusedBeforeItIsQueued() {
        EncodedTask work = new EncodedTask("work", 0, 0, Payload.NONE, new int[0]);
        TaskOptions options = TaskOptions.defaults();
        List<GuestTask> impossible = List.of(
                new GuestTask(space, work, options, "k".repeat(2000), 1, "b"),
                new GuestTask(space, work, options, "key", 1, "b".repeat(2000)),
                Guests.chunk(space, 0),
                new GuestTask(
                        space,
                        new EncodedTask("work", 0, 0, Payload.raw(new byte[(1 << 20) + 1]), new int[0]),
                        options,
                        "key",
                        1,
                        "b"));

        for (GuestTask guest : impossible) {
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> run(guest));
        }

        assertThat(pool.guests.room().occupied()).isZero();
    }

    @Test
    void aPoolThatEndsTakesNoneAndCancelsThoseThatWait() {
        run();
        PendingTask<GuestAnswer> waiting = run();

        assertThat(pool.shutdown.stopNow()).as("what its owner gets back").isEmpty();

        assertThat(end(waiting)).isEqualTo(new Cancelled());
        assertThat(pool.guests.room().slots()).isZero();
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(this::run);
    }
}
