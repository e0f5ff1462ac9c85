package io.github.processpool.internal.parent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class WaitListTest {

    private final WaitList list = new WaitList();
    private final AtomicBoolean condition = new AtomicBoolean();

    private Thread waiter(CompletableFuture<Boolean> result, BooleanSupplier watched) {
        Thread thread = new Thread(() -> {
            try {
                result.complete(list.await(watched, TimeUnit.MINUTES.toNanos(1)));
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        thread.start();
        return thread;
    }

    private static void awaitParked(Thread thread) {
        await().atMost(Duration.ofSeconds(30)).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void aReleaseEndsTheWaitWhenTheConditionHolds() throws Exception {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        awaitParked(waiter(result, condition::get));

        condition.set(true);
        list.releaseAll();

        assertThat(result.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aReleaseThatComesLateForAnEarlierWaitCostsNoWakeUp() throws Exception {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        AtomicInteger looks = new AtomicInteger();
        Thread thread = waiter(result, () -> {
            looks.incrementAndGet();
            return condition.get();
        });
        awaitParked(thread);
        int before = looks.get();

        list.releaseAll(); // Of what the waiter had waited for before; the condition does not hold.
        await().atMost(Duration.ofSeconds(30)).until(() -> looks.get() > before);
        awaitParked(thread);
        condition.set(true);
        list.releaseAll();

        assertThat(result.get(30, TimeUnit.SECONDS)).isTrue();
    }
}
