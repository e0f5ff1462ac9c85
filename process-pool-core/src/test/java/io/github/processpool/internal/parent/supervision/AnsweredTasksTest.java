package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.testing.FakeWorker;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of one worker that came together. */
class AnsweredTasksTest extends TestsWithOneWorker {

    private static final int TASKS = 5;

    /** The worker runs all of them before anybody hears of the first. */
    private List<Result> run(List<PendingTask<Object>> tasks) {
        List<Result> results = new ArrayList<>();
        for (PendingTask<Object> task : tasks) {
            results.add(Replies.result(worker.run(task, pool.timer)));
        }
        return results;
    }

    private boolean hear(List<Result> results) {
        return pool.answers.onResults(worker.handle(), pool.session(worker, () -> "value"), results);
    }

    @Test
    void allEndAndTheWorkerIsGivenTheNextOnes() {
        List<PendingTask<Object>> tasks = pool.submitShort(TASKS);
        List<PendingTask<Object>> next = pool.submitShort(100);

        assertThat(hear(run(tasks))).isTrue();

        assertThat(tasks).allSatisfy(task -> {
            assertThat(task.get()).isEqualTo("value");
            assertThat(task.where().place()).isEqualTo(Place.ENDED);
        });
        assertThat(pool.unfinished.list()).containsExactlyElementsOf(next);
        assertThat(worker.handle().workload().firstTask()).isSameAs(next.get(0));
    }

    /** A callback runs at once here, on the thread that ends the future. */
    @Test
    void whoeverHasAResultFindsAPoolThatKnowsOfAllThatCameWithIt() {
        List<PendingTask<Object>> tasks = pool.submitShort(TASKS);
        List<Integer> sent = new ArrayList<>();
        List<Boolean> locked = new ArrayList<>();
        List<CompletableFuture<Void>> stages = new ArrayList<>();
        tasks.forEach(task -> stages.add(task.thenAccept(value -> {
            sent.add(pool.crew.sentCount());
            locked.add(pool.pool.lock().isHeld());
        })));

        hear(run(tasks));

        assertThat(stages).allMatch(CompletableFuture::isDone);
        assertThat(sent).hasSize(TASKS).containsOnly(0);
        assertThat(locked).containsOnly(false);
        assertThat(pool.crew.idleWorker()).isSameAs(worker.handle());
    }

    @Test
    void oneThatWasNotAskedForAmongThemIsSaidAndTheOthersCount() {
        List<PendingTask<Object>> tasks = pool.submitShort(2);
        List<Result> results = new ArrayList<>(run(tasks));
        results.add(1, Replies.result(4711));
        results.add(Replies.result(1)); // The first once more.

        assertThat(hear(results)).isFalse();

        assertThat(tasks).allMatch(PendingTask::isDone);
        assertThat(pool.unfinished.count()).isZero();
    }

    @Test
    void anUnfitWorkerAmongThemLeavesWhenAllAreNoted() {
        List<PendingTask<Object>> tasks = pool.submitShort(3);
        List<PendingTask<Object>> begun = tasks.subList(0, 2);
        List<Result> results = run(begun);
        Result first = results.get(0);
        results.set(
                0,
                new Result(
                        Replies.report(first.report().ticket(), Fitness.VIRTUAL_MACHINE_ERROR, false), first.value()));

        assertThat(hear(results)).isTrue();

        assertThat(begun).allMatch(PendingTask::isDone);
        assertThat(tasks.get(2).where().place()).isEqualTo(Place.QUEUED);
        assertThat(worker.link().exitReason()).isNotNull();
    }

    // -- Errors in the middle --

    /**
     * Wherever one comes: those whose answers were noted have their results, the others are still with their worker, whose end would
     * follow, and nobody is nowhere.
     */
    @ParameterizedTest
    @ValueSource(classes = {AssertionError.class, OutOfMemoryError.class})
    void anErrorAnywhereLosesNoTask(Class<? extends Error> type) throws Exception {
        boolean came = true;
        for (int call = 1; came; call++) {
            try (PlayedPool own = PlayedPool.ofOne(Files.createDirectory(folder.resolve("pool" + call)))) {
                came = failAt(own, call, type.getDeclaredConstructor().newInstance());
            }
        }
    }

    /** Returns whether there was such a call. */
    private static boolean failAt(PlayedPool pool, int call, Error error) {
        FakeWorker worker = pool.worker(0);
        List<PendingTask<Object>> tasks = pool.submitShort(TASKS);
        List<Result> results = new ArrayList<>();
        tasks.forEach(task -> results.add(Replies.result(worker.run(task, pool.timer))));
        WorkerSession session = pool.session(worker, () -> "value");
        pool.timer.failAt(call, () -> error);
        try {
            pool.answers.onResults(worker.handle(), session, results);
        } catch (AssertionError | OutOfMemoryError e) {
            assertThat(e).isSameAs(error);
        }
        boolean came = pool.timer.failNoMore() >= call;
        for (PendingTask<Object> task : tasks) {
            assertThat(task.isDone() || task.unread() != null || isWith(worker, task))
                    .as("call %s: %s", call, task.where().place())
                    .isTrue();
        }
        assertThat(pool.crew.sentCount()).as("call %s", call).isEqualTo((int)
                tasks.stream().filter(task -> isWith(worker, task)).count());
        return came;
    }

    private static boolean isWith(FakeWorker worker, PendingTask<Object> task) {
        Sending sending = task.where().sending();
        return task.where().place() == Place.SENT
                && sending != null
                && worker.handle().workload().taskOf(sending.ticket()) == task;
    }

    @Test
    void thoseBeforeAnErrorHaveTheirResultsThoughTheNextTaskIsKeptBackByABug() {
        List<PendingTask<Object>> tasks = pool.submitShort(100);
        List<PendingTask<Object>> first = tasks.subList(0, TASKS);
        PendingTask<Object> next = tasks.stream()
                .filter(task -> task.where().place() == Place.QUEUED)
                .findFirst()
                .orElseThrow();
        pool.dispatcher.onSent(sent -> {
            throw new IllegalStateException("of this test");
        });

        assertThatThrownBy(() -> hear(run(first))).isInstanceOf(IllegalStateException.class);

        assertThat(first).allSatisfy(task -> assertThat(task.get()).isEqualTo("value"));
        assertThat(next.where().place()).isEqualTo(Place.SENT);
        assertThat(pool.unfinished.count()).isEqualTo(tasks.size() - TASKS);
    }

    @Test
    void oneThatCanNotBeReadKeepsTheOthersFromNothing() {
        List<PendingTask<Object>> tasks = pool.submitShort(TASKS);
        int[] reads = {0};
        WorkerSession session = pool.session(worker, () -> {
            if (++reads[0] == 2) {
                throw new StackOverflowError();
            }
            return "value";
        });

        assertThat(pool.answers.onResults(worker.handle(), session, run(tasks))).isTrue();

        assertThat(tasks.get(1)).isCompletedExceptionally();
        assertThat(tasks.stream().filter(task -> !task.isCompletedExceptionally()))
                .hasSize(TASKS - 1)
                .allMatch(PendingTask::isDone);
    }
}
