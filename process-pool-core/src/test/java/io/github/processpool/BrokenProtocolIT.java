package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Pools;
import io.github.processpool.testing.ScriptedWorker;
import io.github.processpool.testing.ScriptedWorker.Script;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a worker sends, only that worker and its task suffer. */
@Timeout(300)
class BrokenProtocolIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private ProcessPoolExecutor open(Duration startTimeout, Script... scripts) {
        return pools.open(builder -> builder.maxWorkers(1)
                .startTimeout(startTimeout)
                .heartbeatTimeout(Duration.ofSeconds(2))
                .maxPayload(1 << 20)
                .commandCustomizer(ScriptedWorker.first(pools.folder(), scripts)));
    }

    /** Three at a time: after the fourth the pool would be broken. */
    static List<List<Script>> scriptsOfWorkersThatAreNeverReady() {
        return List.of(
                List.of(
                        Script.BRINGS_A_WRONG_TOKEN,
                        Script.HANGS_AFTER_THE_TOKEN,
                        Script.SENDS_GARBAGE_AFTER_THE_TOKEN),
                List.of(Script.SPEAKS_ANOTHER_VERSION, Script.CLAIMS_ANOTHER_PID, Script.INTRODUCES_ITSELF_TWICE));
    }

    @ParameterizedTest
    @MethodSource("scriptsOfWorkersThatAreNeverReady")
    void startsOneMoreAfterEachWorkerThat(List<Script> scripts) throws Exception {
        ProcessPoolExecutor pool = open(Duration.ofSeconds(5), scripts.toArray(Script[]::new));

        assertThat(pool.submit(() -> Tasks.add(1, 2)).get(30, TimeUnit.SECONDS)).isEqualTo(3);

        assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.START_FAILED, 3L);
    }

    /** Each gets one of the tasks, and the last of them goes to a worker in order. */
    @Test
    void failsOnlyTheTaskOfAWorkerThatHangsOrLeavesOrSpeaksBadly() throws Exception {
        Script[] scripts = {
            Script.SENDS_HALF_A_FRAME_AND_LEAVES,
            Script.SENDS_HALF_A_FRAME_AND_HANGS,
            Script.SENDS_GARBAGE,
            Script.ANSWERS_WHAT_NOBODY_ASKED,
            Script.DEFINES_WITHOUT_END
        };
        ProcessPoolExecutor pool = open(Pools.LIMIT, scripts);
        Map<Script, ProcessFuture<Integer>> victims = new EnumMap<>(Script.class);
        for (Script script : scripts) {
            victims.put(script, pool.submit(() -> Tasks.add(1, 2)));
        }
        ProcessFuture<Integer> last = pool.submit(() -> Tasks.add(3, 4));

        for (Script script : scripts) {
            WorkerCrashedException failure = failureOf(victims.get(script), WorkerCrashedException.class);
            if (script == Script.DEFINES_WITHOUT_END) {
                assertThat(failure)
                        .hasMessageContaining("made its parent keep")
                        .hasMessageContaining("KB for it, of at most");
            }
        }

        assertThat(last.get(30, TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(pool.snapshot().state()).isEqualTo(PoolState.RUNNING);
        assertThat(pool.snapshot().exitsByReason())
                .containsEntry(ExitReason.HUNG, 1L)
                .containsEntry(ExitReason.CRASHED, 1L)
                .containsEntry(ExitReason.PROTOCOL_ERROR, 3L);
    }

    @Test
    void killsAWorkerThatAnswersTwiceAndFailsOnlyTheTaskWhoseResultIsNonsense() throws Exception {
        ProcessPoolExecutor pool = open(Pools.LIMIT, Script.ANSWERS_TWICE, Script.ANSWERS_WITH_NONSENSE_AS_VALUE);

        pool.submit(() -> Tasks.add(1, 2)).get(30, TimeUnit.SECONDS);
        await().until(() -> pool.snapshot().exitsByReason().equals(Map.of(ExitReason.PROTOCOL_ERROR, 1L)));

        failureOf(pool.submit(() -> Tasks.add(1, 2)), ResultSerializationException.class);
        assertThat(pool.snapshot().exitsByReason()).isEqualTo(Map.of(ExitReason.PROTOCOL_ERROR, 1L));
    }

    @Test
    void survivesAnswersInMutatedFrames() throws Exception {
        // Forbidden outcomes: a future that never ends, a pool that stops working, a parent without memory.
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1)
                .heartbeatTimeout(Duration.ofSeconds(1))
                .maxPayload(1 << 20)
                .commandCustomizer(ScriptedWorker.all(Script.ANSWERS_IN_MUTATED_FRAMES)));
        TaskOptions options = TaskOptions.builder()
                .timeout(Duration.ofSeconds(1))
                .gracePeriod(Duration.ZERO)
                .build();
        List<ProcessFuture<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
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
