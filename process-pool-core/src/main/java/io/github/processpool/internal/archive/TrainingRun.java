package io.github.processpool.internal.archive;

import io.github.processpool.ExitReason;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.ProcessPoolListener;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.WorkerSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Starts one worker, in a pool of its own that has no task of the user's, warms it up, and lets it end in its own time, because its JVM
 * writes an archive then. What is true of every worker is true of this one: it does not outlive this JVM, and does not keep it.
 *
 * <p><b>Thread safety:</b> one thread runs it; any other may close it.
 */
final class TrainingRun implements AutoCloseable {

    /** For each half of it, on a machine that has better things to do. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final ProcessPoolExecutorBuilder builder;
    private final Path archive;
    private final Path failure;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private Exercise exercise = pool -> {};

    // -- Guarded by this --
    private @Nullable ProcessPoolExecutor pool;
    private boolean closed;

    /**
     * Prepares a run.
     *
     * @param builder with the settings of a pool's workers; is changed
     * @param initializer what these run first
     * @param classLists files that tell which classes to load besides
     * @param archive what the command that the customizers make writes
     */
    TrainingRun(
            ProcessPoolExecutorBuilder builder, WorkerInitializer initializer, List<Path> classLists, Path archive) {
        this.archive = archive;
        this.failure = archive.resolveSibling(archive.getFileName() + ".failure");
        this.builder = builder.name("start-up-training")
                .minWorkers(1)
                .maxWorkers(1)
                .spareWorkers(0)
                .maxTasksPerWorker(Integer.MAX_VALUE)
                .maxWorkerAge(Duration.ofDays(1))
                .maxWorkerMemory(Long.MAX_VALUE)
                .startTimeout(LIMIT)
                .stopTimeout(LIMIT)
                .heartbeatTimeout(Duration.ZERO)
                // What the user lets through need not include what trains; and nobody sends anything else.
                .parameterFilter("*")
                .initializer(new TrainingInitializer(initializer, classLists, failure))
                .listener(new Listener());
    }

    TrainingRun customizedBy(WorkerCommandCustomizer customizer) {
        builder.commandCustomizer(customizer);
        return this;
    }

    /** What the worker does besides. */
    interface Exercise {

        void run(ProcessPoolExecutor pool) throws InterruptedException, ExecutionException;
    }

    TrainingRun exercisedBy(Exercise wanted) {
        exercise = wanted;
        return this;
    }

    private final class Listener implements ProcessPoolListener {

        @Override
        public void workerStarted(WorkerSnapshot worker, long startNanos) {
            ready.complete(true);
        }

        @Override
        public void workerExited(WorkerSnapshot worker, ExitReason reason, String description) {
            ready.complete(false);
        }
    }

    /**
     * Runs it. Takes seconds.
     *
     * @throws IOException if no archive was written
     */
    void run() throws IOException, InterruptedException {
        ProcessPoolExecutor opened;
        synchronized (this) {
            if (closed) {
                return;
            }
            opened = builder.build();
            pool = opened;
        }
        try {
            if (!ready.get(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("the training worker could not be started");
            }
            exercise.run(opened);
            opened.shutdown();
            if (!opened.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("the training worker did not end");
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the training worker did not get through", e);
        } finally {
            opened.terminate();
        }
        if (Files.exists(failure)) {
            throw new IOException("the training worker failed: " + Files.readString(failure));
        }
        if (!Files.exists(archive)) {
            throw new IOException("the training worker wrote no archive");
        }
    }

    @Override
    public void close() {
        ProcessPoolExecutor opened;
        synchronized (this) {
            closed = true;
            opened = pool;
        }
        if (opened != null) {
            opened.terminate();
        }
    }
}
