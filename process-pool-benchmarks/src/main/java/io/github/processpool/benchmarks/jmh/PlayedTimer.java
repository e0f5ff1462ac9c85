package io.github.processpool.benchmarks.jmh;

import io.github.processpool.internal.parent.pool.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * A clock on which hardly any time passes, so that a task which waits for its turn in a benchmark is not taken for a long one. What is
 * put off is never done.
 *
 * <p><b>Thread safety:</b> the benchmark's thread only.
 */
final class PlayedTimer implements Timer {

    private static final long NOW = 1_000_000_000L;

    @Override
    public long now() {
        return NOW;
    }

    @Override
    public Future<?> after(long nanos, Runnable action) {
        return new CompletableFuture<>();
    }

    @Override
    public void every(long nanos, Runnable action) {
        // Never.
    }

    @Override
    public void close() {
        // It has no thread.
    }
}
