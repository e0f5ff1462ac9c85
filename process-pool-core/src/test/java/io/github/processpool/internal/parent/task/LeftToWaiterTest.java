package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.TaskOptions;
import io.github.processpool.TaskState;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Futures that threads wait for when they end: these threads complete the superclass, and no other one is woken for that. */
@Timeout(120)
class LeftToWaiterTest {

    private final AtomicInteger threads = new AtomicInteger();
    private final Callbacks callbacks = new Callbacks(this::counted, new PoolLock(), new ManualTimer());
    private final AtomicInteger over = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final PendingTask<Object> task =
            LoneTasks.task(1, TaskOptions.defaults(), 1, new FunctionProfile(), new Host());

    @AfterEach
    void close() {
        callbacks.close();
    }

    private Thread counted(Runnable action) {
        threads.incrementAndGet();
        Thread thread = new Thread(action, "callback");
        thread.setDaemon(true);
        return thread;
    }

    @Test
    void aThreadThatSleepsInGetSettlesWhatItWaitedFor() throws Exception {
        CompletableFuture<Object> got = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                got.complete(task.get());
            } catch (Exception e) {
                got.completeExceptionally(e);
            }
        });
        waiter.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> waiter.getState() == Thread.State.WAITING);

        task.finish(Outcome.value("done"));

        assertThat(got.get()).isEqualTo("done");
        assertThat(over).hasValue(1);
        assertThat(threads).hasValue(0);
    }

    @Test
    void oneThatNobodyWaitsForIsSettledByAThreadOfItsOwn() {
        task.finish(Outcome.value("done"));

        awaitSettled();
        assertThat(threads).hasValue(1);
    }

    @Test
    void aThreadThatHasGivenUpIsNotCountedOn() {
        assertThatThrownBy(() -> task.get(1, TimeUnit.MICROSECONDS)).isInstanceOf(TimeoutException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(task::get).isInstanceOf(InterruptedException.class);

        task.finish(Outcome.value("done"));

        awaitSettled();
        assertThat(threads).hasValue(1);
    }

    /** It leaves between the end of the future and the look of the one who has ended it, or just before: one of the two does it. */
    @Test
    void aThreadThatGivesUpJustThenSettlesAllTheSame() {
        task.waiters().enter();
        task.finish(Outcome.value("done"));
        assertThat(over).as("left to it").hasValue(0);

        task.waiters().leave();
        task.afterWait();

        assertThat(over).hasValue(1);
        assertThat(threads).hasValue(0);
    }

    @Test
    void aCallbackThatComesMeanwhileRunsOnAThreadOfItsOwn() {
        task.waiters().enter();
        task.finish(Outcome.value("done"));
        CompletableFuture<Thread> callback = task.thenApply(value -> Thread.currentThread());

        task.waiters().leave();
        task.afterWait();

        assertThat(callback.join().getName()).isEqualTo("callback");
        awaitSettled();
    }

    @Test
    void aCallbackThatWasThereDoesNotWaitForTheOneThatWaits() {
        task.waiters().enter();
        CompletableFuture<Thread> callback = task.thenApply(value -> Thread.currentThread());

        task.finish(Outcome.value("done"));

        assertThat(callback.join().getName()).isEqualTo("callback");
    }

    /** It runs long after, or was lost. */
    @Test
    void aThreadThatDoesNotLookForLongIsNotCountedOnAnyMore() {
        task.waiters().enter();
        task.finish(Outcome.value("done"));
        assertThat(task.lacksCallbacks()).isTrue();

        task.takeFromSettler();
        task.endAgain();

        awaitSettled();
        assertThat(threads).hasValue(1);
    }

    /** A thread that waits may be held up for long, or have lost its frames: the mender, which sees that twice, does not wait for it. */
    @Test
    void whatWasLeftToAThreadThatDoesNotComeIsHalfEndedAndSettledByAnother() {
        task.waiters().enter();
        task.finish(Outcome.value("done"));
        CompletableFuture<Thread> callback = task.thenApply(value -> Thread.currentThread());
        assertThat(task.isHalfEnded()).isTrue();

        task.endAgain();

        assertThat(callback.join().getName()).isEqualTo("callback");
        awaitSettled();
        assertThat(told).as("listeners are told").hasValue(1);
        assertThat(task.isHalfEnded()).isFalse();
    }

    @Test
    void distrustDoesNotTurnIntoTrustHoweverOftenItIsSaid() {
        for (int i = 0; i < 5; i++) {
            task.waiters().distrust();
            assertThat(task.waiters().isCountedOn()).as("after " + i).isFalse();
        }
    }

    private void awaitSettled() {
        await().atMost(Duration.ofSeconds(30)).until(() -> !task.lacksCallbacks());
    }

    private final class Host implements TaskHost {

        @Override
        public long now() {
            return 1;
        }

        @Override
        public void onOutcome(PendingTask<?> ended, TaskState state) {}

        @Override
        public void settle(PendingTask<?> ended) {
            told.incrementAndGet();
            callbacks.settle(ended);
        }

        @Override
        public void abandon(PendingTask<?> ended, boolean interrupt) {}

        @Override
        public void onMaybeOver(PendingTask<?> ended) {
            over.incrementAndGet();
        }

        @Override
        public void runCallback(Runnable action) {
            callbacks.later(action);
        }
    }
}
