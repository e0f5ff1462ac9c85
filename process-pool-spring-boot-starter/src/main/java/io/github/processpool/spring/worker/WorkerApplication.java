package io.github.processpool.spring.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application in this worker process: nothing but a description until it is built, which happens once, by the first thread
 * that needs it; a failure is final. {@link ContextStart} does the work.
 *
 * <p><b>Thread safety:</b> any thread. The first to set {@code context} builds, the others wait for it; it ends by itself
 * within the patience of the description and the time that the beans take.
 */
final class WorkerApplication {

    /** Volatile: set by the worker's first thread, read by any. One process is a worker of one pool. */
    private static volatile @Nullable WorkerApplication ofThisProcess;

    private final ApplicationDescription description;
    private final String pool;
    private final AtomicReference<@Nullable CompletableFuture<BuiltContext>> context = new AtomicReference<>();

    WorkerApplication(ApplicationDescription description, String pool) {
        this.description = description;
        this.pool = pool;
    }

    static void remember(ApplicationDescription description, String pool) {
        ofThisProcess = new WorkerApplication(description, pool);
    }

    static @Nullable WorkerApplication ofThisProcess() {
        return ofThisProcess;
    }

    Object bean(String name) {
        return build().getBean(name);
    }

    /**
     * Builds the context, unless it is built.
     *
     * @throws IllegalStateException if it can't be
     */
    ConfigurableApplicationContext build() {
        CompletableFuture<BuiltContext> mine = new CompletableFuture<>();
        CompletableFuture<BuiltContext> other = context.compareAndExchange(null, mine);
        if (other == null) {
            try {
                mine.complete(ContextStart.run(description, pool));
            } catch (Throwable e) {
                mine.completeExceptionally(e);
            }
            other = mine;
        }
        try {
            return other.join().context();
        } catch (CompletionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private RuntimeException failure(Throwable cause) {
        return new IllegalStateException(
                "The application context of this worker of pool '" + pool + "' can't be built: "
                        + ContextFailure.inWords(cause),
                cause);
    }

    /** Closes the context if there is one; it is not built again. */
    void close() {
        CompletableFuture<BuiltContext> built = context.getAndUpdate(now ->
                now != null ? now : CompletableFuture.failedFuture(new IllegalStateException("the worker ends")));
        if (built != null && built.isDone() && !built.isCompletedExceptionally()) {
            built.join().close();
        }
    }
}
