package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.testing.LoneTasks;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a call whose caller is interrupted, and of one that ends otherwise. */
@Timeout(60)
class InterruptibleCallTest {

    private final PendingTask<Object> task =
            LoneTasks.task(1, TaskOptions.builder().build());

    @AfterEach
    void forgetInterrupt() {
        Thread.interrupted();
    }

    @Test
    void returnsWhatTheTaskReturned() throws Exception {
        task.finish(Outcome.value("done"));

        assertThat(InterruptibleCall.of(() -> task)).isEqualTo("done");
    }

    @Test
    void failsAsGetDoes() {
        IllegalStateException cause = new IllegalStateException("own");
        task.finish(Outcome.failure(cause));

        assertThatThrownBy(() -> InterruptibleCall.of(() -> task))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(cause);
        PendingTask<Object> cancelled = LoneTasks.task(2, TaskOptions.builder().build());
        cancelled.cancel(true);
        assertThatThrownBy(() -> InterruptibleCall.of(() -> cancelled)).isInstanceOf(CancellationException.class);
    }

    @Test
    void whoIsInterruptedBeforeSubmitsNothing() {
        AtomicBoolean submitted = new AtomicBoolean();
        Thread.currentThread().interrupt();

        Throwable failure = catchThrowable(() -> InterruptibleCall.of(() -> {
            submitted.set(true);
            return task;
        }));

        assertThat(failure).isInstanceOf(InterruptedException.class);
        assertThat(submitted).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aRefusalOfAnInterruptedCallerIsItsInterrupt() {
        RejectedExecutionException refusal = new QueueFullException("Interrupted while waiting for room");

        assertThatThrownBy(() -> InterruptibleCall.of(() -> {
                    Thread.currentThread().interrupt();
                    throw refusal;
                }))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("Interrupted while waiting for room")
                .hasCause(refusal);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anyOtherRefusalIsThrownAsItIs() {
        RejectedExecutionException refusal = new QueueFullException("full");

        assertThatThrownBy(() -> InterruptibleCall.of(() -> {
                    throw refusal;
                }))
                .isSameAs(refusal);
    }

    @Test
    void theInterruptOfTheCallerCancelsTheTask() {
        assertThatThrownBy(() -> InterruptibleCall.of(() -> {
                    Thread.currentThread().interrupt();
                    return task;
                }))
                .isInstanceOf(InterruptedException.class);

        assertThat(task.isCancelled()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterruptThatComesWithTheResultIsNeverLost() throws Exception {
        // Forbidden outcome: a result without the flag, and without the exception; or an exception that leaves the task
        // to go on.
        for (int round = 0; round < 2000; round++) {
            PendingTask<Object> raced =
                    LoneTasks.task(round, TaskOptions.builder().build());
            CyclicBarrier together = new CyclicBarrier(2);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            AtomicBoolean flag = new AtomicBoolean();
            Thread caller = new Thread(() -> {
                failure.set(catchThrowable(() -> InterruptibleCall.of(() -> {
                    await(together);
                    return raced;
                })));
                flag.set(Thread.interrupted());
            });
            caller.start();
            await(together);
            if (round % 2 == 0) {
                raced.finish(Outcome.value("done"));
                caller.interrupt();
            } else {
                caller.interrupt();
                raced.finish(Outcome.value("done"));
            }
            caller.join();

            assertThat(raced.isDone()).isTrue();
            if (failure.get() != null) {
                assertThat(failure.get()).isInstanceOf(InterruptedException.class);
                assertThat(flag).isFalse();
            }
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
