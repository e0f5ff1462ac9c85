package io.github.processpool.micrometer;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.internal.snapshot.SnapshotCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Registers meters that are functions of a pool's snapshot, for {@link PoolMeters}. A registry refers to the pool weakly, and what it
 * calls refers to the snapshots only: so a pool that is forgotten is not kept by its meters.
 *
 * <p><b>Thread safety:</b> made and used by one thread; the functions are called by any.
 */
final class SnapshotMeters {

    private final ProcessPoolExecutor pool;
    private final Tags tags;
    private final MeterRegistry registry;
    private final RegisteredMeters registered;
    private final Reader reader;

    SnapshotMeters(
            ProcessPoolExecutor pool, String name, Tags tags, MeterRegistry registry, RegisteredMeters registered) {
        this.pool = pool;
        this.tags = tags;
        this.registry = registry;
        this.registered = registered;
        this.reader = new Reader(name, new SnapshotCache<>());
    }

    void gauge(String name, @Nullable String unit, String description, ToDoubleFunction<PoolSnapshot> value) {
        gauge(name, Tags.empty(), unit, description, value);
    }

    void gauge(
            String name, Tags more, @Nullable String unit, String description, ToDoubleFunction<PoolSnapshot> value) {
        Reader from = reader;
        registered.add(
                registry,
                Gauge.builder(name, pool, seen -> value.applyAsDouble(from.read(seen)))
                        .tags(tags.and(more))
                        .baseUnit(unit)
                        .description(description)
                        .register(registry));
    }

    void seconds(String name, String description, ToDoubleFunction<PoolSnapshot> nanos) {
        Reader from = reader;
        registered.add(
                registry,
                TimeGauge.builder(name, pool, TimeUnit.NANOSECONDS, seen -> nanos.applyAsDouble(from.read(seen)))
                        .tags(tags)
                        .description(description)
                        .register(registry));
    }

    void counter(String name, @Nullable String unit, String description, ToDoubleFunction<PoolSnapshot> value) {
        counter(name, Tags.empty(), unit, description, value);
    }

    void counter(
            String name, Tags more, @Nullable String unit, String description, ToDoubleFunction<PoolSnapshot> value) {
        Reader from = reader;
        registered.add(
                registry,
                FunctionCounter.builder(name, pool, seen -> from.count(seen, value))
                        .tags(tags.and(more))
                        .baseUnit(unit)
                        .description(description)
                        .register(registry));
    }

    /** What the functions refer to. */
    private record Reader(String poolName, SnapshotCache<PoolSnapshot> snapshots) {

        PoolSnapshot read(ProcessPoolExecutor pool) {
            return snapshots.get(() -> snapshotOf(pool));
        }

        /** A mock of a test has none. */
        @SuppressWarnings("ConstantConditions")
        private PoolSnapshot snapshotOf(ProcessPoolExecutor pool) {
            PoolSnapshot snapshot = pool.snapshot();
            return snapshot == null ? PoolSnapshot.notStarted(poolName, PoolState.RUNNING) : snapshot;
        }

        /**
         * Micrometer catches what a gauge throws and logs it, and not what a counter throws: the scrape would fail with all meters of
         * the application. A counter that fell back would count anew.
         */
        double count(ProcessPoolExecutor pool, ToDoubleFunction<PoolSnapshot> value) {
            PoolSnapshot seen;
            try {
                seen = read(pool);
            } catch (RuntimeException | Error e) {
                seen = snapshots.last();
            }
            return seen == null ? 0 : value.applyAsDouble(seen);
        }
    }
}
