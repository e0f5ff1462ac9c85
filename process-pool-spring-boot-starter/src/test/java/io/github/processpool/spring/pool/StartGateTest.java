package io.github.processpool.spring.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.processpool.PoolShutdownException;
import io.github.processpool.ProcessPoolExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What becomes of calls before the start. */
class StartGateTest {

    private final ProcessPoolExecutor pool = mock(ProcessPoolExecutor.class);
    private final StartGate gate = new StartGate("pdf", Duration.ofMinutes(1), Thread.currentThread());

    @Test
    void callBeforeStartWaitsForIt() {
        AtomicReference<Thread> caller = new AtomicReference<>();
        CompletableFuture<ProcessPoolExecutor> call = CompletableFuture.supplyAsync(() -> {
            caller.set(Thread.currentThread());
            return gate.awaitPool();
        });
        await().until(() -> caller.get() != null && caller.get().getState() == Thread.State.TIMED_WAITING);

        gate.open(() -> pool);

        assertThat(call).succeedsWithin(Duration.ofSeconds(10)).isSameAs(pool);
    }

    @Test
    void callOfStartingThreadFailsAtOnce() {
        assertThatThrownBy(gate::awaitPool)
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContainingAll("'pdf'", "ApplicationRunner");
    }

    @Test
    void waitForStartHasAnEnd() {
        StartGate impatient = new StartGate("pdf", Duration.ofMillis(1), Thread.currentThread());
        assertThatThrownBy(() ->
                        CompletableFuture.supplyAsync(impatient::awaitPool).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("has not been started");
    }

    @Test
    void closeReleasesWaitingCalls() {
        CompletableFuture<ProcessPoolExecutor> call = CompletableFuture.supplyAsync(gate::awaitPool);

        gate.close();

        assertThat(call)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(PoolShutdownException.class);
    }

    @Test
    void opensNoSecondPoolWhileOneIsOpen() {
        gate.open(() -> pool);
        gate.open(() -> mock(ProcessPoolExecutor.class));
        assertThat(gate.awaitPool()).isSameAs(pool);
    }

    @Test
    void opensAnotherPoolAfterTheEndOfOne() {
        ProcessPoolExecutor second = mock(ProcessPoolExecutor.class);
        gate.open(() -> pool);
        when(pool.isShutdown()).thenReturn(true);

        gate.open(() -> second);

        assertThat(gate.awaitPool()).isSameAs(second);
    }

    @Test
    void opensNothingOnceClosed() {
        gate.close();
        assertThatThrownBy(() -> gate.open(() -> pool)).isInstanceOf(IllegalStateException.class);
    }
}
