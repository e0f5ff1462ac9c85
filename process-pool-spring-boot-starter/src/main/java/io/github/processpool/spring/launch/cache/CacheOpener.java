package io.github.processpool.spring.launch.cache;

import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.internal.archive.ArchiveHome;
import io.github.processpool.internal.cache.CacheEntry;
import io.github.processpool.internal.cache.CacheFolder;
import io.github.processpool.internal.cache.CacheThread;
import io.github.processpool.internal.cache.JvmArchiving;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the application's entry in a {@link CacheFolder}, on the {@link CacheThread}, and has the commands of workers, which it
 * receives from pools, start from it. Knows nothing of archives of classes.
 *
 * <pre>{@code
 * new -> searched -> found             searchOnce: was it made by an earlier run?
 *            '-----> found, or off     makeOnce: for the first worker; off: it could not be made
 * }</pre>
 *
 * <p><b>Thread safety:</b> threads that start workers ask, the background thread makes, the application's thread closes.
 */
public final class CacheOpener implements WorkerCommandCustomizer, ArchiveHome, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CacheOpener.class);
    /** All of them together: what they wait for at the start of an application is less than what a start without the cache costs. */
    private static final long SEARCH_PATIENCE_MILLIS = 3000;

    private final @Nullable CachedApplication application;
    private final @Nullable JvmArchiving jvm;
    private final List<Path> places;
    private final CacheThread thread;
    private final Runnable onOpened;
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
     * Makes an opener that has done nothing yet.
     *
     * @param application null if the application runs in a form that is not cached
     * @param jvm null if it has no archives of classes
     * @param places where the folder may be, the best first
     * @param thread does the work
     * @param onOpened called in the background once there is an entry
     */
    public CacheOpener(
            @Nullable CachedApplication application,
            @Nullable JvmArchiving jvm,
            List<Path> places,
            CacheThread thread,
            Runnable onOpened) {
        this.application = application;
        this.jvm = jvm;
        this.places = List.copyOf(places);
        this.thread = thread;
        this.onOpened = onOpened;
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
        thread.later(() -> {
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
                log.debug("The start-up cache is not ready, workers start without it");
                searched.countDown();
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
        thread.later(() -> open(true));
    }

    // -- Called by the archives of pools --

    @Override
    public @Nullable JvmArchiving jvm() {
        return application == null || !application.hasArchivesOfClasses() ? null : jvm;
    }

    /** The entry that a command starts from; empty if it starts from anything else. */
    @Override
    public Optional<CacheEntry> entryOf(WorkerCommand command) {
        CacheEntry found = entry;
        return found != null && application != null && application.isStartedFrom(found, command)
                ? Optional.of(found)
                : Optional.empty();
    }

    @Override
    public @Nullable CacheEntry entryFor(WorkerCommand command) {
        return entry;
    }

    /** It does so already: it is the one of its command. */
    @Override
    public void startFrom(CacheEntry found, WorkerCommand command) {}

    @Override
    public void train(CacheEntry found, WorkerCommand model, WorkerCommand command) {
        customize(command);
    }

    @Override
    public List<String> trainingArguments() {
        return List.of("-Dlogging.level.root=OFF");
    }

    // -- On the background thread --

    private void open(boolean make) {
        CachedApplication form = application;
        if (entry != null || form == null) {
            return;
        }
        try {
            CacheEntry found = look(form, make);
            if (found != null) {
                use(found);
            }
        } catch (IOException | RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) {
                log.info("Workers start without the start-up cache of process pools: {}", e.toString());
                log.debug("The reason:", e);
            }
        }
    }

    private @Nullable CacheEntry look(CachedApplication form, boolean make) throws IOException {
        String name = contentName == null ? form.contentName() : contentName;
        contentName = name;
        return make ? folder().open(name, place -> contentOf(form, name, place)) : folder().find(name);
    }

    private CacheFolder folder() throws IOException {
        CacheFolder opened = folder == null ? CacheFolder.in(places) : folder;
        folder = opened;
        return opened;
    }

    private void use(CacheEntry found) throws IOException {
        if (jvm != null) {
            found.lookForAll(jvm.suffix());
        }
        entry = found;
        searched.countDown(); // What is to be tidied up is nothing that a worker should wait for.
        log.debug("Workers start from {}", found);
        found.sweep();
        folder().sweep();
        onOpened.run();
    }

    /** The archive may have been replaced by its next version since it got its name. */
    private static List<String> contentOf(CachedApplication form, String name, Path place) throws IOException {
        List<String> files = form.writeTo(place);
        if (!form.contentName().equals(name)) {
            throw new IOException("the application's archive was changed while it runs");
        }
        return files;
    }

    /** Lets go of the entry. Workers should be gone by now: what they start from may be removed from now on. */
    @Override
    public void close() {
        CacheEntry found = entry;
        if (found != null) {
            found.close();
        }
    }
}
