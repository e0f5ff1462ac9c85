package io.github.processpool.spring.launch.archive;

import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.spring.launch.cache.ArchiveKey;
import io.github.processpool.spring.launch.cache.CacheEntry;
import io.github.processpool.spring.launch.cache.CacheOpener;
import io.github.processpool.spring.launch.cache.CacheThread;
import io.github.processpool.spring.launch.cache.JvmArchiving;
import io.github.processpool.spring.launch.cache.SharedLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the workers of one pool use an archive of classes, if there is one that fits their command, and has one made by a
 * {@link TrainingRun} if there is none and it is worth while: when workers are warmed up, and have come to load no more classes,
 * since those that calls load are wanted too; never while tasks wait or workers start, which need the processors more. A plain worker loads so little that an archive gains nothing.
 *
 * <p><b>Thread safety:</b> threads that start workers ask; the {@link CacheThread} trains.
 */
public final class PoolArchives implements WorkerCommandCustomizer, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PoolArchives.class);
    private static final int MOST_ATTEMPTS = 2;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final CacheOpener cache;
    private final CacheThread thread;
    private final Supplier<ProcessPoolExecutorBuilder> trainee;
    private final Supplier<WorkerInitializer> initializer;
    private final BooleanSupplier busy;
    private final ClassLists classes = new ClassLists();

    /** The last command for which there was no archive; volatile: set by who starts a worker, read by the background thread. */
    private volatile @Nullable WorkerCommand model;
    /** Volatile: set by any thread, once. */
    private volatile boolean warm;
    /** Volatile: set by the background thread, used by who closes. */
    private volatile @Nullable TrainingRun run;
    /** Volatile: set by who closes. */
    private volatile boolean closed;

    // -- Only touched by the background thread --
    private int attempts;
    private boolean looking;

    /**
     * Makes the customizer of one pool.
     *
     * @param cache knows where workers are started from
     * @param thread trains
     * @param trainee makes a builder for a pool with the same settings
     * @param initializer makes what a training worker runs
     * @param busy whether the pool has more to do than its workers can at the moment, so that nothing is to be taken from them
     */
    public PoolArchives(
            CacheOpener cache,
            CacheThread thread,
            Supplier<ProcessPoolExecutorBuilder> trainee,
            Supplier<WorkerInitializer> initializer,
            BooleanSupplier busy) {
        this.cache = cache;
        this.thread = thread;
        this.trainee = trainee;
        this.initializer = initializer;
        this.busy = busy;
    }

    @Override
    public void customize(WorkerCommand command) {
        JvmArchiving jvm = cache.jvm();
        Optional<ArchiveKey> key = jvm == null ? Optional.empty() : ArchiveKey.of(command, jvm);
        if (jvm == null || key.isEmpty()) {
            return;
        }
        Optional<Path> archive = cache.entryOf(command).flatMap(entry -> entry.archive(key.get()));
        if (archive.isPresent()) {
            jvm.addUse(command.jvmArguments(), archive.get());
        } else {
            model = copyOf(command);
            classes.add(command);
            thread.later(this::consider);
        }
    }

    private static WorkerCommand copyOf(WorkerCommand command) {
        WorkerCommand copy = new WorkerCommand(command.prefix(), command.javaExecutable(), command.mainClass());
        copy.jvmArguments().addAll(command.jvmArguments());
        copy.environment().putAll(command.environment());
        return copy;
    }

    public void warmedUp() {
        if (!warm) {
            warm = true;
            thread.later(this::consider);
        }
    }

    /** On the background thread: makes an archive if one is missed, and everything that it takes is there. */
    public void consider() {
        JvmArchiving jvm = cache.jvm();
        WorkerCommand command = model;
        CacheEntry entry = cache.entry();
        if (jvm == null || command == null || entry == null || closed) {
            return;
        }
        Optional<ArchiveKey> key = ArchiveKey.of(command, jvm);
        if (key.isPresent()
                && entry.archive(key.get()).isEmpty()
                && !entry.look(key.get())
                && warm
                && attempts < MOST_ATTEMPTS
                && !looking) {
            trainWhenCalm(command, entry, key.get(), jvm);
        }
    }

    private void trainWhenCalm(WorkerCommand command, CacheEntry entry, ArchiveKey key, JvmArchiving jvm) {
        // In this order: it counts the looks.
        if (classes.isCalm() && !busy.getAsBoolean()) {
            train(command, entry, key, jvm);
            return;
        }
        looking = true;
        thread.later(BETWEEN_LOOKS, () -> {
            looking = false;
            consider();
        });
    }

    private void train(WorkerCommand command, CacheEntry entry, ArchiveKey key, JvmArchiving jvm) {
        try (SharedLock lock = entry.lockForTraining()) {
            // Otherwise another application does it, or has just done so.
            if (lock != null && !entry.look(key)) {
                attempts++;
                trainAlone(command, entry, key, jvm);
            }
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                log.debug("No archive of the classes of workers could be made", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void trainAlone(WorkerCommand command, CacheEntry entry, ArchiveKey key, JvmArchiving jvm)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Path archive = entry.unfinished(key);
        TrainingCommand training = new TrainingCommand(command, jvm, archive);
        TrainingRun started = new TrainingRun(trainee.get(), initializer.get(), classes.files(), archive)
                .customizedBy(cache)
                .customizedBy(training);
        run = started;
        try {
            if (closed) {
                return;
            }
            started.run();
            entry.publish(key, training::tryArchive);
            log.debug("Trained the start of workers in {} ms", (System.nanoTime() - begin) / 1_000_000);
        } finally {
            run = null;
            entry.discardUnfinished();
        }
    }

    /** Ends a training run that goes on. */
    @Override
    public void close() {
        closed = true;
        TrainingRun current = run;
        if (current != null) {
            current.close();
        }
    }
}
