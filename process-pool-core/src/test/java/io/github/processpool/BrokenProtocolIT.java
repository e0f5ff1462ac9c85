package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.processpool.testing.Pools;
import io.github.processpool.testing.ScriptedWorker;
import io.github.processpool.testing.ScriptedWorker.Script;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Whatever a worker sends, only that worker and its task suffer. */
@Timeout(300)
class BrokenProtocolIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private ProcessPoolExecutor open(Script script) {
        return pools.open(builder -> builder.maxWorkers(1)
                .startTimeout(Duration.ofSeconds(script.isBeforeReady() ? 3 : 30))
                .heartbeatTimeout(Duration.ofSeconds(2))
                .commandCustomizer(ScriptedWorker.first(script, pools.folder())));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = "CONNECTS.*|BRINGS.*|.*_AFTER_THE_TOKEN|SPEAKS.*|CLAIMS.*|INTRODUCES.*")
    void startsAnotherWorkerWhenTheFirst(Script script) throws Exception {
        ProcessPoolExecutor pool = open(script);

        assertThat(pool.submit(() -> Tasks.add(1, 2)).get(30, TimeUnit.SECONDS)).isEqualTo(3);

        assertThat(pool.snapshot().exitsByReason()).containsKey(ExitReason.START_FAILED);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.MATCH_ALL,
            names = "HANGS|LEAVES|SENDS.*(FRAME_.*|LENGTH.*|GARBAGE|TYPE|PARENT_SENDS)|.*ASKED")
    void failsOnlyTheTaskOfAWorkerThat(Script script) throws Exception {
        ProcessPoolExecutor pool = open(script);
        ProcessFuture<Integer> victim = pool.submit(() -> Tasks.add(1, 2));
        ProcessFuture<Integer> next = pool.submit(() -> Tasks.add(3, 4));

        failureOf(victim, WorkerCrashedException.class);

        assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(pool.snapshot().state()).isEqualTo(PoolState.RUNNING);
    }

    @Test
    void killsAWorkerThatAnswersTwice() throws Exception {
        ProcessPoolExecutor pool = open(Script.ANSWERS_TWICE);

        pool.submit(() -> Tasks.add(1, 2)).get(30, TimeUnit.SECONDS);

        // Should the next task be on its way to that worker already, it is lost with it.
        Throwable failure =
                catchThrowable(() -> pool.submit(() -> Tasks.add(3, 4)).get(30, TimeUnit.SECONDS));
        assertThat(failure == null || failure.getCause() instanceof WorkerCrashedException)
                .as("%s", failure)
                .isTrue();
        assertThat(pool.submit(() -> Tasks.add(5, 6)).get(30, TimeUnit.SECONDS)).isEqualTo(11);
        assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.PROTOCOL_ERROR, 1L);
    }

    @Test
    void endsAWorkerThatItsParentWouldHaveToKeepTooMuchFor() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1)
                .maxPayload(1 << 20)
                .commandCustomizer(ScriptedWorker.first(Script.DEFINES_WITHOUT_END, pools.folder())));

        WorkerCrashedException failure = failureOf(pool.submit(() -> Tasks.add(1, 2)), WorkerCrashedException.class);

        assertThat(failure).hasMessageContaining("made its parent keep").hasMessageContaining("KB for it, of at most");
        assertThat(pool.submit(() -> Tasks.add(5, 6)).get(30, TimeUnit.SECONDS)).isEqualTo(11);
        assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.PROTOCOL_ERROR, 1L);
    }

    @Test
    void failsOnlyTheTaskWhoseResultIsNonsense() throws Exception {
        ProcessPoolExecutor pool = open(Script.ANSWERS_WITH_NONSENSE_AS_VALUE);

        failureOf(pool.submit(() -> Tasks.add(1, 2)), ResultSerializationException.class);
    }

    @Test
    void survivesAnswersInMutatedFrames() throws Exception {
        // Forbidden outcomes: a future that never ends, a pool that stops working, a parent without memory.
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(2)
                .heartbeatTimeout(Duration.ofSeconds(1))
                .maxPayload(1 << 20)
                .commandCustomizer(ScriptedWorker.all(Script.ANSWERS_IN_MUTATED_FRAMES)));
        TaskOptions options = TaskOptions.builder()
                .timeout(Duration.ofSeconds(1))
                .gracePeriod(Duration.ZERO)
                .build();
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tasks.add(pool.with(options).submit(() -> Tasks.add(1, 2)));
        }

        for (ProcessFuture<Integer> task : tasks) {
            Throwable failure = catchThrowable(() -> task.get(60, TimeUnit.SECONDS));
            if (failure != null) {
                assertThat(failure.getCause()).isInstanceOf(ProcessPoolException.class);
            }
        }
        assertThat(pool.snapshot().state()).isEqualTo(PoolState.RUNNING);
    }
}
