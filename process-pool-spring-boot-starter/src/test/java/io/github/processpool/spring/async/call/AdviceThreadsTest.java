package io.github.processpool.spring.async.call;

import static io.github.processpool.spring.async.Places.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.QueueFullException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How many calls may hold a thread while they wait. */
class AdviceThreadsTest {

    private final AdviceThreads threads = new AdviceThreads(false, 1);

    @Test
    void aCallTooManyIsRefusedInWords() {
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<Void> first = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                gate.await();
                first.complete(null);
            } catch (InterruptedException e) {
                first.completeExceptionally(e);
            }
        });

        assertThatThrownBy(() -> threads.execute(() -> {}))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContainingAll("1 calls of @ProcessAsync methods", "JDK from 24 on");

        gate.countDown();
        assertThat(first).succeedsWithin(LIMIT);
        await().atMost(LIMIT).ignoreExceptions().until(() -> {
            threads.execute(() -> {});
            return true;
        });
    }

    @Test
    void aCallThatFailsGivesItsThreadBack() {
        CompletableFuture<Thread> failing = new CompletableFuture<>();
        threads.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
            failing.complete(Thread.currentThread());
            throw new IllegalStateException("on purpose");
        });
        assertThat(failing).succeedsWithin(LIMIT);

        await().atMost(LIMIT).ignoreExceptions().until(() -> {
            threads.execute(() -> {});
            return true;
        });
    }
}
