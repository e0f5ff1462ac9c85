package io.github.processpool.internal.archive;

import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.WorkerInitializer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the {@link PoolArchives} ask of their pool.
 *
 * @param builder makes a builder for a pool of workers like those of the pool, which nobody listens to
 * @param initializer what the worker is to run that makes an archive; made when it is needed
 * @param isQuiet whether nothing of the pool would wait longer because of that
 */
public record Trainee(
        Supplier<ProcessPoolExecutorBuilder> builder,
        Supplier<WorkerInitializer> initializer,
        BooleanSupplier isQuiet) {}
