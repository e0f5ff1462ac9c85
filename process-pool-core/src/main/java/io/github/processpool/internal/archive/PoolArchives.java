package io.github.processpool.internal.archive;

import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.internal.cache.ArchiveKey;
import io.github.processpool.internal.cache.CacheEntry;
import io.github.processpool.internal.cache.CacheThread;
import io.github.processpool.internal.cache.JvmArchiving;
import io.github.processpool.internal.cache.SharedLock;
import io.github.processpool.internal.system.LogProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Lets the workers of one pool use an archive of classes, if there is one that fits their command, and has one made by a
 * {@link TrainingRun} if there is none and it is worth while: when workers are warmed up, and have come to load no more classes,
 * since those that calls load are wanted too, and nobody waits for a worker.
 *
 * <p><b>Thread safety:</b> threads that start workers ask; the {@link CacheThread} trains.
 */
public final class PoolArchives implements WorkerCommandCustomizer, AutoCloseable {

    private static final Logger log = LogProvider.loggerOf(PoolArchives.class);
    private static final int MOST_ATTEMPTS = 2;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration WHILE_OTHERS_TRAIN = Duration.ofSeconds(10);

    private final ArchiveHome home;
    private final CacheThread thread;
    private final Trainee trainee;
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

    /** Archives of a home for a pool; nothing is made before {@link #warmedUp} is called. */
    public PoolArchives(ArchiveHome home, CacheThread thread, Trainee trainee) {
        this.home = home;
        this.thread = thread;
        this.trainee = trainee;
    }

    @Override
    public void customize(WorkerCommand command) {
        JvmArchiving jvm = home.jvm();
        Optional<ArchiveKey> key = jvm == null ? Optional.empty() : ArchiveKey.of(command, jvm);
        if (jvm == null || key.isEmpty()) {
            return;
        }
        Optional<CacheEntry> entry = home.entryOf(command);
        Optional<Path> archive = entry.flatMap(found -> found.archive(key.get()));
        if (archive.isPresent()) {
            home.startFrom(entry.get(), command);
            jvm.addUse(command.jvmArguments(), archive.get());
        } else if (home.mayCome(command)) {
            model = copyOf(command);
            classes.add(command);
            thread.later(this::consider);
        }
    }

    private static WorkerCommand copyOf(WorkerCommand command) {
        WorkerCommand copy = new WorkerCommand(command.prefix(), command.javaExecutable(), command.mainClass());
        copy.jvmArguments().addAll(command.jvmArguments());
        copy.classPath().addAll(command.classPath());
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
        JvmArchiving jvm = home.jvm();
        WorkerCommand command = model;
        if (jvm == null || command == null || closed) {
            return;
        }
        if (!trainee.isQuiet().getAsBoolean()) {
            if (!looking) {
                lookAgain(BETWEEN_LOOKS);
            }
            return;
        }
        CacheEntry entry = home.entryFor(command);
        if (entry == null) {
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
        if (classes.isCalm()) {
            train(command, entry, key, jvm);
        } else {
            lookAgain(BETWEEN_LOOKS);
        }
    }

    private void lookAgain(Duration delay) {
        looking = true;
        thread.later(delay, () -> {
            looking = false;
            consider();
        });
    }

    private void train(WorkerCommand command, CacheEntry entry, ArchiveKey key, JvmArchiving jvm) {
        try (SharedLock machine = entry.lockForAllTraining();
                SharedLock lock = machine == null ? null : entry.lockForTraining()) {
            if (lock == null) {
                lookAgain(WHILE_OTHERS_TRAIN); // Another application makes one, maybe this one.
            } else if (!entry.look(key) && home.mayTry(entry, key, command)) {
                attempts++;
                trainAlone(command, entry, key, jvm);
            }
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                home.onFailure(entry, key);
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
        TrainingCommand training = new TrainingCommand(command, jvm, home.trainingArguments(), archive);
        TrainingRun started = new TrainingRun(
                        trainee.builder().get(), trainee.initializer().get(), classes.files(), archive)
                .customizedBy(made -> home.train(entry, command, made))
                .customizedBy(training)
                .exercisedBy(home::exercise);
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

    /** Begins no more training runs; returns whether one goes on, which {@link #close} ends. */
    public boolean stop() {
        closed = true;
        return run != null;
    }

    /** Ends a training run that goes on; waits for that. */
    @Override
    public void close() {
        closed = true;
        TrainingRun current = run;
        if (current != null) {
            current.close();
        }
    }
}
