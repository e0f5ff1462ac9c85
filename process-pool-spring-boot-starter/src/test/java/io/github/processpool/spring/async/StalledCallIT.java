package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.annotation.ProcessAsync;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Lazy;

/** Without processes: where nothing tells that a call is made for a task, it does not wait for ever for the worker of that task. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StalledCallIT {

    static class Inner {

        @ProcessAsync
        public CompletableFuture<Integer> one() {
            return CompletableFuture.completedFuture(1);
        }
    }

    static class Outer {

        /** Has its threads before any task. */
        private final ExecutorService executor = Executors.newSingleThreadExecutor();

        private final Inner inner;

        Outer(@Lazy Inner inner) throws Exception {
            this.inner = inner;
            executor.submit(() -> {}).get();
        }

        @ProcessAsync
        public CompletableFuture<Integer> onThreadOfAnExecutor() throws Exception {
            return CompletableFuture.completedFuture(
                    executor.submit(() -> inner.one().get()).get());
        }

        void close() {
            executor.shutdown();
        }
    }

    @Test
    void callOnThreadOfAnExecutorThatCouldNeverRunIsRefusedInWords() {
        InProcess.application()
                .withBean(Inner.class)
                .withBean(Outer.class)
                .run(context -> assertThat(context.getBean(Outer.class).onThreadOfAnExecutor())
                        .failsWithin(Duration.ofSeconds(60))
                        .withThrowableThat()
                        .havingRootCause()
                        .isInstanceOf(RejectedExecutionException.class)
                        .withMessageContaining("'Inner.one' was refused")
                        .withMessageContaining("Raise process-pool.max-workers"));
    }
}
