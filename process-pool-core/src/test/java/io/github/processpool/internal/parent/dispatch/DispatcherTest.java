package io.github.processpool.internal.parent.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.TaskOptions;
import io.github.processpool.TaskQuarantinedException;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.testing.FakeWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DispatcherTest {

    private static final Duration TINY = Duration.ofNanos(1000);
    private static final Duration SHORT = Duration.ofNanos(90_000);
    private static final Duration MILLIS = Duration.ofMillis(2);

    @TempDir
    private Path folder;

    private static TaskOptions priority(int priority) {
        return TaskOptions.builder().priority(priority).build();
    }

    private static TaskOptions affinity(String key) {
        return TaskOptions.builder().affinityKey(key).build();
    }

    private static TaskOptions quarantineKey(String key) {
        return TaskOptions.builder().quarantineKey(key).build();
    }

    /** A key whose tasks cost a worker, and one is enough. */
    private static void quarantine(TaskBench bench, String key) {
        Circumstances facts =
                new Circumstances(17, OptionalInt.of(3), Optional.empty(), false, List.of(), Optional.empty());
        for (int i = 0; i < bench.settings.quarantineAfter; i++) {
            bench.locked(() -> bench.quarantine.workerLost(key, "worker 0 (pid 17) exited with code 3", facts));
        }
    }

    private static List<PendingTask<Object>> submit(TaskBench bench, int count, FunctionProfile profile) {
        List<PendingTask<Object>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(bench.submit(profile));
        }
        return tasks;
    }

    // -- Order --

    @Test
    void tasksAreSentInTheOrderInWhichTheyCame() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        PendingTask<?> first = bench.submit();
        PendingTask<?> second = bench.submit();
        PendingTask<?> third = bench.submit();

        bench.answer(first);
        bench.answer(second);

        assertThat(bench.sent).containsExactly(first, second, third);
    }

    @Test
    void moreUrgentTasksAreSentFirst() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        PendingTask<?> running = bench.submit();
        bench.begin(running);
        PendingTask<?> low = bench.submit(priority(-1));
        PendingTask<?> normal = bench.submit();
        PendingTask<?> high = bench.submit(priority(1));

        bench.answer(running);
        bench.answer(high);
        bench.answer(normal);

        assertThat(bench.sent).containsExactly(running, high, normal, low);
    }

    @Test
    void aTaskThatAlreadyHasAnOutcomeIsNotSent() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        PendingTask<?> running = bench.submit();
        PendingTask<?> ended = bench.submit();
        ended.finish(Outcome.cancelled("not wanted"));

        bench.answer(running);

        assertThat(bench.sent).containsExactly(running);
        assertThat(ended.where().place()).isEqualTo(Place.ENDED);
        assertThat(bench.dispatcher.hasWork()).isFalse();
    }

    // -- Which worker --

    @Test
    void theWorkerThatBecameIdleLastIsTakenFirst() {
        TaskBench bench = TaskBench.withWorkers(folder, 3);
        List<PendingTask<Object>> tasks = submit(bench, 3, new FunctionProfile());
        FakeWorker last = bench.workerOf(tasks.get(1));
        bench.answer(tasks.get(0));
        bench.answer(tasks.get(2));
        bench.answer(tasks.get(1));

        assertThat(bench.workerOf(bench.submit())).isSameAs(last);
    }

    @Test
    void anIdleWorkerIsPreferredToAPlaceBehindAShortTask() {
        TaskBench bench = TaskBench.withWorkers(folder, 2);
        List<PendingTask<Object>> tasks = submit(bench, 2, TaskBench.lasting(TINY));

        assertThat(bench.workerOf(tasks.get(0))).isNotNull().isNotSameAs(bench.workerOf(tasks.get(1)));
    }

    @Test
    void aTaskPrefersTheIdleWorkerThatHadItsKeyLast() {
        TaskBench bench = TaskBench.withWorkers(folder, 2);
        PendingTask<?> keyed = bench.submit(affinity("a"));
        PendingTask<?> other = bench.submit();
        FakeWorker worker = bench.workerOf(keyed);
        bench.answer(keyed);
        bench.answer(other); // Now the other worker became idle last.

        assertThat(bench.workerOf(bench.submit(affinity("a")))).isSameAs(worker);
    }

    @Test
    void aTaskDoesNotWaitForTheWorkerOfItsKeyWhenAnotherIsIdle() {
        TaskBench bench = TaskBench.withWorkers(folder, 2);
        PendingTask<?> keyed = bench.submit(affinity("a"));
        FakeWorker worker = bench.workerOf(keyed);

        assertThat(bench.workerOf(bench.submit(affinity("a")))).isNotNull().isNotSameAs(worker);
    }

    @Test
    void aMoreUrgentTaskGoesToAWorkerBeforeOneWhoseKeyTheWorkerHad() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        PendingTask<?> running = bench.submit(affinity("a"));
        bench.begin(running);
        PendingTask<?> low = bench.submit(affinity("a"));
        PendingTask<?> high =
                bench.submit(TaskOptions.builder().priority(1).affinityKey("b").build());

        bench.answer(running);
        bench.answer(high);

        assertThat(bench.sent).containsExactly(running, high, low);
    }

    // -- Ahead of their turn --

    @Test
    void nothingIsSentBehindATaskOfUnknownLength() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        bench.submit();
        PendingTask<?> waiting = bench.submit(TaskBench.lasting(TINY));

        assertThat(waiting.where().place()).isEqualTo(Place.QUEUED);
    }

    @Test
    void behindShortTasksThereAreAsManyAsTheirProfileAllows() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);

        submit(bench, 100, TaskBench.lasting(TINY));

        assertThat(bench.sent).hasSize(TaskBench.lasting(TINY).depth()).hasSizeGreaterThan(8);
        assertThat(bench.queue.size()).isEqualTo(100 - bench.sent.size());
    }

    @Test
    void theLongestOfTheSentTasksSaysHowManyThereMayBe() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        bench.submit(TaskBench.lasting(TINY));
        bench.submit(TaskBench.lasting(MILLIS));

        assertThat(bench.submit(TaskBench.lasting(TINY)).where().place()).isEqualTo(Place.QUEUED);
        assertThat(bench.sent).hasSize(2);
    }

    @Test
    void nothingIsSentBehindATaskThatTakesLongerThanItShould() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        bench.begin(bench.submit(TaskBench.lasting(TINY)));
        bench.timer.advance(Duration.ofSeconds(1));

        assertThat(bench.submit(TaskBench.lasting(TINY)).where().place()).isEqualTo(Place.QUEUED);
    }

    // -- Taken back --

    @Test
    void aWorkerThatBecomesIdleTakesOverWhatWaitsBehindAnother() {
        TaskBench bench = TaskBench.withWorkers(folder, 2);
        FunctionProfile millis = TaskBench.lasting(MILLIS);
        PendingTask<?> long1 = bench.submit(millis);
        PendingTask<?> other = bench.submit();
        FakeWorker worker = bench.begin(long1);
        PendingTask<?> ahead = bench.submit(millis);
        assertThat(bench.workerOf(ahead)).isSameAs(worker);

        FakeWorker free = bench.begin(other);
        bench.answer(other);

        assertThat(bench.workerOf(ahead)).isSameAs(free);
        assertThat(bench.workerOf(long1)).isSameAs(worker);
    }

    @Test
    void aTaskThatHasBegunIsNotTakenBack() {
        TaskBench bench = TaskBench.withWorkers(folder, 2);
        FunctionProfile millis = TaskBench.lasting(MILLIS);
        PendingTask<?> first = bench.submit(millis);
        PendingTask<?> other = bench.submit();
        PendingTask<?> second = bench.submit(millis);
        FakeWorker worker = bench.begin(first);
        worker.end(first); // Its answer is on the way.
        bench.begin(second);

        bench.answer(other);

        assertThat(bench.workerOf(second)).isSameAs(worker);
    }

    @Test
    void whatWaitsBehindATaskThatIsNearlyDoneIsLookedAtAgain() {
        TaskBench bench = TaskBench.withWorkers(folder, 2);
        FunctionProfile brief = TaskBench.lasting(SHORT);
        PendingTask<?> first = bench.submit(brief);
        PendingTask<?> other = bench.submit();
        FakeWorker worker = bench.begin(first);
        PendingTask<?> ahead = bench.submit(brief);
        FakeWorker free = bench.begin(other);

        bench.answer(other);
        assertThat(bench.workerOf(ahead)).isSameAs(worker);
        bench.timer.advance(Duration.ofMillis(10)); // It was not nearly done after all.

        assertThat(bench.workerOf(ahead)).isSameAs(free);
    }

    @Test
    void aMoreUrgentTaskTakesThePlaceOfOneThatWasSentAhead() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        FunctionProfile brief = TaskBench.lasting(SHORT);
        PendingTask<?> running = bench.submit(brief);
        PendingTask<?> ahead = bench.submit(brief);
        bench.begin(running);

        PendingTask<?> urgent = bench.submit(priority(1), brief);

        assertThat(urgent.where().place()).isEqualTo(Place.SENT);
        assertThat(ahead.where().place()).isEqualTo(Place.QUEUED);
        bench.answer(running);
        bench.answer(urgent);
        assertThat(ahead.where().place()).isEqualTo(Place.SENT);
    }

    @Test
    void aTaskThatHasComeBackTakesThePlaceOfALessUrgentOneWithTheNextSubmit() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        FunctionProfile brief = TaskBench.lasting(MILLIS);
        PendingTask<?> running = bench.submit(brief);
        FakeWorker worker = bench.begin(running);
        PendingTask<?> low = bench.submit(priority(-1), brief);
        PendingTask<?> lost = bench.task(TaskOptions.defaults(), brief, 1);
        bench.locked(() -> bench.dispatcher.putBack(lost));
        assertThat(worker.handle().workload().sentTasks()).containsExactly(running, low);

        bench.submit(priority(-1), brief);

        assertThat(worker.handle().workload().sentTasks()).containsExactly(running, lost);
    }

    @Test
    void aMoreUrgentTaskThatIsSentAheadGoesInFrontOfAllThatAreLessUrgent() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        FunctionProfile tiny = TaskBench.lasting(Duration.ofNanos(1000));
        PendingTask<?> running = bench.submit(tiny);
        FakeWorker worker = bench.begin(running);
        PendingTask<?> first = bench.submit(tiny);
        PendingTask<?> second = bench.submit(tiny);
        PendingTask<?> urgent = bench.submit(priority(1), tiny);
        PendingTask<?> third = bench.submit(tiny);
        PendingTask<?> asUrgent = bench.submit(priority(1), tiny);

        assertThat(worker.handle().workload().sentTasks())
                .containsExactly(running, urgent, asUrgent, first, second, third);
    }

    @Test
    void whatWaitsBehindAnOverdueTaskGetsItsOldPlaceInTheQueue() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        FunctionProfile millis = TaskBench.lasting(MILLIS);
        bench.begin(bench.submit(millis));
        PendingTask<?> ahead = bench.submit(millis);
        PendingTask<?> behind = bench.submit(millis);

        bench.locked(() -> bench.dispatcher.rescueTheWaiting(bench.timer.now()));
        assertThat(ahead.where().place()).as("in time").isEqualTo(Place.SENT);
        bench.timer.advance(Duration.ofSeconds(1));
        bench.locked(() -> bench.dispatcher.rescueTheWaiting(bench.timer.now()));

        assertThat(ahead.where().place()).isEqualTo(Place.QUEUED);
        bench.locked(() -> assertThat(bench.queue.poll()).isSameAs(ahead));
        bench.locked(() -> assertThat(bench.queue.poll()).isSameAs(behind));
    }

    @Test
    void aTaskThatIsTakenBackAndSentAgainHasAnotherTicket() {
        TaskBench bench = TaskBench.withWorkers(folder, 2);
        FunctionProfile millis = TaskBench.lasting(MILLIS);
        bench.begin(bench.submit(millis));
        PendingTask<?> other = bench.submit();
        PendingTask<?> ahead = bench.submit(millis);
        var before = ahead.where().sending();

        bench.answer(other);

        assertThat(ahead.where().sending()).isNotNull().isNotEqualTo(before);
        assertThat(bench.sent).filteredOn(task -> task == ahead).hasSize(2);
    }

    // -- Unfit workers --

    @Test
    void aWorkerThatIsUnfitLeavesAndWhatItHasNotBegunGoesBack() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        FunctionProfile brief = TaskBench.lasting(SHORT);
        PendingTask<?> last = bench.submit(brief);
        PendingTask<?> ahead = bench.submit(brief);
        FakeWorker worker = bench.begin(last);

        bench.answer(last, Fitness.HEAP_EXHAUSTED);

        assertThat(worker.handle().state()).isEqualTo(WorkerState.RETIRING);
        assertThat(bench.workerOf(ahead)).isNotSameAs(worker);
    }

    @Test
    void aTaskThatIsAnsweredInVainIsSentAgainBeforeLaterOnes() {
        TaskBench bench = TaskBench.withWorkers(folder, 2);
        PendingTask<?> vain = bench.submit();
        PendingTask<?> other = bench.submit();
        PendingTask<?> later = bench.submit();
        FakeWorker worker = bench.begin(vain);
        long ticket = worker.end(vain);

        bench.locked(() -> bench.dispatcher.answeredInVain(worker.handle(), vain, ticket, Fitness.HEAP_EXHAUSTED));
        bench.answer(other);

        assertThat(bench.sent).containsSubsequence(vain, other, vain).doesNotContain(later);
    }

    @Test
    void anAnswerThatNobodyWaitsForIsNobodys() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        FakeWorker worker = bench.begin(bench.submit());

        bench.locked(() -> assertThat(bench.dispatcher.answered(worker.handle(), 99, Fitness.FIT))
                .isNull());
    }

    // -- Out --

    @Test
    void aTaskIsWithdrawnWhereverItWaitsAndNotOnceItHasBegun() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        FunctionProfile brief = TaskBench.lasting(SHORT);
        PendingTask<?> running = bench.submit(brief);
        bench.begin(running);
        PendingTask<?> ahead = bench.submit(brief);
        PendingTask<?> queued = bench.submit(brief);

        bench.locked(() -> {
            assertThat(bench.dispatcher.withdraw(queued)).isTrue();
            assertThat(bench.dispatcher.withdraw(ahead)).isTrue();
            assertThat(bench.dispatcher.withdraw(running)).isFalse();
            assertThat(bench.dispatcher.withdraw(ahead)).as("again").isFalse();
        });

        assertThat(List.of(ahead, queued)).allMatch(task -> task.where().place() == Place.ENDED);
        assertThat(running.where().place()).isEqualTo(Place.SENT);
    }

    @Test
    void allThatHasNotBegunIsWithdrawnAtOnce() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        FunctionProfile brief = TaskBench.lasting(SHORT);
        PendingTask<?> running = bench.submit(brief);
        bench.begin(running);
        List<PendingTask<Object>> waiting = submit(bench, 5, brief);

        bench.locked(() -> assertThat(bench.dispatcher.withdrawAll()).hasSameElementsAs(waiting));

        assertThat(waiting).allMatch(task -> task.where().place() == Place.ENDED);
        bench.answer(running);
        assertThat(bench.dispatcher.hasWork()).isFalse();
    }

    // -- Quarantine --

    @Test
    void aTaskOfAQuarantinedKeyIsRefusedAtOnce() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        quarantine(bench, "bad");

        PendingTask<?> refused = bench.submit(quarantineKey("bad"));

        assertThat(refused)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(TaskQuarantinedException.class);
        assertThat(refused.where().place()).isEqualTo(Place.ENDED);
        assertThat(bench.sent).isEmpty();
    }

    @Test
    void whenAKeyIsQuarantinedItsTasksThatHaveNotBegunAreRefusedToo() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        FunctionProfile brief = TaskBench.lasting(SHORT);
        PendingTask<?> running = bench.submit(quarantineKey("bad"), brief);
        bench.begin(running);
        PendingTask<?> ahead = bench.submit(quarantineKey("bad"), brief);
        PendingTask<?> queued = bench.submit(quarantineKey("bad"), brief);
        PendingTask<?> other = bench.submit(quarantineKey("good"), brief);

        quarantine(bench, "bad");
        bench.locked(bench.dispatcher::refuseQuarantined);

        assertThat(List.of(ahead, queued)).allMatch(PendingTask::isCompletedExceptionally);
        assertThat(running.hasOutcome()).isFalse();
        assertThat(bench.workerOf(other)).as("the place is free").isNotNull();
    }

    @Test
    void aTaskThatComesBackAfterItsKeyWasQuarantinedIsNotSentAgain() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        PendingTask<?> running = bench.submit();
        PendingTask<?> waiting = bench.submit(quarantineKey("bad"));
        quarantine(bench, "bad");

        bench.answer(running);

        assertThat(waiting).isCompletedExceptionally();
        assertThat(bench.sent).containsExactly(running);
    }

    @Test
    void aTaskThatAnErrorHasKeptOutOfTheQueueIsWithdrawnAllTheSame() {
        TaskBench bench = TaskBench.withWorkers(folder, 1);
        PendingTask<?> task = bench.task(TaskOptions.defaults(), new FunctionProfile(), 1);
        bench.locked(() -> task.where().markQueued());

        bench.locked(() -> assertThat(bench.dispatcher.withdraw(task)).isTrue());

        assertThat(task.where().place()).isEqualTo(Place.ENDED);
    }
}
