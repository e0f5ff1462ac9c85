package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.testing.FakeWorker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Errors of this JVM while workers, or the pool, come to their ends. */
@Timeout(300)
class EndStormTest {

    @TempDir
    private Path folder;

    private Storm storm;

    @BeforeEach
    void prepare() {
        storm = new Storm(folder);
    }

    @Test
    void everyFutureEndsWhereverTheEndOfAWorkerFails() throws Exception {
        storm.play(
                scene -> {
                    scene.submit();
                    scene.workerOf(scene.tasks.get(0)).begin(scene.tasks.get(0), scene.pool.timer);
                    scene.submit();
                },
                scene -> scene.die(scene.workerOf(scene.tasks.get(0)), ExitReason.CRASHED),
                true);
    }

    @Test
    void everyFutureEndsWhereverAShutdownFails() throws Exception {
        storm.play(
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
        storm.play(
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
        StormScene scene = new StormScene(folder, false);
        FakeWorker worker = scene.pool.worker(0);
        scene.pool.die(worker, ExitReason.CRASHED);
        scene.pool.die(worker, ExitReason.CRASHED);

        assertThat(scene.pool.pool.counters().exits().byReason()).containsEntry(ExitReason.CRASHED, 1L);
        scene.pool.close();
    }

    @Test
    void aWorkerWhoseThreadHasEndedIsTakenForEnded() throws InterruptedException {
        StormScene scene = new StormScene(folder, false);
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
}
