package io.github.processpool.spring.health;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.ProcessPoolListener;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers why pools are broken, for {@link ProcessPoolHealthIndicator}. One listener serves any number of pools.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class BrokenPoolReasons implements ProcessPoolListener {

    private final Map<String, String> reasons = new ConcurrentHashMap<>();

    /** Creates a listener that has heard of no broken pool. */
    public BrokenPoolReasons() {}

    @Override
    public void poolBroken(String poolName, PoolBrokenException reason) {
        reasons.put(poolName, String.valueOf(reason.getMessage()));
    }

    @Override
    public void poolRecovered(String poolName) {
        reasons.remove(poolName);
    }

    /**
     * Returns why a pool is broken.
     *
     * @param poolName its name
     * @return the reason in words; empty if the pool is not broken, or if this listener does not hear of it
     */
    public Optional<String> reason(String poolName) {
        return Optional.ofNullable(reasons.get(poolName));
    }
}
