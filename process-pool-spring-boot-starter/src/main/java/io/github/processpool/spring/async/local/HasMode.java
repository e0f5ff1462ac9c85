package io.github.processpool.spring.async.local;

import io.github.processpool.PoolMode;
import io.github.processpool.ProcessPoolExecutor;

/** A pool that tells where its workers live, as those from properties do. */
public interface HasMode {

    PoolMode mode();

    /** Whether the workers of this pool are threads, as far as is known. */
    static boolean isInProcess(ProcessPoolExecutor pool) {
        return pool instanceof HasMode known && known.mode() == PoolMode.IN_PROCESS;
    }
}
