package io.github.processpool.spring.launch;

import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.internal.archive.PoolArchives;
import io.github.processpool.internal.archive.Trainee;
import io.github.processpool.internal.cache.CacheFolder;
import io.github.processpool.internal.cache.CachePlace;
import io.github.processpool.internal.cache.CacheThread;
import io.github.processpool.internal.cache.JvmArchiving;
import io.github.processpool.spring.launch.cache.CacheOpener;
import io.github.processpool.spring.launch.cache.CachedApplication;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the workers of an application that runs from an executable jar start sooner from the second time on: the jar is extracted
 * into a {@link CacheFolder} when the first worker is started, see {@link CacheOpener}, and a training worker writes an archive of
 * the classes that a warm worker has loaded, when workers are warmed up, see {@link PoolArchives}. Workers that start later use
 * what is there.
 *
 * <p>It is a customizer of the workers' commands, to be applied first; {@link #archivesFor} makes the ones to be applied last. All
 * work is done on a thread of its own; a worker's start waits for nothing but, a moment, the search. Whatever goes wrong leaves
 * workers to start as they would without this.
 *
 * <p><b>Thread safety:</b> threads that start workers ask, the background thread makes, the application's thread closes.
 */
public final class StartUpCache implements WorkerCommandCustomizer, AutoCloseable {

    private final CacheThread thread = new CacheThread();
    private final Map<String, PoolArchives> pools = new ConcurrentHashMap<>();
    private final CacheOpener opener;

    /**
     * Creates a cache for the application that a class is part of. Does nothing yet.
     *
     * @param type a class of a library of the application
     * @param folder where to keep things; null: in the user's cache folder
     */
    public StartUpCache(Class<?> type, @Nullable Path folder) {
        this(CachedApplication.ofThisJvm(type), folder == null ? CachePlace.defaultPlaces() : List.of(folder));
    }

    private StartUpCache(@Nullable CachedApplication application, List<Path> places) {
        opener = new CacheOpener(
                application,
                JvmArchiving.ofThisJvm(),
                places,
                thread,
                () -> pools.values().forEach(PoolArchives::consider));
    }

    /** Looks in the background for what an earlier run has made. For a pool that may soon start workers. */
    public void searchOnce() {
        opener.searchOnce();
    }

    @Override
    public void customize(WorkerCommand command) {
        opener.customize(command);
    }

    /**
     * Makes the customizer that lets a pool's workers use an archive, to be applied when their command is complete.
     *
     * @param pool the name of the pool
     * @param trainee makes a builder for a pool with the same settings, which nobody listens to
     * @param initializer what a training worker is to run, warm-up included; made when it is needed
     * @param busy whether tasks of the pool wait, or workers of it start: no time to train one
     * @return a customizer
     */
    public WorkerCommandCustomizer archivesFor(
            String pool,
            Supplier<ProcessPoolExecutorBuilder> trainee,
            Supplier<WorkerInitializer> initializer,
            BooleanSupplier busy) {
        PoolArchives made =
                new PoolArchives(opener, thread, new Trainee(trainee, initializer, () -> !busy.getAsBoolean()));
        pools.put(pool, made);
        return made;
    }

    /**
     * Tells that a pool's workers are warmed up, so that it is worth while to train one. Cheap after the first call.
     *
     * @param pool the name of the pool
     */
    public void warmedUp(String pool) {
        PoolArchives archives = pools.get(pool);
        if (archives != null) {
            archives.warmedUp();
        }
    }

    /** Ends what goes on in the background. Workers should be gone by now: what they start from may be removed from now on. */
    @Override
    public void close() {
        thread.stop();
        pools.values().forEach(PoolArchives::close);
        thread.close();
        opener.close();
    }
}
