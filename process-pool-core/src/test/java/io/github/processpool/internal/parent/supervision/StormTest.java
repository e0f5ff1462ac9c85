package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolState;
import io.github.processpool.SerializableCallable;
import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.wire.codec.Overload;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: whatever throws between two statements of the parent, no lock stays held, every future ends, and the pool works
 * afterwards. Each scenario is played once for each place at which an error may come, and for each kind of error; then it has a
 * while to recover.
 */
@Timeout(300)
class StormTest {

    private static final SerializableCallable<Object> FUNCTION = () -> 1;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    /** A pool in which something fails. */
    private static final class Scene {

        private final PlayedPool pool;
        private final List<PendingTask<?>> tasks = new ArrayList<>();

        private Scene(Path folder) {
            TestSettings settings = new TestSettings();
            settings.minWorkers = 1;
            settings.maxWorkers = 2;
            pool = new PlayedPool(settings, folder);
            pool.start(1);
        }

        private PendingTask<Object> submit(TaskOptions options) {
            PendingTask<Object> task = pool.intake.submit(Overload.CALLABLE, FUNCTION, options, null);
            tasks.add(task);
            return task;
        }

        private PendingTask<Object> submit() {
            return submit(TaskOptions.defaults());
        }

        /** What a caller or a thread of the pool does; an error is what it learns. */
        private void tryTo(Runnable action) {
            try {
                action.run();
            } catch (VirtualMachineError e) {
                // As it would be thrown to a caller of the pool.
            }
        }

        private void answer(PendingTask<?> task) {
            FakeWorker worker = workerOf(task);
            if (worker != null) {
                pool.succeed(worker, task, 1);
            }
        }

        private FakeWorker workerOf(PendingTask<?> task) {
            Sending sending = task.where().sending();
            WorkerLink link = sending == null ? null : sending.worker();
            return pool.workers.stream()
                    .filter(worker -> worker.link() == link)
                    .findFirst()
                    .orElse(null);
        }

        /** Time passes, workers start, run what they have and end when they are told to. */
        private void recover() {
            for (int i = 0; i < 12; i++) {
                pool.timer.advance(Duration.ofSeconds(1));
                pool.callbacks.rescue();
                pool.readings.rescue();
                pool.mender.tick();
                pool.patrol.tick();
                pool.buryLeavers();
                List.copyOf(pool.workers).forEach(worker -> pool.supervision.onReady(worker.handle()));
                for (PendingTask<?> task : pool.unfinished.list()) {
                    if (task.where().place() == Place.SENT) {
                        answer(task);
                    }
                }
            }
        }

        private void requireThatAllHasEnded(String when) {
            assertThat(tasks).as(when).allMatch(PendingTask::isDone);
            await().pollInterval(Duration.ofMillis(1)).atMost(LIMIT).untilAsserted(() -> {
                pool.timer.advance(Duration.ofSeconds(1));
                pool.callbacks.rescue();
                pool.mender.tick();
                assertThat(pool.unfinished.list()).as(when).isEmpty();
            });
        }

        private void requireThatItWorks(String when) {
            PendingTask<Object> next = submit();
            recover();
            assertThat(next.isDone()).as(when + ": a new task").isTrue();
            assertThat(next.isCompletedExceptionally()).as(when + ": " + next).isFalse();
        }

        private void requireThatTheLockIsFree(String when) throws Exception {
            FutureTask<Boolean> look = new FutureTask<>(() -> {
                try (var held = pool.pool.lock().hold()) {
                    return true;
                }
            });
            Thread thread = new Thread(look);
            thread.setDaemon(true);
            thread.start();
            assertThat(look.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(when).isTrue();
        }
    }

    /** Plays a scenario with an error at each place in turn. */
    private void play(Consumer<Scene> preparation, Consumer<Scene> scenario, boolean works) throws Exception {
        int places = count(preparation, scenario);
        assertThat(places).isGreaterThan(0);
        for (Supplier<Error> error : List.<Supplier<Error>>of(OutOfMemoryError::new, StackOverflowError::new)) {
            for (int place = 1; place <= places; place++) {
                String when = error.get() + " at place " + place + " of " + places;
                Scene scene = new Scene(Files.createTempDirectory(folder, "scene"));
                preparation.accept(scene);
                scene.pool.timer.failAt(place, error);
                scene.tryTo(() -> scenario.accept(scene));
                scene.pool.timer.failNoMore();
                scene.requireThatTheLockIsFree(when);
                scene.recover();
                scene.requireThatAllHasEnded(when);
                if (works) {
                    scene.requireThatItWorks(when);
                } else {
                    assertThat(scene.pool.pool.status().state()).as(when).isEqualTo(PoolState.TERMINATED);
                }
                scene.pool.close();
            }
        }
    }

    private int count(Consumer<Scene> preparation, Consumer<Scene> scenario) throws Exception {
        Scene scene = new Scene(Files.createTempDirectory(folder, "scene"));
        preparation.accept(scene);
        scene.pool.timer.failAt(-1, AssertionError::new);
        scenario.accept(scene);
        int places = scene.pool.timer.failNoMore();
        scene.pool.close();
        return places;
    }

    private static TaskOptions timed() {
        return TaskOptions.builder()
                .timeout(Duration.ofSeconds(3))
                .queueTimeout(Duration.ofSeconds(5))
                .deadline(Duration.ofSeconds(6))
                .build();
    }

    @Test
    void everyFutureEndsWhereverASubmitFails() throws Exception {
        play(
                scene -> {},
                scene -> {
                    for (int i = 0; i < 4; i++) {
                        scene.tryTo(() -> scene.submit(timed()));
                    }
                },
                true);
    }

    @Test
    void everyFutureEndsWhereverAnAnswerFails() throws Exception {
        play(
                scene -> {
                    scene.submit();
                    scene.submit();
                    scene.submit();
                },
                scene -> scene.tryTo(() -> scene.answer(scene.tasks.get(0))),
                true);
    }

    @Test
    void everyFutureEndsWhereverTheEndOfAWorkerFails() throws Exception {
        play(
                scene -> {
                    scene.submit();
                    scene.workerOf(scene.tasks.get(0)).begin(scene.tasks.get(0), scene.pool.timer);
                    scene.submit();
                },
                scene -> {
                    FakeWorker worker = scene.workerOf(scene.tasks.get(0));
                    boolean told = false;
                    for (int i = 0; i < 3 && !told; i++) { // Its thread tries again.
                        try {
                            scene.pool.die(worker, ExitReason.CRASHED);
                            told = true;
                        } catch (VirtualMachineError e) {
                            // Once more.
                        }
                    }
                },
                true);
    }

    @Test
    void everyFutureEndsWhereverACancelFails() throws Exception {
        play(
                scene -> {
                    scene.submit();
                    scene.workerOf(scene.tasks.get(0)).begin(scene.tasks.get(0), scene.pool.timer);
                    scene.submit();
                    scene.submit();
                },
                scene -> scene.tasks.forEach(task -> scene.tryTo(() -> task.cancel(true))),
                true);
    }

    @Test
    void everyFutureEndsWhereverATimeoutFails() throws Exception {
        play(
                scene -> {
                    scene.submit(timed());
                    scene.workerOf(scene.tasks.get(0)).begin(scene.tasks.get(0), scene.pool.timer);
                    scene.submit(timed());
                    scene.submit(timed());
                },
                scene -> scene.pool.timer.advance(Duration.ofSeconds(9)),
                true);
    }

    @Test
    void everyFutureEndsWhereverAShutdownFails() throws Exception {
        play(
                scene -> {
                    scene.submit();
                    scene.submit();
                    List.copyOf(scene.pool.workers).forEach(worker -> scene.pool.supervision.onReady(worker.handle()));
                    scene.answer(scene.tasks.get(0));
                },
                scene -> {
                    scene.tryTo(() -> scene.pool.shutdown.begin());
                    scene.tryTo(() -> scene.answer(scene.tasks.get(1)));
                },
                false);
    }

    @Test
    void everyFutureEndsWhereverAStopOfAllFails() throws Exception {
        play(
                scene -> {
                    scene.submit();
                    scene.workerOf(scene.tasks.get(0)).begin(scene.tasks.get(0), scene.pool.timer);
                    scene.submit();
                },
                scene -> {
                    scene.tryTo(() -> scene.pool.shutdown.stopNow());
                    scene.pool.timer.failNoMore();
                    scene.pool.shutdown.stopNow(); // Its caller has seen it fail.
                },
                false);
    }

    @Test
    void anEndThatIsToldAgainIsCountedOnce() {
        Scene scene = new Scene(folder);
        FakeWorker worker = scene.pool.worker(0);
        scene.pool.die(worker, ExitReason.CRASHED);
        scene.pool.die(worker, ExitReason.CRASHED);

        assertThat(scene.pool.pool.counters().exits().byReason()).containsEntry(ExitReason.CRASHED, 1L);
        scene.pool.close();
    }

    @Test
    void aWorkerWhoseThreadHasEndedIsTakenForEnded() throws InterruptedException {
        Scene scene = new Scene(folder);
        PendingTask<?> task = scene.submit();
        FakeWorker worker = scene.pool.worker(0);
        worker.begin(task, scene.pool.timer);
        Thread life = new Thread(() -> {});
        worker.link().livesOn(life);
        scene.pool.mender.tick();
        assertThat(worker.wasKilled()).as("its thread has yet to start").isFalse();

        life.start();
        life.join();
        scene.pool.mender.tick();

        assertThat(worker.wasKilled()).isTrue();
        assertThat(task.isCompletedExceptionally()).isTrue();
        scene.requireThatItWorks("afterwards");
        scene.pool.close();
    }

    @Test
    void everyFutureEndsThoughACallerSubmitsAtTheBottomOfItsStack() throws Exception {
        Scene scene = new Scene(folder);
        for (int i = 0; i < 5; i++) {
            FutureTask<Integer> storm = new FutureTask<>(() -> submitAtEachLevel(scene, 0));
            new Thread(null, storm, "deep", 256 << 10).start();
            storm.get(60, TimeUnit.SECONDS);
            scene.requireThatTheLockIsFree("a storm");
        }

        for (int i = 0; i < 200 && scene.pool.unfinished.count() > 0; i++) {
            scene.recover();
        }
        scene.requireThatAllHasEnded("after the storm");
        scene.requireThatItWorks("after the storm");
        scene.pool.close();
    }

    /** On the way up from the deepest level there is a little more room each time; returns the deepest. */
    @SuppressWarnings("InfiniteRecursion") // Until there is no stack left.
    private static int submitAtEachLevel(Scene scene, int level) {
        int deepest = level;
        try {
            deepest = submitAtEachLevel(scene, level + 1);
        } catch (StackOverflowError e) {
            // The bottom.
        }
        if (deepest - level < 150 && scene.pool.unfinished.count() < 90) {
            try {
                scene.submit();
            } catch (StackOverflowError e) {
                // It was not taken.
            }
        }
        return deepest;
    }
}
