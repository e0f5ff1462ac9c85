package io.github.processpool.spring.async.elements;

import io.github.processpool.ProcessPoolExecutor;
import org.jspecify.annotations.Nullable;

/** A pool that knows what it has shared, as those from properties do, behind which there is one pool after the other. */
public interface SharesOnce {

    /** Shares an object with the pool that is open now, unless that was done before. */
    <T> T shareOnce(Class<T> type, T target);

    /** Asks any pool; null from a mock that was not told what to return. */
    static <T> @Nullable T share(ProcessPoolExecutor pool, Class<T> type, T target) {
        return pool instanceof SharesOnce known ? known.shareOnce(type, target) : pool.share(type, target);
    }
}
