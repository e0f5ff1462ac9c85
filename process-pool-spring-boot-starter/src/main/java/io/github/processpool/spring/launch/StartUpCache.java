package io.github.processpool.spring.launch;

import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.WorkerInitializer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the workers of an application that runs from an executable jar start sooner from the second time on: the jar is extracted
 * into a {@link CacheFolder} when the first worker is started, and a training worker writes an archive of the classes that a warm
 * worker has loaded, when workers are warmed up. Workers that start later use what is there.
 *
 * <pre>{@code
 * new -> searched -> found             searchOnce: was it made by an earlier run?
 *            '-----> found, or off     makeOnce: for the first worker; off: it could not be made
 * }</pre>
 *
 * <p>It is a customizer of the workers' commands, to be applied first; {@link #archivesFor} makes the ones to be applied last. All
 * work is done on a thread of its own; a worker's start waits for nothing but, a moment, the search. Whatever goes wrong leaves
 * workers to start as they would without this.
 *
 * <p><b>Thread safety:</b> threads that start workers ask, the background thread makes, the application's thread closes.
 */
public final class StartUpCache implements WorkerCommandCustomizer, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StartUpCache.class);
    private static final long SEARCH_PATIENCE_MILLIS = 1000;
    private static final long END_PATIENCE_MILLIS = 2000;

    private final @Nullable CachedApplication application;
    private final @Nullable JvmArchiving jvm;
    private final List<Path> places;
    private final ScheduledThreadPoolExecutor background;
    private final Map<String, PoolArchives> pools = new ConcurrentHashMap<>();
    private final CountDownLatch searched = new CountDownLatch(1);

    /** Set once, by the background thread; volatile for those who start workers. */
    private volatile @Nullable CacheEntry entry;

    // -- Guarded by this --
    private boolean searching;
    private boolean making;

    // -- Only touched by the background thread --
    private @Nullable CacheFolder folder;
    private @Nullable String contentName;

    /**
     * Creates a cache for the application that a class is part of. Does nothing yet.
     *
     * @param type a class of a library of the application
     * @param folder where to keep things; null: in the user's cache folder
     */
    public StartUpCache(Class<?> type, @Nullable Path folder) {
        this(CachedApplication.ofThisJvm(type), folder == null ? PrivateFolder.defaultPlaces() : List.of(folder));
    }

    StartUpCache(@Nullable CachedApplication application, List<Path> places) {
        this.application = application;
        this.jvm = JvmArchiving.ofThisJvm();
        this.places = List.copyOf(places);
        this.background = new ScheduledThreadPoolExecutor(1, StartUpCache::newThread);
        background.setKeepAliveTime(5, TimeUnit.SECONDS);
        background.allowCoreThreadTimeOut(true);
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "process-pool-start-up-cache");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        return thread;
    }

    // -- Called by pools --

    /** Looks in the background for what an earlier run has made. For a pool that may soon start workers. */
    public void searchOnce() {
        if (application == null) {
            return;
        }
        synchronized (this) {
            if (searching) {
                return;
            }
            searching = true;
        }
        later(() -> {
            try {
                open(false);
            } finally {
                searched.countDown();
            }
        });
    }

    @Override
    public void customize(WorkerCommand command) {
        if (application == null) {
            return;
        }
        searchOnce();
        awaitSearch();
        CacheEntry found = entry;
        if (found == null) {
            makeOnce();
        } else {
            application.startFrom(found, command);
        }
    }

    private void awaitSearch() {
        try {
            if (!searched.await(SEARCH_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                log.debug("The start-up cache is not ready");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void makeOnce() {
        synchronized (this) {
            if (making) {
                return;
            }
            making = true;
        }
        later(() -> open(true));
    }

    /**
     * Makes the customizer that lets a pool's workers use an archive, to be applied when their command is complete.
     *
     * @param pool the name of the pool
     * @param trainee makes a builder for a pool with the same settings, which nobody listens to
     * @param initializer what a training worker is to run, warm-up included; made when it is needed
     * @return a customizer
     */
    public WorkerCommandCustomizer archivesFor(
            String pool, Supplier<ProcessPoolExecutorBuilder> trainee, Supplier<WorkerInitializer> initializer) {
        PoolArchives made = new PoolArchives(this, trainee, initializer);
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

    // -- Called by the archives of pools --

    @Nullable
    JvmArchiving jvm() {
        return application == null ? null : jvm;
    }

    /** The entry that a command starts from; empty if it starts from anything else. */
    Optional<CacheEntry> entryOf(WorkerCommand command) {
        CacheEntry found = entry;
        return found != null && application != null && application.isStartedFrom(found, command)
                ? Optional.of(found)
                : Optional.empty();
    }

    @Nullable
    CacheEntry entry() {
        return entry;
    }

    /** Does something on the background thread; nothing after the end. */
    void later(Runnable work) {
        later(Duration.ZERO, work);
    }

    /** Does something on the background thread after a while; nothing after the end. */
    @SuppressWarnings("FutureReturnValueIgnored") // What fails is logged.
    void later(Duration delay, Runnable work) {
        Runnable guarded = () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                log.warn("The start-up cache of process pools failed; workers start without it", e);
            }
        };
        try {
            background.schedule(guarded, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // It is closed.
        }
    }

    // -- On the background thread --

    private void open(boolean make) {
        CachedApplication form = application;
        if (entry != null || form == null) {
            return;
        }
        try {
            CacheFolder opened = folder == null ? CacheFolder.in(places) : folder;
            folder = opened;
            String name = contentName == null ? form.contentName() : contentName;
            contentName = name;
            CacheEntry found = make ? opened.open(name, place -> contentOf(form, name, place)) : opened.find(name);
            if (found != null) {
                if (jvm != null) {
                    found.lookForAll(jvm.suffix());
                }
                entry = found;
                log.debug("Workers start from {}", found);
                found.sweep();
                opened.sweep();
                pools.values().forEach(PoolArchives::consider);
            }
        } catch (IOException | RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) {
                log.info("Workers start without the start-up cache of process pools: {}", e.toString());
                log.debug("The reason:", e);
            }
        }
    }

    /** The archive may have been replaced by its next version since it got its name. */
    private static List<String> contentOf(CachedApplication form, String name, Path place) throws IOException {
        List<String> files = form.writeTo(place);
        if (!form.contentName().equals(name)) {
            throw new IOException("the application's archive was changed while it runs");
        }
        return files;
    }

    /** Ends what goes on in the background. Workers should be gone by now: what they start from may be removed from now on. */
    @Override
    public void close() {
        background.shutdownNow();
        pools.values().forEach(PoolArchives::close);
        try {
            if (!background.awaitTermination(END_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                log.debug("The start-up cache takes its time to end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        CacheEntry found = entry;
        if (found != null) {
            found.close();
        }
    }
}
