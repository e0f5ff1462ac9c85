package io.github.processpool.spring.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerContext;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Beans that tell where their methods run, and the assertions for it. A worker's thread is told by its {@link WorkerContext}. */
public final class Places {

    public static final Duration LIMIT = Duration.ofSeconds(30);

    private Places() {}

    /** The pool whose worker this thread is, or the caller. */
    public static String place() {
        try {
            return WorkerContext.current().poolName();
        } catch (IllegalStateException e) {
            return "caller";
        }
    }

    public static CompletableFuture<String> here() {
        return CompletableFuture.completedFuture(place());
    }

    public static void assertInWorker(CompletableFuture<String> place) {
        assertThat(place).succeedsWithin(LIMIT).isEqualTo("process-pool");
    }

    public static void assertInCaller(CompletableFuture<String> place) {
        assertThat(place).isCompletedWithValue("caller");
    }

    /** All tasks that a pool was given. */
    public static long tasks(ProcessPoolExecutor pool) {
        PoolSnapshot now = pool.snapshot();
        return now.completedTasks() + now.failedTasks() + now.cancelledTasks() + now.runningTasks() + now.queuedTasks();
    }

    public static class OfAnyVisibility {
        @ProcessAsync
        public CompletableFuture<String> ofAll() {
            return here();
        }

        @ProcessAsync
        protected CompletableFuture<String> ofSubclasses() {
            return here();
        }

        @ProcessAsync
        public CompletableFuture<String> ofThePackage() {
            return here();
        }

        public CompletableFuture<String> notAnnotated() {
            return here();
        }
    }

    public interface AnnotatedInterface {
        @ProcessAsync
        CompletableFuture<String> place();

        @ProcessAsync
        default CompletableFuture<String> byDefault() {
            return here();
        }
    }

    public static class OfAnnotatedInterface implements AnnotatedInterface {
        @Override
        public CompletableFuture<String> place() {
            return here();
        }
    }
}
