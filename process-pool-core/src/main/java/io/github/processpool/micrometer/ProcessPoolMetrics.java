package io.github.processpool.micrometer;

import io.github.processpool.ProcessPoolExecutor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Objects;

/**
 * Reads off a pool what can be read whenever somebody looks, and hands it to Micrometer: size, queue and counters under Micrometer's own
 * names for executors, workers, memory and tasks under {@code process.pool}. What has to be noted as it happens, as the time of each
 * task, is with {@link ProcessPoolMetricsListener}.
 *
 * <pre>{@code
 * new ProcessPoolMetrics(pool, "pdf").bindTo(registry);
 * }</pre>
 *
 * <p>A registry that looks waits for no worker, and however many meters it reads, the pool is asked for one snapshot in a second at
 * most. If that fails, gauges are {@code NaN} and counters stay where they were.
 *
 * <p><b>The end of the pool.</b> The meters of a pool that is closed stay: without workers, with the last counts. They do not keep a pool
 * that nobody refers to any more; its gauges are {@code NaN} then. {@link #close()} removes them, which has to come before those of
 * another pool with the same name and tags are bound: as everywhere in Micrometer, a meter that is registered already stays as it is.
 * So binding a pool to a registry twice changes nothing.
 *
 * <p><b>Thread safety:</b> all methods may be called from any thread.
 */
public final class ProcessPoolMetrics implements MeterBinder, AutoCloseable {

    private final ProcessPoolExecutor pool;
    private final String name;
    private final Tags tags;
    private final RegisteredMeters registered = new RegisteredMeters();

    /**
     * Creates meters without tags of the application's own.
     *
     * @param pool what they are read off
     * @param name the tag {@code name} of every meter
     */
    public ProcessPoolMetrics(ProcessPoolExecutor pool, String name) {
        this(pool, name, List.of());
    }

    /**
     * Creates meters.
     *
     * @param pool what they are read off
     * @param name the tag {@code name} of every meter
     * @param tags more tags of every meter
     */
    public ProcessPoolMetrics(ProcessPoolExecutor pool, String name, Iterable<Tag> tags) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.name = Objects.requireNonNull(name, "name");
        this.tags = Tags.of(tags).and("name", name);
    }

    /**
     * Registers the meters, in as many registries as are wanted.
     *
     * @param registry where they go
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        new PoolMeters(new SnapshotMeters(pool, name, tags, registry, registered)).bind();
    }

    /** Removes the meters from where they were bound to. The pool goes on, and may be bound again. */
    @Override
    public void close() {
        registered.removeAll();
    }
}
