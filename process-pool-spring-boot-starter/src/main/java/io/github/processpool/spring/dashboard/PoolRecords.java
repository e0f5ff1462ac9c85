package io.github.processpool.spring.dashboard;

import io.github.processpool.ProcessPoolListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has a {@link PoolRecord} for each pool that was made with one. A pool that the application builds itself has none.
 *
 * <p><b>Thread safety:</b> any thread; the map is concurrent.
 */
public final class PoolRecords {

    private final long beginning = System.nanoTime();
    private final Map<String, PoolRecord> records = new ConcurrentHashMap<>();

    /**
     * Begins a record.
     *
     * @param pool the pool's name
     * @return what has to hear its events
     */
    public ProcessPoolListener begin(String pool) {
        PoolRecord record = new PoolRecord(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginning));
        records.put(pool, record);
        return record;
    }

    @Nullable
    PoolRecord get(String pool) {
        return records.get(pool);
    }
}
