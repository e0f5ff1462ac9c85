package io.github.processpool.testing;

import io.github.processpool.ProcessPoolListener;
import io.github.processpool.WhenFull;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of a pool for unit tests, in which no process is started: set what matters, the rest stands. */
public final class TestSettings {

    public int minWorkers;
    public int maxWorkers = 2;
    public Duration idleTimeout = Duration.ofDays(1);
    public int maxTasksPerWorker = Integer.MAX_VALUE;
    public int spareWorkers;
    public @Nullable Duration maxWorkerAge;
    public long maxWorkerMemory = Long.MAX_VALUE;
    public int queueCapacity = 100;
    public long maxQueuedBytes = 10_000;
    public WhenFull whenFull = WhenFull.REJECT;
    public int quarantineAfter = 3;
    public Duration startTimeout = Duration.ofSeconds(30);
    public Duration heartbeatTimeout = Duration.ofSeconds(30);
    public Duration gracePeriod = Duration.ofSeconds(1);
    public Duration stopTimeout = Duration.ofSeconds(5);
    public @Nullable WorkerInitializer initializer;
    public final List<ProcessPoolListener> listeners = new ArrayList<>();

    public PoolSettings build() {
        return new PoolSettings(
                "test",
                new PoolSettings.Sizing(
                        minWorkers,
                        maxWorkers,
                        idleTimeout,
                        maxTasksPerWorker,
                        spareWorkers,
                        maxWorkerAge,
                        maxWorkerMemory),
                new PoolSettings.Limits(queueCapacity, maxQueuedBytes, whenFull, 1 << 20, null, null, quarantineAfter),
                new PoolSettings.Clocks(startTimeout, heartbeatTimeout, gracePeriod, stopTimeout),
                launch(List.of()),
                null,
                initializer,
                listeners,
                List.of());
    }

    /** A context whose time a test turns. */
    public PoolContext context(ManualTimer timer) {
        return PoolContext.of(build(), timer);
    }

    /** Says how workers would be started. */
    public static PoolSettings.Launch launch(List<String> jvmArguments) {
        return new PoolSettings.Launch(
                64L << 20, jvmArguments, Map.of(), null, Path.of("java"), null, List.of(), List.of(), null);
    }
}
