package io.github.processpool.spring.cluster;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.cluster.ClusterListener;
import io.github.processpool.cluster.ClusterPoolOptions;
import io.github.processpool.cluster.ProcessPoolCluster;
import io.github.processpool.spring.WorkerProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/**
 * The member that this application is, from one start of its context to the stop: receives pools that are to be opened, and hands them
 * to a cluster, which is a new one after each stop. Joins when all pools are open, and leaves before they drain: no new tasks of others
 * come then, and what is away ends or comes back.
 *
 * <p><b>Thread safety:</b> the context's thread starts and stops; any thread opens pools and looks.
 */
public final class ClusterLifecycle implements PoolJoin, SmartLifecycle, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(ClusterLifecycle.class);

    private final ProcessPoolCluster.Builder builder;
    private final ObjectProvider<ClusterListener> listeners;
    private final int phase;
    private final Duration budget;
    private final Object lock = new Object();
    /** Volatile: written under the lock, read by those who look. */
    private volatile @Nullable ProcessPoolCluster cluster;
    private volatile boolean running;

    /**
     * Refuses what is unsafe.
     *
     * @param settings of the cluster
     * @param listeners beans that hear of members
     * @param phase above that of the pools
     * @param budget for leaving
     */
    public ClusterLifecycle(
            ClusterSettings settings, ObjectProvider<ClusterListener> listeners, int phase, Duration budget) {
        this.builder = settings.toBuilder();
        this.listeners = listeners;
        this.phase = phase;
        this.budget = budget;
    }

    @Override
    public ProcessPoolExecutor open(ProcessPoolExecutorBuilder pool) {
        return member().join(pool, new ClusterPoolOptions());
    }

    /** The member of now: a new one after a stop. */
    private ProcessPoolCluster member() {
        synchronized (lock) {
            ProcessPoolCluster open = cluster;
            if (open == null) {
                open = builder.build();
                listeners.orderedStream().forEach(open::addListener);
                cluster = open;
            }
            return open;
        }
    }

    // -- The life of the context --

    @Override
    public void start() {
        if (!WorkerProcess.isWorker()) {
            member();
            running = true;
        }
    }

    @Override
    public void stop() {
        ProcessPoolCluster left = forget();
        running = false;
        if (left != null) {
            List<ProcessFuture<?>> lost = left.leave(budget);
            if (!lost.isEmpty()) {
                log.warn(
                        "Left the cluster; tasks that had not come back from other members within {} were lost: {} ({})",
                        budget,
                        lost.size(),
                        lost.stream().map(ProcessFuture::name).distinct().collect(Collectors.joining(", ")));
            }
        }
    }

    @Override
    public void destroy() {
        running = false;
        ProcessPoolCluster left = forget();
        if (left != null) {
            left.close();
        }
    }

    private @Nullable ProcessPoolCluster forget() {
        synchronized (lock) {
            ProcessPoolCluster open = cluster;
            cluster = null;
            return open;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return phase;
    }
}
