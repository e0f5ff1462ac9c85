package io.github.processpool.internal.archive;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerCommand;
import io.github.processpool.internal.cache.ArchiveKey;
import io.github.processpool.internal.cache.CacheEntry;
import io.github.processpool.internal.cache.CacheFolder;
import io.github.processpool.internal.cache.JvmArchiving;
import io.github.processpool.internal.system.LogProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Keeps archives for workers that start from a class path: one entry of the cache for each {@link ArchivedClassPath}. Its class path
 * begins with a jar of the {@link EngineClasses}, which the entry holds, because a JVM archives nothing out of folders, and uses an
 * archive for what begins with the class path that it was made for: so one of the engine alone serves where folders come first, and
 * where all are jars it has their classes too.
 *
 * <p>There is one for each folder of a JVM. Its entries stay open, and so locked against removal, as long as the JVM lives.
 *
 * <p><b>Thread safety:</b> any thread; entries are made by the background thread only.
 */
public final class ClassPathHome implements ArchiveHome {

    private static final Logger log = LogProvider.loggerOf(ClassPathHome.class);
    /** For each class path, in one JVM. */
    private static final int MOST_ATTEMPTS = 2;
    /** Who has more in one JVM makes them, and none of them twice. */
    private static final int MOST_CLASS_PATHS = 16;

    private static final long SEARCH_PATIENCE_MILLIS = 1000;

    private static final Map<List<Path>, ClassPathHome> HOMES = new ConcurrentHashMap<>();

    private final List<Path> places;
    private final Supplier<@Nullable EngineClasses> engines;
    private final @Nullable JvmArchiving jvm = JvmArchiving.ofThisJvm();
    private final Map<List<String>, Place> known = new ConcurrentHashMap<>();
    /** Volatile: set by whoever looks first. */
    private volatile @Nullable Optional<EngineClasses> engine;

    /** What is known of one class path. */
    private static final class Place {

        private final CountDownLatch searched = new CountDownLatch(1);
        /** Volatile: set once, before it counts as searched; null if there is nothing to archive. */
        private volatile @Nullable ArchivedClassPath path;
        /** Volatile: set by who looks for it, used by all. */
        private volatile @Nullable CacheEntry entry;
        /** Volatile: set when no entry, or no archive, can be made. */
        private volatile boolean refused;

        /** Only touched by the background thread. */
        private int attempts;

        /** Returns false if the search, which another thread makes, takes longer than a worker's start can wait. */
        boolean isSearched() {
            try {
                return searched.await(SEARCH_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /** Of what is not archived. */
    private static final Place NOWHERE = new Place();

    ClassPathHome(List<Path> places, Supplier<@Nullable EngineClasses> engines) {
        this.places = List.copyOf(places);
        this.engines = engines;
    }

    /** The one of this JVM that keeps things in the first of these places that will do. */
    public static ClassPathHome in(List<Path> places) {
        return HOMES.computeIfAbsent(places, wanted -> new ClassPathHome(wanted, EngineClasses::ofThisJvm));
    }

    @Override
    public @Nullable JvmArchiving jvm() {
        return jvm;
    }

    @Override
    public Optional<CacheEntry> entryOf(WorkerCommand command) {
        CacheEntry entry = placeOf(command.classPath()).entry;
        return entry != null && entry.isIntact() ? Optional.of(entry) : Optional.empty();
    }

    /** Looks for what earlier JVMs have made for a class path of workers that will soon be started. */
    public void searchFor(List<String> classPath) {
        placeOf(classPath);
    }

    /** Looks for it when a class path comes for the first time. */
    private Place placeOf(List<String> classPath) {
        if (known.size() >= MOST_CLASS_PATHS && !known.containsKey(classPath)) {
            return NOWHERE;
        }
        Place made = new Place();
        Place other = known.putIfAbsent(List.copyOf(classPath), made);
        if (other != null) {
            return other.isSearched() ? other : NOWHERE;
        }
        try {
            look(
                    made,
                    engine().flatMap(classes -> ArchivedClassPath.of(classPath, classes))
                            .orElse(null));
        } catch (IOException | RuntimeException e) {
            refuse(made, e);
        } finally {
            made.searched.countDown();
        }
        return made;
    }

    /** It takes a look at many files where this library is a folder. */
    private Optional<EngineClasses> engine() {
        Optional<EngineClasses> found = engine;
        if (found == null) {
            found = Optional.ofNullable(engines.get());
            engine = found;
        }
        return found;
    }

    private void look(Place place, @Nullable ArchivedClassPath path) throws IOException {
        place.path = path;
        CacheEntry found = path == null ? null : CacheFolder.in(places).find(path.name());
        if (found != null) {
            use(place, found);
        }
    }

    private void use(Place place, CacheEntry found) {
        if (jvm != null) {
            found.lookForAll(jvm.suffix());
        }
        place.entry = found;
    }

    private static void refuse(Place place, Exception reason) {
        place.refused = true;
        if (!Thread.currentThread().isInterrupted()) {
            log.debug("Workers start without the start-up cache of process pools", reason);
        }
    }

    @Override
    public boolean mayCome(WorkerCommand command) {
        Place place = placeOf(command.classPath());
        return place.path != null && !place.refused;
    }

    @Override
    public @Nullable CacheEntry entryFor(WorkerCommand command) {
        Place place = placeOf(command.classPath());
        CacheEntry entry = place.entry;
        if (entry != null && entry.isIntact()) {
            return entry;
        }
        ArchivedClassPath path = place.path;
        EngineClasses classes = engine().orElse(null);
        return path == null || place.refused || classes == null ? null : make(place, path, classes);
    }

    private @Nullable CacheEntry make(Place place, ArchivedClassPath path, EngineClasses classes) {
        try {
            CacheEntry gone = place.entry;
            if (gone != null) {
                place.entry = null;
                gone.close();
            }
            CacheFolder folder = CacheFolder.in(places);
            CacheEntry made = folder.open(path.name(), classes::writeTo);
            use(place, made);
            made.sweep();
            folder.sweep();
            return made;
        } catch (IOException | RuntimeException e) {
            refuse(place, e);
            return null;
        }
    }

    @Override
    public void startFrom(CacheEntry entry, WorkerCommand command) {
        ArchivedClassPath path = placeOf(command.classPath()).path;
        if (path != null) {
            path.begin(command.classPath(), entry.classPath());
        }
    }

    @Override
    public void train(CacheEntry entry, WorkerCommand model, WorkerCommand command) {
        ArchivedClassPath path = placeOf(model.classPath()).path;
        command.classPath().clear();
        command.classPath().addAll(entry.classPath());
        if (path != null) {
            command.classPath().addAll(path.jars());
        }
    }

    @Override
    public boolean mayTry(CacheEntry entry, ArchiveKey key, WorkerCommand model) {
        Place place = placeOf(model.classPath());
        boolean may = !entry.hasFailedLately(key) && place.attempts++ < MOST_ATTEMPTS;
        if (!may) {
            place.refused = true;
        }
        return may;
    }

    @Override
    public void onFailure(CacheEntry entry, ArchiveKey key) {
        entry.noteFailure(key);
    }

    @Override
    public void exercise(ProcessPoolExecutor pool) throws InterruptedException, ExecutionException {
        Rehearsal.play(pool);
    }
}
