package io.github.processpool.internal.parent.supervision;

import io.github.processpool.TaskOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Errors of this JVM while tasks come, end, and are ended. */
@Timeout(300)
class TaskStormTest {

    @TempDir
    private Path folder;

    private Storm storm;

    @BeforeEach
    void prepare() {
        storm = new Storm(folder);
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
        storm.play(
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
        storm.play(
                scene -> {
                    scene.submit();
                    scene.submit();
                    scene.submit();
                },
                scene -> scene.tryTo(() -> scene.answer(scene.tasks.get(0))),
                true);
    }

    @Test
    void everyFutureEndsWhereverAnErrorEndsTheThreadThatHearsAnAnswer() throws Exception {
        storm.play(
                scene -> {
                    scene.submit();
                    scene.submit();
                },
                scene -> scene.hear(scene.tasks.get(0), worker -> scene.pool.succeed(worker, scene.tasks.get(0), 1)),
                true);
    }

    @Test
    void everyFutureEndsWhereverAnAnswerFailsThatIsInVain() throws Exception {
        storm.play(
                scene -> {
                    scene.submit(TaskOptions.builder().maxAttempts(2).build());
                    scene.submit();
                },
                scene -> scene.hear(scene.tasks.get(0), worker -> scene.runOutOfHeap(worker, scene.tasks.get(0))),
                true);
    }

    @Test
    void everyFutureEndsWhereverACancelFails() throws Exception {
        storm.play(
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
        storm.play(
                scene -> {
                    scene.submit(timed());
                    scene.workerOf(scene.tasks.get(0)).begin(scene.tasks.get(0), scene.pool.timer);
                    scene.submit(timed());
                    scene.submit(timed());
                },
                scene -> scene.pool.timer.advance(Duration.ofSeconds(9)),
                true);
    }
}
