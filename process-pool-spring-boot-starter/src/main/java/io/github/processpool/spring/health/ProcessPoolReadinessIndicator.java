package io.github.processpool.spring.health;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.cluster.ClusterView;
import io.github.processpool.spring.cluster.ClusterView.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether all pools can do what the application is for; meant for a readiness group. A pool is ready when its minimum of workers
 * is, warmed up where that was asked for, and a cluster when it has the members that it should have. Either then stays so, whatever
 * becomes of single workers or members, until it is broken or stopped: an instance is not taken out of service for a worker that is
 * being replaced.
 *
 * <pre>{@code
 * waiting -> ready <-> broken       RUNNING with enough workers; BROKEN
 *    ^---------'----------'         stopped with its context
 * }</pre>
 *
 * <p><b>Thread safety:</b> any thread that asks for health; which pools have been ready is in a concurrent map.
 */
public final class ProcessPoolReadinessIndicator extends AbstractHealthIndicator {

    private final ProcessPools pools;
    /** How many workers had been started when a pool was last seen ready: one that has started fewer is a new one. */
    private final Map<String, Long> ready = new ConcurrentHashMap<>();

    private final @Nullable ClusterView cluster;
    /** Whether the cluster was ever as large as it should be. Volatile: any thread asks. */
    private volatile boolean joined;

    /**
     * Creates an indicator.
     *
     * @param pools that all have to be ready
     * @param cluster whose members have to be there; null: there is none
     */
    public ProcessPoolReadinessIndicator(ProcessPools pools, @Nullable ClusterView cluster) {
        super("The process pools could not be asked for their state");
        this.pools = pools;
        this.cluster = cluster;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up();
        pools.asMap().forEach((name, pool) -> {
            PoolSnapshot snapshot = pool.snapshot();
            if (snapshot == null) {
                return; // A mock of a test, which has nothing to wait for.
            }
            if (!isReady(name, snapshot)) {
                health.outOfService();
            }
            health.withDetail(name, details(snapshot));
        });
        if (cluster != null && cluster.state().required() > 0) {
            checkMembers(health, cluster.state());
        }
    }

    /** As with workers: once there were enough, one that goes takes no other out of service. */
    private void checkMembers(Health.Builder health, State state) {
        joined |= state.isEnough();
        if (!joined) {
            health.outOfService();
        }
        health.withDetail("members", state.members()).withDetail("requiredMembers", state.required());
    }

    private boolean isReady(String name, PoolSnapshot pool) {
        // One that its context has not started yet has no size.
        boolean open = pool.maxWorkers() > 0 && (pool.state() == PoolState.RUNNING || pool.state() == PoolState.BROKEN);
        Long before = ready.get(name);
        if (!open || (before != null && pool.workersStarted() < before)) {
            ready.remove(name);
        }
        if (open && usable(pool) >= pool.minWorkers()) {
            ready.put(name, pool.workersStarted());
        }
        return pool.state() == PoolState.RUNNING && ready.containsKey(name);
    }

    private static Map<String, Object> details(PoolSnapshot pool) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", pool.maxWorkers() == 0 ? "NOT_STARTED" : pool.state());
        details.put("ready", usable(pool));
        details.put("min", pool.minWorkers());
        return details;
    }

    private static long usable(PoolSnapshot pool) {
        return pool.workers().stream()
                .map(WorkerSnapshot::state)
                .filter(state -> switch (state) {
                    case IDLE, BUSY, RETIRING -> true;
                    case WAITING, STARTING, STANDBY, ENDED -> false;
                })
                .count();
    }
}
