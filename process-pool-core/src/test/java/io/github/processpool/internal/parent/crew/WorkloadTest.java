package io.github.processpool.internal.parent.crew;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.TaskOrigin;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.page.Scoreboard;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger of one worker: its tasks and its room; the worker's side of its page is played. */
class WorkloadTest {

    private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);

    @TempDir
    Path folder;

    private final ManualTimer timer = new ManualTimer();
    private final FunctionProfile unknown = new FunctionProfile();
    private FakeWorker worker;
    private Workload workload;
    private long lastTask;

    @BeforeEach
    void makeWorker() {
        worker = FakeWorker.make(timer, folder, 0, Integer.MAX_VALUE);
        workload = worker.handle().workload();
    }

    /** A profile of tasks that are known to take so long. */
    private static FunctionProfile lasting(long nanos) {
        FunctionProfile profile = new FunctionProfile();
        for (int i = 0; i < 10; i++) {
            profile.record(nanos, 1);
        }
        return profile;
    }

    private PendingTask<?> task(FunctionProfile profile) {
        return LoneTasks.task(++lastTask, TaskOptions.builder().build(), 1, profile, LoneTasks.host(timer));
    }

    /** A chunk of so many elements. */
    private PendingTask<?> chunk(int elements) {
        Payload payload = new Payload(Payload.Form.CHUNK, new byte[elements], elements);
        return new PendingTask<>(
                new TaskOrigin(
                        ++lastTask,
                        new EncodedTask("chunk", -1, 0, payload, new int[0], elements),
                        TaskOptions.builder().build(),
                        unknown,
                        0,
                        null,
                        null),
                LoneTasks.host(timer));
    }

    private PendingTask<?> send(FunctionProfile profile) {
        PendingTask<?> task = task(profile);
        assertThat(workload.send(task)).isTrue();
        return task;
    }

    private List<PendingTask<?>> send(FunctionProfile profile, int count) {
        List<PendingTask<?>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(send(profile));
        }
        return tasks;
    }

    private static Sending sending(PendingTask<?> task) {
        return Objects.requireNonNull(task.where().sending());
    }

    private int room() {
        return workload.room(workload.remaining(), timer.now());
    }

    // -- Out and back --

    @Test
    void aTaskThatWasSentIsWithTheWorkerUntilItAnswers() {
        try (FakeWorker connected = worker.connect()) {
            PendingTask<?> task = send(unknown);

            assertThat(task.where().place()).isEqualTo(Place.SENT);
            assertThat(connected.messages()).as("posted, not flushed").isEmpty();
            worker.link().flush();
            assertThat(connected.messages()).hasExactlyElementsOfTypes(Run.class);
            assertThat(workload.sentTasks()).isEqualTo(List.of(task));
            long ticket = worker.run(task, timer);
            assertThat(workload.answered(ticket)).isSameAs(task);

            assertThat(workload.isEmpty()).isTrue();
            assertThat(workload.completed()).isEqualTo(1);
        }
    }

    @Test
    void anAnswerThatNobodyWaitsForMeansNothing() {
        PendingTask<?> task = send(unknown);
        long ticket = worker.run(task, timer);
        workload.answered(ticket);

        for (long other : new long[] {ticket, 0, -1, ticket + 1, ticket + Scoreboard.ENTRIES, Long.MIN_VALUE}) {
            assertThat(workload.answered(other)).isNull();
            assertThat(workload.taskOf(other)).isNull();
        }
        assertThat(workload.completed()).isEqualTo(1);
    }

    @Test
    void tasksAreKeptInTheOrderOfTheirSendingWhoeverAnswersFirst() {
        List<PendingTask<?>> tasks = send(unknown, 4);

        workload.answered(worker.run(tasks.get(1), timer));
        assertThat(workload.sentTasks()).isEqualTo(List.of(tasks.get(0), tasks.get(2), tasks.get(3)));
        workload.answered(worker.run(tasks.get(0), timer));
        assertThat(workload.sentTasks()).isEqualTo(List.of(tasks.get(2), tasks.get(3)));

        assertThat(workload.sentCount()).isEqualTo(2);
    }

    @Test
    void thousandsOfTasksPassThroughTheEntriesOfOnePage() {
        for (int i = 0; i < 20 * Scoreboard.ENTRIES; i++) {
            List<PendingTask<?>> tasks = send(unknown, 3);
            for (PendingTask<?> task : tasks) {
                assertThat(workload.answered(worker.run(task, timer))).isSameAs(task);
            }
        }

        assertThat(workload.isEmpty()).isTrue();
        assertThat(workload.completed()).isEqualTo(60L * Scoreboard.ENTRIES);
    }

    @Test
    void aTaskThatHasNotBegunCanBeTakenBackAndOneThatHasCanNot() {
        PendingTask<?> begun = send(unknown);
        PendingTask<?> waiting = send(unknown);
        worker.begin(begun, timer);
        assertThat(workload.notBegunCount(true)).isEqualTo(1);

        assertThat(workload.revoke(begun)).isFalse();
        assertThat(workload.revoke(waiting)).isTrue();

        assertThat(workload.sentTasks()).isEqualTo(List.of(begun));
        assertThat(worker.begin(waiting, timer)).as("taken back").isFalse();
    }

    @Test
    void aTaskOfAnotherWorkerOrOfNoneIsNotTakenBack() {
        FakeWorker other = FakeWorker.make(timer, folder, 1, Integer.MAX_VALUE);
        PendingTask<?> task = send(unknown);

        assertThat(other.handle().workload().revoke(task)).isFalse();
        assertThat(workload.revoke(task(unknown))).isFalse();
        assertThat(workload.sentCount()).isEqualTo(1);
    }

    @Test
    void anEntryIsUsedAgainOnlyWhenTheWorkerHasPassedOverWhatWasTakenBack() {
        PendingTask<?> running = send(unknown);
        worker.begin(running, timer);
        List<PendingTask<?>> rest = send(unknown, Scoreboard.ENTRIES - 1);
        long ticketOfSecond = sending(rest.get(0)).ticket();
        rest.forEach(workload::revoke);
        long ticket = worker.end(running);
        workload.answered(ticket);

        assertThat(workload.send(task(unknown))).as("the entry of the first").isTrue();
        assertThat(workload.send(task(unknown))).as("that of the second").isFalse();
        worker.board().skip(ticketOfSecond);
        assertThat(workload.send(task(unknown))).isTrue();
    }

    @Test
    void anEntryIsNotUsedAgainBeforeTheAnswerOfTheTaskThatHadItWasRead() {
        PendingTask<?> first = send(unknown);
        List<PendingTask<?>> rest = send(unknown, Scoreboard.ENTRIES - 1);
        rest.forEach(workload::revoke);
        long ticket = worker.run(first, timer);

        assertThat(workload.send(task(unknown))).as("free on the page only").isFalse();
        assertThat(workload.answered(ticket)).isSameAs(first);

        assertThat(workload.send(task(unknown))).isTrue();
    }

    @Test
    void aWorkerThatIsGoneHasNothing() {
        send(unknown, 3);

        workload.clear();

        assertThat(workload.sentTasks()).isEmpty();
        assertThat(workload.sentCount()).isZero();
    }

    // -- How many more --

    @Test
    void behindATaskOfUnknownOrConsiderableLengthNothingIsSent() {
        assertThat(room()).as("an idle worker gets its task otherwise").isZero();
        PendingTask<?> task = send(unknown);
        assertThat(room()).isZero();
        workload.answered(worker.run(task, timer));
        send(lasting(10_000 * MICRO));

        assertThat(room()).isZero();
    }

    @Test
    void theShorterTheTasksTheMoreMayBeSentAhead() {
        FunctionProfile shortOnes = lasting(100 * MICRO);
        send(shortOnes);
        assertThat(room()).isEqualTo(1);
        workload.answered(worker.run(workload.sentTasks().get(0), timer));
        FunctionProfile tiny = lasting(MICRO);
        send(tiny);
        assertThat(room()).isEqualTo(31);
        send(tiny, 31);

        assertThat(room()).isZero();
    }

    @Test
    void theLongestKindThatIsThereCounts() {
        FunctionProfile tiny = lasting(MICRO);
        send(tiny, 2);
        PendingTask<?> longer = send(lasting(50 * MICRO));
        assertThat(room()).isEqualTo(1);

        workload.revoke(longer);
        assertThat(room()).as("two tiny ones are left").isEqualTo(30);
        workload.sentTasks().forEach(task -> workload.answered(worker.run(task, timer)));
        send(tiny);

        assertThat(room()).isEqualTo(31);
    }

    @Test
    void behindATaskThatTakesLongerThanItShouldNothingIsSent() {
        FunctionProfile tiny = lasting(MICRO);
        send(tiny, 2);
        assertThat(workload.isSoonDone(timer.now())).isTrue();

        timer.advance(Duration.ofMillis(3));

        assertThat(workload.isOverdue(timer.now())).isTrue();
        assertThat(workload.isSoonDone(timer.now())).isFalse();
        assertThat(room()).isZero();
    }

    @Test
    void nothingIsOverdueWithoutATask() {
        assertThat(workload.isOverdue(timer.now())).isFalse();
        assertThat(workload.isSoonDone(timer.now())).isFalse();
    }

    @Test
    void noMoreAreSentAheadThanTheWorkerMayRun() {
        worker = FakeWorker.make(timer, folder, 1, 5);
        workload = worker.handle().workload();
        FunctionProfile tiny = lasting(MICRO);
        send(tiny, 3);

        assertThat(workload.remaining()).isEqualTo(2);
        assertThat(room()).isEqualTo(2);
        workload.revoke(workload.sentTasks().get(2));
        assertThat(workload.remaining()).isEqualTo(3);
    }

    @Test
    void theElementsOfAChunkCountAndThoseThatWereNotRunDoNot() {
        worker = FakeWorker.make(timer, folder, 1, 100);
        workload = worker.handle().workload();
        PendingTask<?> chunk = chunk(30);
        workload.send(chunk);
        assertThat(workload.remaining()).isEqualTo(70);

        worker.begin(chunk, timer);
        long ticket = sending(chunk).ticket();
        for (int i = 0; i < 12; i++) {
            worker.board().chunk().beginElement(ticket, i);
        }
        assertThat(workload.cut(chunk, sending(chunk), 1)).isEqualTo(12);
        assertThat(workload.remaining()).isEqualTo(88);
        workload.giveBack(2);

        assertThat(workload.remaining()).isEqualTo(90);
        assertThat(workload.hasHadTask()).isTrue();
    }

    @Test
    void aTaskThatWasTakenBackWasNeverThere() {
        PendingTask<?> task = send(unknown);
        assertThat(workload.hasHadTask()).isTrue();

        workload.revoke(task);

        assertThat(workload.hasHadTask()).isFalse();
    }

    // -- The channel --

    @Test
    void theFirstTaskLeavesAtOnceAndThoseBehindItWaitForCompany() {
        FunctionProfile tiny = lasting(MICRO);
        send(tiny);
        assertThat(workload.markFlushIfDue()).isTrue();
        send(tiny);
        assertThat(workload.markFlushIfDue())
                .as("the worker would soon have nothing to do")
                .isTrue();
        send(tiny);
        assertThat(workload.markFlushIfDue()).isFalse();

        assertThat(workload.hasUnflushed()).isTrue();
        workload.markFlushed();
        assertThat(workload.hasUnflushed()).isFalse();
    }

    @Test
    void aPacketFullOfTasksLeavesAtOnce() {
        FunctionProfile tiny = lasting(MICRO);
        send(tiny, 16);
        workload.markFlushed();

        send(tiny, 7);
        assertThat(workload.markFlushIfDue()).isFalse();
        send(tiny);

        assertThat(workload.markFlushIfDue()).isTrue();
    }

    @Test
    void theTaskThatRunsIsShownSinceItsBeginning() {
        send(unknown);
        PendingTask<?> task = send(unknown);
        assertThat(workload.running(timer.now())).isEmpty();
        worker.begin(task, timer);

        assertThat(workload.running(timer.now()).orElseThrow().taskId()).isEqualTo(task.taskId());
    }

    @Test
    void aWorkerThatStartsAndHasNoPageYetHasNothingToBegin() {
        Workload ofOneThatStarts =
                new Workload(new WorkerLink(1, 0, new DefinitionTable()), 10, new Headcount(List.of()));

        assertThat(ofOneThatStarts.notBegunCount(true)).isZero();
        assertThat(ofOneThatStarts.hasBegunFirst()).isFalse();
        assertThat(ofOneThatStarts.sentTasks()).isEmpty();
        assertThat(ofOneThatStarts.room(5, timer.now())).isZero();
    }
}
