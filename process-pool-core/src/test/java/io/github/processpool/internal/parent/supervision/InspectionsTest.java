package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerInspectionException;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.message.InspectionKind;
import io.github.processpool.internal.wire.message.Message.Inspect;
import io.github.processpool.internal.wire.message.Message.Inspected;
import io.github.processpool.testing.FakeWorker;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One connected worker is asked about its process. Futures are completed on another thread. */
class InspectionsTest {

    @TempDir
    Path folder;

    private PlayedPool pool;
    private FakeWorker worker;

    @BeforeEach
    void start() {
        pool = PlayedPool.ofOne(folder);
        worker = pool.worker(0).connect();
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private long pid() {
        return worker.link().pid();
    }

    private List<Inspect> questions() {
        return worker.messages().stream()
                .filter(Inspect.class::isInstance)
                .map(Inspect.class::cast)
                .toList();
    }

    private void answer(Inspect question, boolean succeeded, String text) {
        pool.inspections.onInspected(worker.handle(), new Inspected(question.id(), succeeded, text));
    }

    private void assertFails(Future<?> future, String words) {
        await().until(future::isDone);
        assertThatThrownBy(future::get)
                .cause()
                .isInstanceOf(WorkerInspectionException.class)
                .hasMessageStartingWith("Worker 0 (pid " + pid() + ") of process pool 'test' ")
                .hasMessageContaining(words);
    }

    @Test
    void theAnswerCompletesTheFuture() {
        CompletableFuture<String> dump = pool.inspections.threadDump(pid());

        assertThat(questions()).singleElement().extracting(Inspect::kind).isEqualTo(InspectionKind.THREADS);
        answer(questions().get(0), true, "stacks");

        await().untilAsserted(() -> assertThat(dump).isCompletedWithValue("stacks"));
    }

    @Test
    void twoWhoAskAtATimeGetTheSameAnswerAndCantCompleteThatOfTheOther() {
        CompletableFuture<String> first = pool.inspections.threadDump(pid());
        CompletableFuture<String> second = pool.inspections.threadDump(pid());
        first.complete("forged");
        answer(questions().get(0), true, "stacks");

        assertThat(questions()).hasSize(1);
        await().untilAsserted(() -> assertThat(second).isCompletedWithValue("stacks"));
    }

    @Test
    void aWorkerThatCouldNotSaysWhy() {
        CompletableFuture<String> dump = pool.inspections.threadDump(pid());
        answer(questions().get(0), false, "has no room");

        assertFails(dump, "has no room");
    }

    @Test
    void anAnswerIsWaitedForSoLong() {
        pool.beat(worker);
        CompletableFuture<String> dump = pool.inspections.threadDump(pid());

        pool.timer.advanceNanos(Inspections.THREADS_PATIENCE_NANOS - 1);
        assertThat(dump).isNotDone();
        pool.timer.advanceNanos(1);

        assertFails(dump, "has not answered within 10 s; its last sign of life was 10.0 s ago");
        answer(questions().get(0), true, "too late");
    }

    @Test
    void aWorkerThatEndsHasNotAnswered() {
        CompletableFuture<String> dump = pool.inspections.threadDump(pid());

        pool.die(worker, ExitReason.CRASHED);

        assertFails(dump, "ended before it had answered");
    }

    @Test
    void aWorkerThatIsJustStartingCantBeAsked() {
        worker.link().detach();

        assertFails(pool.inspections.threadDump(pid()), "is just starting");
    }

    @Test
    void aPidOfNobodyIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> pool.inspections.threadDump(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no worker with pid 1; it has " + pid());
    }

    @Test
    void aWorkerThatWritesItsHeapTakesNoTaskAndIsNotTakenForHung() {
        pool.beat(worker);
        CompletableFuture<Path> dump = pool.inspections.heapDump(pid(), Path.of("/heap"));
        PendingTask<Object> task = pool.submit();
        assertThat(task.where().place()).isEqualTo(Place.QUEUED);
        assertFails(pool.inspections.heapDump(pid(), Path.of("/other")), "writes a heap dump already");
        pool.timer.advanceNanos(Inspections.HEAP_PATIENCE_NANOS / 2);
        pool.patrol.tick();
        assertThat(worker.wasKilled()).isFalse();

        answer(questions().get(0), true, "");

        await().untilAsserted(() -> assertThat(dump).isCompletedWithValue(Path.of("/heap")));
        assertThat(task.where().place()).isEqualTo(Place.SENT);
    }

    @Test
    void aWorkerWhoseHeapDumpIsGivenUpTakesTasksAgain() {
        CompletableFuture<Path> dump = pool.inspections.heapDump(pid(), Path.of("/heap"));
        PendingTask<Object> task = pool.submit();

        pool.timer.advanceNanos(Inspections.HEAP_PATIENCE_NANOS);

        assertFails(dump, "it has given no sign of life yet");
        assertThat(task.where().place()).isEqualTo(Place.SENT);
    }
}
