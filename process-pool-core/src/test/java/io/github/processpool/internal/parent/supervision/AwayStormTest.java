package io.github.processpool.internal.parent.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.MemberLostException.Begun;
import io.github.processpool.TaskOptions;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Errors of this JVM while tasks go to other members of a cluster, and while those tell of them. */
@Timeout(300)
class AwayStormTest {

    @TempDir
    private Path folder;

    private Storm storm;

    @BeforeEach
    void prepare() {
        storm = new Storm(folder, true);
    }

    private static MemberNews news(StormScene scene) {
        return Objects.requireNonNull(scene.pool.news);
    }

    /** A worker is busy, and another member has a task. */
    private static void oneAway(StormScene scene, TaskOptions options) {
        scene.occupyAll();
        scene.others.room = 1;
        scene.submit(options);
        assertThat(scene.others.sent).hasSize(1);
    }

    /** A member tells until it has been heard, as the contract says. */
    private static void tell(StormScene scene, Runnable news) {
        scene.tryTo(news);
        scene.pool.timer.failNoMore();
        scene.tryTo(news);
    }

    @Test
    void everyFutureEndsWhereverASubmitFails() throws Exception {
        storm.play(
                scene -> {
                    scene.occupyAll();
                    scene.others.room = 2;
                },
                scene -> {
                    for (int i = 0; i < 4; i++) {
                        scene.tryTo(() -> scene.submit(TaskOptions.builder()
                                .queueTimeout(Duration.ofSeconds(5))
                                .deadline(Duration.ofSeconds(6))
                                .build()));
                    }
                },
                true);
    }

    @Test
    void everyFutureEndsWhereverAnAnswerFails() throws Exception {
        storm.play(
                scene -> oneAway(scene, TaskOptions.defaults()),
                scene -> {
                    scene.submit();
                    tell(scene, () -> news(scene).onAnswer(1, MemberPayloads.result(1)));
                },
                true);
    }

    @Test
    void everyFutureEndsWhereverACrashFails() throws Exception {
        storm.play(
                scene -> oneAway(scene, TaskOptions.defaults()),
                scene -> tell(scene, () -> news(scene).onAnswer(1, MemberPayloads.crash())),
                true);
    }

    @Test
    void everyFutureEndsWhereverAnotherAttemptAfterACrashFails() throws Exception {
        storm.play(
                scene -> oneAway(scene, TaskOptions.builder().maxAttempts(2).build()),
                scene -> tell(scene, () -> news(scene).onAnswer(1, MemberPayloads.crash())),
                true);
    }

    @Test
    void everyFutureEndsWhereverARefusalFails() throws Exception {
        storm.play(
                scene -> oneAway(scene, TaskOptions.defaults()),
                scene -> tell(scene, () -> news(scene).onRefused(1)),
                true);
    }

    @Test
    void everyFutureEndsWhereverALossFails() throws Exception {
        storm.play(
                scene -> oneAway(scene, TaskOptions.builder().maxAttempts(2).build()),
                scene -> tell(scene, () -> news(scene).onLost(1, Begun.YES, "hangs", 1_000_000)),
                true);
    }

    @Test
    void everyFutureEndsWhereverACancelFails() throws Exception {
        storm.play(
                scene -> oneAway(scene, TaskOptions.defaults()),
                scene -> {
                    scene.tryTo(() -> scene.tasks.get(scene.tasks.size() - 1).cancel(true));
                    tell(scene, () -> news(scene).onAnswer(1, MemberPayloads.ended(new Cancelled(), 1000)));
                },
                true);
    }

    @Test
    void everyFutureEndsWhereverAShutdownFails() throws Exception {
        storm.play(
                scene -> oneAway(scene, TaskOptions.defaults()),
                scene -> {
                    scene.tryTo(() -> scene.pool.shutdown.stopNow());
                    tell(scene, () -> news(scene).onAnswer(1, MemberPayloads.ended(new Cancelled(), 1000)));
                },
                false);
    }
}
