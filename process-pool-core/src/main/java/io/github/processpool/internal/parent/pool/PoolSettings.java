package io.github.processpool.internal.parent.pool;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.ProcessPoolListener;
import io.github.processpool.WhenFull;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.WorkerInitializer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings that the builder collected and checked; immutable.
 *
 * @param name the pool's name
 * @param sizing how many workers, for how long
 * @param limits what is bounded
 * @param clocks how long things may take
 * @param launch how a worker is started
 * @param serializer writes and reads values; null: Java serialization
 * @param initializer what runs once per worker, if anything
 * @param listeners who hears of events
 * @param archivePlaces where archives of classes are kept, the best place first; none: there are no archives
 */
public record PoolSettings(
        String name,
        Sizing sizing,
        Limits limits,
        Clocks clocks,
        Launch launch,
        @Nullable PayloadSerializer serializer,
        @Nullable WorkerInitializer initializer,
        List<ProcessPoolListener> listeners,
        List<Path> archivePlaces) {

    /** Copies the lists. */
    public PoolSettings {
        archivePlaces = List.copyOf(archivePlaces);
        listeners = List.copyOf(listeners);
    }

    /**
     * How many workers, for how long.
     *
     * @param minWorkers kept when there is nothing to do
     * @param maxWorkers at most this many run tasks at once
     * @param idleTimeout how long a surplus worker may idle
     * @param maxTasksPerWorker after this many it is replaced; {@link Integer#MAX_VALUE}: never
     * @param spareWorkers how many stand by
     * @param maxWorkerAge a worker that is older is replaced; null: never
     * @param maxWorkerMemory a worker that has more bytes is replaced; {@link Long#MAX_VALUE}: never
     */
    public record Sizing(
            int minWorkers,
            int maxWorkers,
            Duration idleTimeout,
            int maxTasksPerWorker,
            int spareWorkers,
            @Nullable Duration maxWorkerAge,
            long maxWorkerMemory) {}

    /**
     * The bounds.
     *
     * @param queueCapacity how many tasks may wait
     * @param maxQueuedBytes how large they may be together
     * @param whenFull what submit does beyond that
     * @param maxPayload the largest task or result in bytes
     * @param parameterFilter a filter in the syntax of {@code jdk.serialFilter} for what a worker reads
     * @param resultFilter the same for what the parent reads
     * @param quarantineAfter how many workers may be lost with tasks of one key
     */
    public record Limits(
            int queueCapacity,
            long maxQueuedBytes,
            WhenFull whenFull,
            long maxPayload,
            @Nullable String parameterFilter,
            @Nullable String resultFilter,
            int quarantineAfter) {}

    /**
     * How long things may take.
     *
     * @param start a worker from process start to readiness
     * @param heartbeat a worker without a sign of life; zero: for ever
     * @param grace a task from interrupt to end
     * @param stop a worker without a task from being told to end to its end
     */
    public record Clocks(Duration start, Duration heartbeat, Duration grace, Duration stop) {}

    /**
     * How a worker is started.
     *
     * @param heapBytes its maximum heap
     * @param jvmArguments further arguments of its JVM
     * @param environment added to the inherited environment
     * @param workingDirectory null: the parent's
     * @param javaExecutable the program
     * @param classPath null: the parent's
     * @param commandPrefix what comes before the program
     * @param customizers change the command at the end
     * @param substitute what is started instead of a process; null: a process
     */
    public record Launch(
            long heapBytes,
            List<String> jvmArguments,
            Map<String, String> environment,
            @Nullable Path workingDirectory,
            Path javaExecutable,
            @Nullable List<Path> classPath,
            List<String> commandPrefix,
            List<WorkerCommandCustomizer> customizers,
            @Nullable ProcessSubstitute substitute) {

        /** Copies the collections. */
        public Launch {
            jvmArguments = List.copyOf(jvmArguments);
            environment = Map.copyOf(environment);
            classPath = classPath == null ? null : List.copyOf(classPath);
            commandPrefix = List.copyOf(commandPrefix);
            customizers = List.copyOf(customizers);
        }

        /** Whether the workers are threads of this JVM, which has one memory and one pid. */
        public boolean isInProcess() {
            return substitute != null;
        }
    }
}
