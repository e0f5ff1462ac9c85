package io.github.processpool.internal.parent.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.PoolShutdownException;
import io.github.processpool.QueueFullException;
import io.github.processpool.TaskOptions;
import io.github.processpool.WhenFull;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AdmissionTest {

    private static final FunctionProfile TINY = TaskBench.lasting(Duration.ofNanos(1000));

    @TempDir
    private Path folder;

    private final TestSettings settings = new TestSettings();
    private TaskBench bench;
    private Admission admission;

    @BeforeEach
    void aPoolOfOneWorkerAndTwoPlaces() {
        settings.minWorkers = 1;
        settings.maxWorkers = 1;
        settings.queueCapacity = 2;
    }

    private void open() {
        bench = new TaskBench(folder, settings);
        bench.startWorkers();
        admission = new Admission(bench.pool, bench.backlog, bench.crew);
    }

    /** One task that runs, and two that fill the queue. */
    private PendingTask<?> fill() {
        PendingTask<?> running = bench.submit();
        bench.begin(running);
        bench.submit();
        bench.submit();
        return running;
    }

    private boolean enter(int bytes, long patienceNanos) {
        PendingTask<?> task = bench.task(TaskOptions.defaults(), new FunctionProfile(), bytes);
        try (var held = bench.pool.lock().hold()) {
            return admission.enter(task, patienceNanos);
        }
    }

    private void enterAsSet() {
        assertThat(enter(1, Admission.AS_SET)).isTrue();
    }

    /** A submitter on a thread of its own that waits for room. */
    private CompletableFuture<Void> waiter(FakeWorker worker) {
        CompletableFuture<Void> entered = CompletableFuture.runAsync(this::enterAsSet);
        await().atMost(Duration.ofSeconds(30)).until(worker.board().vitals()::isToAnnounceBeginnings);
        return entered;
    }

    @Test
    void aTaskThatRunsTakesNoPlace() {
        open();
        bench.begin(bench.submit());
        bench.submit();

        enterAsSet();
    }

    @Test
    void tasksThatWereSentAheadTakePlacesUntilTheyBegin() {
        open();
        PendingTask<?> first = bench.submit(TINY);
        PendingTask<?> second = bench.submit(TINY);
        bench.submit(TINY);
        FakeWorker worker = bench.begin(first);
        assertThat(enter(1, 0)).isFalse();

        worker.end(first);
        bench.begin(second);

        assertThat(enter(1, 0)).isTrue();
    }

    @Test
    void bytesOfTheQueueAreLimitedToo() {
        settings.queueCapacity = 100;
        settings.maxQueuedBytes = 100;
        open();
        bench.begin(bench.submit());
        assertThat(enter(1000, 0)).as("alone it may be as large as it likes").isTrue();
        PendingTask<?> large = bench.task(TaskOptions.defaults(), TINY, 60);
        bench.locked(() -> bench.dispatcher.enqueue(large));

        assertThat(enter(40, 0)).isTrue();
        assertThat(enter(41, 0)).isFalse();
    }

    @Test
    void aFullQueueRejectsWithItsNumbersAndAdvice() {
        open();
        fill();

        assertThatThrownBy(() -> enter(1, Admission.AS_SET))
                .isInstanceOf(QueueFullException.class)
                .hasMessage(
                        "The queue of process pool 'test' is full: 2 tasks of at most 2, 2 bytes of at most 10000."
                                + " Submit more slowly, raise queueCapacity or maxQueuedBytes, or let submit wait with whenFull(BLOCK)");
    }

    @Test
    void oneThatMayWaitComesInAsSoonAsThereIsRoom() {
        settings.whenFull = WhenFull.BLOCK;
        open();
        PendingTask<?> running = fill();
        FakeWorker worker = bench.workerOf(running);
        CompletableFuture<Void> entered = waiter(worker);

        bench.answer(running); // The next one is sent, and begins.
        assertThat(entered).isNotDone();
        bench.begin(bench.sent.get(1));
        bench.locked(() -> bench.pool.lock().signalChange());

        assertThat(entered).succeedsWithin(Duration.ofSeconds(30));
        assertThat(worker.board().vitals().isToAnnounceBeginnings())
                .as("nobody waits")
                .isFalse();
    }

    @Test
    void aLargeTaskThatWaitsIsNotKeptOutBySmallOnesThatCameLater() {
        settings.queueCapacity = 100;
        settings.maxQueuedBytes = 100;
        settings.whenFull = WhenFull.BLOCK;
        open();
        FakeWorker worker = bench.begin(bench.submit());
        PendingTask<?> queued = bench.task(TaskOptions.defaults(), new FunctionProfile(), 60);
        bench.locked(() -> bench.dispatcher.enqueue(queued));
        CompletableFuture<Boolean> large = CompletableFuture.supplyAsync(() -> enter(50, Admission.AS_SET));
        await().atMost(Duration.ofSeconds(30)).until(worker.board().vitals()::isToAnnounceBeginnings);

        assertThat(enter(10, 0)).as("there is room for it").isFalse();
        assertThat(enter(10, 1_000_000)).isFalse();
        bench.locked(() -> bench.dispatcher.withdraw(queued));

        assertThat(large).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
        assertThat(enter(10, 0)).isTrue();
    }

    @Test
    void oneThatWouldBeRefusedWaitsForNobody() {
        settings.queueCapacity = 100;
        settings.maxQueuedBytes = 100;
        open();
        FakeWorker worker = bench.begin(bench.submit());
        PendingTask<?> queued = bench.task(TaskOptions.defaults(), new FunctionProfile(), 60);
        bench.locked(() -> bench.dispatcher.enqueue(queued));
        CompletableFuture<Boolean> patient = CompletableFuture.supplyAsync(() -> enter(50, Long.MAX_VALUE / 2));
        await().atMost(Duration.ofSeconds(30)).until(worker.board().vitals()::isToAnnounceBeginnings);

        assertThat(enter(10, Admission.AS_SET)).isTrue();
        bench.locked(() -> bench.pool.status().shutDown());
        assertThat(patient).failsWithin(Duration.ofSeconds(30));
    }

    @Test
    void theEndOfThePoolReleasesOneThatWaits() {
        settings.whenFull = WhenFull.BLOCK;
        open();
        CompletableFuture<Void> entered = waiter(bench.workerOf(fill()));

        bench.locked(() -> bench.pool.status().shutDown());

        assertThat(entered)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withCauseInstanceOf(PoolShutdownException.class);
    }

    @Test
    void anInterruptReleasesOneThatWaitsAndIsKept() {
        settings.whenFull = WhenFull.BLOCK;
        open();
        fill();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> enter(1, Admission.AS_SET))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("Interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aPatientOneWaitsNoLongerThanItsPatienceWhateverIsSet() {
        open();
        fill();

        assertThat(enter(1, 1_000_000)).isFalse();
    }

    @Test
    void aClosedPoolLetsNobodyIn() {
        open();
        bench.locked(() -> bench.pool.status().shutDown());

        assertThatThrownBy(() -> enter(1, 0)).isInstanceOf(PoolShutdownException.class);
    }

    /** Its frames were popped, and no handler of ours has run. */
    @Test
    void whoeverWaitsBehindASubmitterThatGotLostComesIn() throws Exception {
        settings.whenFull = WhenFull.BLOCK;
        open();
        PendingTask<?> running = fill();
        Thread lost = new Thread(() -> {});
        lost.start();
        lost.join();
        PendingTask<?> ghost = bench.task(TaskOptions.defaults(), new FunctionProfile(), 1);
        bench.locked(() -> admission.lineUp(ghost, lost));
        CompletableFuture<Void> entered = waiter(bench.workerOf(running));
        bench.answer(running);
        bench.begin(bench.sent.get(1));
        bench.locked(() -> bench.pool.lock().signalChange());

        admission.repair();
        assertThat(entered).isNotDone();
        admission.repair();

        assertThat(entered).succeedsWithin(Duration.ofSeconds(30));
    }
}
