package io.github.processpool.spring.cluster;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.cluster.ClusterListener;
import io.github.processpool.cluster.ClusterPoolOptions;
import io.github.processpool.cluster.ClusterSnapshot;
import io.github.processpool.cluster.ProcessPoolCluster;
import io.github.processpool.spring.WorkerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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
 * come then, and what is away ends or comes back. It is the {@link ProcessPoolCluster} that an application has injected, the same one for
 * all of its starts.
 *
 * <p><b>Thread safety:</b> the context's thread starts and stops; any thread opens pools and looks.
 */
public final class ClusterLifecycle
        implements ProcessPoolCluster, PoolJoin, ClusterView, SmartLifecycle, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(ClusterLifecycle.class);

    private final ProcessPoolCluster.Builder builder;
    private final ObjectProvider<ClusterListener> listeners;
    /** Those that were added, to be told of each start; guarded by the lock. */
    private final List<ClusterListener> added = new ArrayList<>();

    private final int phase;
    private final Duration budget;
    private final String name;
    private final int requiredMembers;
    private final Object lock = new Object();
    /** Names of pools that were joined, in this start or an earlier one; guarded by the lock, as are the next ones. */
    private final Set<String> shared = new LinkedHashSet<>();

    private final List<Consumer<String>> sharedListeners = new ArrayList<>();
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
        this.name = settings.name();
        this.requiredMembers = settings.requiredMembers();
        this.listeners = listeners;
        this.phase = phase;
        this.budget = budget;
    }

    @Override
    public ProcessPoolExecutor open(ProcessPoolExecutorBuilder pool) {
        return join(pool, ClusterPoolOptions.defaults());
    }

    @Override
    public ProcessPoolExecutor join(ProcessPoolExecutorBuilder pool, ClusterPoolOptions options) {
        ProcessPoolExecutor joined = member().join(pool, options);
        announce(joined.snapshot().name());
        return joined;
    }

    private void announce(String pool) {
        List<Consumer<String>> told;
        synchronized (lock) {
            told = shared.add(pool) ? List.copyOf(sharedListeners) : List.of();
        }
        told.forEach(listener -> listener.accept(pool));
    }

    /**
     * Tells of each pool that is joined for the first time, those that are already included.
     *
     * @param listener is given its name
     */
    public void onShared(Consumer<String> listener) {
        Set<String> already;
        synchronized (lock) {
            sharedListeners.add(listener);
            already = Set.copyOf(shared);
        }
        already.forEach(listener);
    }

    /** The member of now: a new one after a stop. */
    private ProcessPoolCluster member() {
        List<ClusterListener> listening = listeners.orderedStream().toList();
        synchronized (lock) {
            ProcessPoolCluster open = cluster;
            if (open == null) {
                open = builder.start();
                listening.forEach(open::addListener);
                added.forEach(open::addListener);
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
        running = false;
        List<ProcessFuture<?>> lost = leave(budget);
        if (!lost.isEmpty()) {
            log.warn(
                    "Left cluster '{}' while tasks were still with other members after {}; they are run again where that is"
                            + " allowed, and fail otherwise: {} ({})",
                    name,
                    budget,
                    lost.size(),
                    lost.stream().map(ProcessFuture::name).distinct().collect(Collectors.joining(", ")));
        }
    }

    @Override
    public void destroy() {
        running = false;
        leave(Duration.ZERO);
    }

    @Override
    public List<ProcessFuture<?>> leave(Duration patience) {
        ProcessPoolCluster left;
        synchronized (lock) {
            left = cluster;
            cluster = null;
        }
        return left == null ? List.of() : left.leave(patience);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return phase;
    }

    // -- What there is to see --

    @Override
    public void addListener(ClusterListener listener) {
        ProcessPoolCluster open;
        synchronized (lock) {
            added.add(listener);
            open = cluster;
        }
        if (open != null) {
            open.addListener(listener);
        }
    }

    /** Between a stop and the next start there is nobody. */
    @Override
    public ClusterSnapshot snapshot() {
        ProcessPoolCluster open = cluster;
        return open == null
                ? new ClusterSnapshot(
                        name, Optional.empty(), ClusterSnapshot.State.LEFT, List.of(), List.of(), List.of(), 0, 0, 0)
                : open.snapshot();
    }

    @Override
    public CompletableFuture<String> threadDump(String pool, String member, long pid) {
        ProcessPoolCluster open = cluster;
        if (open == null) {
            throw new IllegalArgumentException("This application is not in cluster '" + name + "' now");
        }
        return open.threadDump(pool, member, pid);
    }

    @Override
    public State state() {
        ClusterSnapshot now = snapshot();
        if (now.state() != ClusterSnapshot.State.JOINED) {
            return new State(name, null, 0, requiredMembers);
        }
        int others = (int) now.members().stream()
                .filter(member -> member.state().equals(ClusterRows.OPEN))
                .count();
        return new State(name, ClusterRows.nameOf(now), others + 1, requiredMembers);
    }

    @Override
    public @Nullable SharedPool pool(String pool) {
        return ClusterRows.of(pool, snapshot());
    }
}
