package io.github.processpool.spring.worker.database;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Decides in a worker, for each data source, whether its database lives in the memory of this process: by what the connection says,
 * through all that is wrapped around it. One that is not certain is shared. No connection is opened to a database whose URL can be
 * read and is another process's.
 *
 * <p><b>Thread safety:</b> any thread; a data source may be asked twice.
 */
final class WorkerDatabases {

    /** A data source as it is, whatever it says that it equals; it may be collected while its answer is known. */
    private static final class Known extends WeakReference<DataSource> {

        private final int hash;

        Known(DataSource source, ReferenceQueue<DataSource> gone) {
            super(source, gone);
            this.hash = System.identityHashCode(source);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other || other instanceof Known known && get() != null && get() == known.get();
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private static final Map<Known, Boolean> DECIDED = new ConcurrentHashMap<>();
    private static final ReferenceQueue<DataSource> GONE = new ReferenceQueue<>();

    private WorkerDatabases() {}

    static boolean isPrivate(@Nullable DataSource source) {
        if (source == null) {
            return false;
        }
        for (Object gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            DECIDED.remove(gone);
        }
        Known known = new Known(source, GONE);
        Boolean decided = DECIDED.get(known);
        if (decided == null) {
            decided = decide(source);
            if (decided == null) { // It may answer the next time.
                return false;
            }
            DECIDED.put(known, decided);
        }
        return decided;
    }

    /** Returns for how many data sources the answer is kept. */
    static int count() {
        return DECIDED.size();
    }

    static boolean areAllPrivate(Collection<DataSource> sources) {
        return !sources.isEmpty() && sources.stream().allMatch(WorkerDatabases::isPrivate);
    }

    private static @Nullable Boolean decide(DataSource source) {
        return switch (DatabaseKind.of(source)) {
            case SHARED, FILE_OF_ONE_PROCESS -> false;
            case IN_MEMORY, UNKNOWN -> urlIsInMemory(source);
        };
    }

    /** Null if it can't be asked now. */
    private static @Nullable Boolean urlIsInMemory(DataSource source) {
        try (Connection connection = source.getConnection()) {
            String url = connection.getMetaData().getURL();
            return url != null && DatabaseKind.of(url) == DatabaseKind.IN_MEMORY;
        } catch (SQLException | RuntimeException e) {
            return null;
        }
    }
}
