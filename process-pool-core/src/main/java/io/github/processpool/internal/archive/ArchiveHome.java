package io.github.processpool.internal.archive;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerCommand;
import io.github.processpool.internal.cache.ArchiveKey;
import io.github.processpool.internal.cache.CacheEntry;
import io.github.processpool.internal.cache.JvmArchiving;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Where the {@link PoolArchives} of a pool keep archives: knows which entry of the cache goes with a command, and how workers are
 * started from it. Knows nothing of how archives are made.
 *
 * <p><b>Thread safety:</b> threads that start workers ask for {@link #entryOf} and have commands changed; the background thread
 * does the rest.
 */
public interface ArchiveHome {

    /** How archives are made; null: there are none. */
    @Nullable
    JvmArchiving jvm();

    /** The entry of a command that has one now; does not wait for more than files. */
    Optional<CacheEntry> entryOf(WorkerCommand command);

    /** Whether it may come to an archive for a command that has none. */
    default boolean mayCome(WorkerCommand command) {
        return true;
    }

    /** In the background: the entry that is to have the archive of a command; null if there is none yet. */
    @Nullable
    CacheEntry entryFor(WorkerCommand command);

    /** Changes the command of a worker, which is to use an archive of an entry, as far as that is needed. */
    void startFrom(CacheEntry entry, WorkerCommand command);

    /** Changes the command of the worker that is to make an archive of an entry for workers with a command like the model. */
    void train(CacheEntry entry, WorkerCommand model, WorkerCommand command);

    /** Whether it is worth another try to make an archive for a command; asked once for each. */
    default boolean mayTry(CacheEntry entry, ArchiveKey key, WorkerCommand model) {
        return true;
    }

    /** Told that an archive can't be made. */
    default void onFailure(CacheEntry entry, ArchiveKey key) {}

    /** Further arguments of a worker that makes an archive. */
    default List<String> trainingArguments() {
        return List.of();
    }

    /** Has the worker that makes an archive do what others do. */
    default void exercise(ProcessPoolExecutor pool) throws InterruptedException, ExecutionException {}
}
