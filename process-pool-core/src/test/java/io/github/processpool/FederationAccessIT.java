package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.federation.AwayTask;
import io.github.processpool.internal.federation.FederatedPool;
import io.github.processpool.internal.federation.FederationAccess;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.testing.Failures;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.ScriptedFederation;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool that is joined to other members, which a test plays; its own worker is a thread. */
@Timeout(120)
class FederationAccessIT {

    private static volatile CountDownLatch gate = new CountDownLatch(1);

    private final ScriptedFederation others = new ScriptedFederation();

    private static ProcessPoolExecutorBuilder builder() {
        return ProcessPoolExecutor.builder().name("shared").maxWorkers(1).mode(PoolMode.IN_PROCESS);
    }

    private static GuestAnswer answer(byte[] value) {
        Report report = new Report(0, 0, 10, 10, Report.Fitness.FIT, false, Optional.empty());
        return new GuestAnswer(new Answered(new Result(report, Payload.raw(value)), 1), 4711, 1000);
    }

    /** The own worker is busy until the gate opens. */
    private static ProcessFuture<?> occupy(ProcessPoolExecutor pool) throws InterruptedException {
        gate = new CountDownLatch(1);
        ProcessFuture<?> task = pool.submit(() -> {
            gate.await();
            return 1;
        });
        while (task.taskState() != TaskState.RUNNING) {
            Thread.onSpinWait();
        }
        return task;
    }

    @Test
    void whatNoOwnWorkerIsIdleForRunsWhereAMemberHasRoom() throws Exception {
        try (ProcessPoolExecutor pool = FederationAccess.open(builder(), others)) {
            FederatedPool joined = Objects.requireNonNull(others.pool);
            assertThat(joined.name()).isEqualTo("shared");
            ProcessFuture<?> busy = occupy(pool);
            others.room = 1;

            String captured = "captured";
            ProcessFuture<Object> task = pool.submit(() -> captured.getBytes());

            assertThat(task.member()).contains(others.member);
            AwayTask sent = others.last();
            assertThat(Arrays.stream(sent.work().definitions()))
                    .extracting(number -> joined.definition(number).kind())
                    .contains(DefinitionKind.LAMBDA);
            assertThat(pool.snapshot().runningTasks()).isEqualTo(2);
            joined.onAnswer(sent.ticket(), answer(new byte[] {7}));
            assertThat(task.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(new byte[] {7});
            gate.countDown();
            assertThat(busy.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(others.heard).containsExactly("closing", "closed");
    }

    @Test
    void whatHoldsSomethingSharedStaysHere() throws Exception {
        try (ProcessPoolExecutor pool = FederationAccess.open(builder(), others)) {
            occupy(pool);
            others.room = 1;
            @SuppressWarnings("unchecked")
            Map<String, Integer> map = pool.share(Map.class, new java.util.concurrent.ConcurrentHashMap<>());

            ProcessFuture<Object> task = pool.submit(() -> map.put("here", 1));

            assertThat(task.member()).isEmpty();
            gate.countDown();
            task.get(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(map).containsEntry("here", 1);
            assertThat(others.sent).isEmpty();
        }
    }

    @Test
    void aPoolThatIsEndedByForceTellsTheOthersToStop() throws Exception {
        ProcessPoolExecutor pool = FederationAccess.open(builder(), others);
        occupy(pool);
        others.room = 1;
        ProcessFuture<Object> task = pool.submit(() -> 1);

        assertThat(pool.shutdown(Duration.ofMillis(100))).contains(task);

        assertThat(Failures.failureOf(task.handle((value, failure) -> {
                    throw new IllegalStateException(failure);
                })))
                .hasCauseInstanceOf(java.util.concurrent.CancellationException.class);
        assertThat(pool.awaitTermination(Pools.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(others.heard).contains("closing", "cancel 1 true").endsWith("closed");
        assertThat(task.stopped()).succeedsWithin(Pools.LIMIT);
        gate.countDown();
    }

    @Test
    void anOrdinaryPoolOfTheSameBuilderIsAlone() throws Exception {
        ProcessPoolExecutorBuilder builder = builder();
        try (ProcessPoolExecutor pool = builder.build()) {
            occupy(pool);
            others.room = 1;
            assertThat(pool.submit(() -> 1).member()).isEmpty();
            gate.countDown();
        }
        assertThat(others.heard).isEmpty();
    }
}
