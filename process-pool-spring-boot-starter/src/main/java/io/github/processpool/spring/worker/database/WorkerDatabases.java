package io.github.processpool.spring.worker.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
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

    private static final Map<DataSource, Boolean> DECIDED = Collections.synchronizedMap(new IdentityHashMap<>());

    private WorkerDatabases() {}

    static boolean isPrivate(@Nullable DataSource source) {
        if (source == null) {
            return false;
        }
        Boolean decided = DECIDED.get(source);
        if (decided == null) {
            decided = decide(source);
            DECIDED.put(source, decided);
        }
        return decided;
    }

    static boolean areAllPrivate(Collection<DataSource> sources) {
        return !sources.isEmpty() && sources.stream().allMatch(WorkerDatabases::isPrivate);
    }

    private static boolean decide(DataSource source) {
        return switch (DatabaseKind.of(source)) {
            case SHARED, FILE_OF_ONE_PROCESS -> false;
            case IN_MEMORY, UNKNOWN -> urlIsInMemory(source);
        };
    }

    private static boolean urlIsInMemory(DataSource source) {
        try (Connection connection = source.getConnection()) {
            String url = connection.getMetaData().getURL();
            return url != null && DatabaseKind.of(url) == DatabaseKind.IN_MEMORY;
        } catch (SQLException | RuntimeException e) {
            return false;
        }
    }
}
