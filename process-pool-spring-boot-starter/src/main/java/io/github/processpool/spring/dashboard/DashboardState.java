package io.github.processpool.spring.dashboard;

import io.github.processpool.spring.endpoint.PoolDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * All that the page shows, at one moment.
 *
 * @param now the clock of this machine, in milliseconds of the epoch
 * @param application its name; may be empty
 * @param writable whether the endpoint's access model allows to change anything
 * @param pools in the order of their beans
 */
record DashboardState(long now, String application, boolean writable, List<Pool> pools)
        implements OperationResponseBody {

    /**
     * A pool.
     *
     * @param shown as the endpoint shows it
     * @param figures its last minutes; absent for a pool that the application has built itself
     */
    record Pool(PoolDescription shown, @Nullable PoolFigures figures) {}
}
