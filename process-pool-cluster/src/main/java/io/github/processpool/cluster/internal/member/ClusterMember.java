package io.github.processpool.cluster.internal.member;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.cluster.ClusterListener;
import io.github.processpool.cluster.ClusterPoolOptions;
import io.github.processpool.cluster.ClusterSnapshot;
import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.ProcessPoolCluster;
import io.github.processpool.cluster.internal.engine.ClusterEngine;
import io.github.processpool.cluster.internal.engine.EngineSettings;
import io.github.processpool.cluster.internal.engine.JoinedPool;
import io.github.processpool.cluster.internal.link.MemberLinks;
import io.github.processpool.internal.federation.FederationAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a cluster, from its first attempt to join to its goodbye.
 *
 * <p><b>Thread safety:</b> any thread; {@link #leave} is done once, by whoever comes first.
 */
public final class ClusterMember implements ProcessPoolCluster {

    private static final Logger log = LoggerFactory.getLogger(ClusterMember.class);

    /** How much may be on its way from one member in parts. */
    private static final long ASSEMBLY_BYTES = 256L << 20;
    /** What is left of the time for leaving when guests are stopped: they have to be told to, and to be answered. */
    private static final long STOPPING_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long others may take to hear that this member leaves: one that stands still never does. */
    private static final long HEARD_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How often a step of the end is tried while memory is short, and the pause between. */
    private static final int MOST_TRIES = 50;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Made beforehand. */
    private static final OutOfMemoryError SHORT = new OutOfMemoryError("Pools have not heard of all ends");

    private final String name;
    private final MemberClock clock;
    private final News news;
    private final MemberLinks links;
    private final ClusterLog words;
    private final Reception reception;
    private final ClusterEngine engine;
    private final Entry entry;
    /** Guarded by this. */
    private boolean left;

    /**
     * Not joined yet.
     *
     * @param name of the cluster
     * @param settings of the engine
     * @param transport not open
     */
    public ClusterMember(String name, EngineSettings settings, ClusterTransport transport) {
        this.name = name;
        this.words = new ClusterLog(name);
        this.clock = new MemberClock(name, words);
        this.news = new News(name, clock, words);
        this.reception = new Reception(words::write);
        this.links = new MemberLinks(transport, ASSEMBLY_BYTES, reception);
        this.engine = new ClusterEngine(settings, clock, links, RandomGenerator.of("SplittableRandom"), news);
        this.entry = new Entry(name, transport, links, reception);
        reception.connect(engine);
    }

    /** Begins to join, and returns at once. */
    public void start() {
        entry.start();
    }

    @Override
    public ProcessPoolExecutor join(ProcessPoolExecutorBuilder builder, ClusterPoolOptions options) {
        JoinedPool federation = engine.newPool(options.takesGuests());
        ProcessPoolExecutor pool;
        try {
            pool = FederationAccess.open(builder, federation);
        } catch (Throwable e) {
            federation.forget();
            throw e;
        }
        try {
            federation.activate();
        } catch (Throwable e) {
            pool.terminate(); // Nobody else has it.
            throw e;
        }
        return pool;
    }

    @Override
    public void addListener(ClusterListener listener) {
        news.add(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public ClusterSnapshot snapshot() {
        return Snapshots.take(name, engine, links, reception, news.losses(), clock.now());
    }

    @Override
    public CompletableFuture<String> threadDump(String pool, String member, long pid) {
        return engine.threadDump(pool, member, pid);
    }

    /** What takes longer than the budget are the last words only. */
    @Override
    public List<ProcessFuture<?>> leave(Duration budget) {
        if (budget.isNegative()) {
            throw new IllegalArgumentException("budget must not be negative, but was " + budget);
        }
        synchronized (this) {
            if (left) {
                return List.of();
            }
            left = true;
        }
        entry.close();
        long end = clock.now() + budget.toNanos();
        untilItIsDone(engine::leave);
        awaitUntil(Math.min(end, clock.now() + HEARD_NANOS), engine::isLeavingHeard);
        awaitUntil(end - Math.min(STOPPING_NANOS, budget.toNanos() / 4), engine::isIdle);
        untilItIsDone(engine::stopGuests);
        awaitUntil(end, engine::isIdle);
        List<ProcessFuture<?>> lost = new ArrayList<>();
        untilItIsDone(() -> collectAway(lost));
        untilItIsDone(engine::close);
        untilItIsDone(this::requireThatAllIsTold);
        untilItIsDone(this::sayLastWords);
        untilItIsDone(links::close);
        untilItIsDone(clock::close);
        untilItIsDone(news::close);
        words.close();
        return lost;
    }

    private void collectAway(List<ProcessFuture<?>> lost) {
        lost.clear();
        for (JoinedPool pool : engine.pools()) {
            lost.addAll(pool.futuresAway());
        }
    }

    /** The clock stops after that, and nobody would do again what has failed. */
    private void requireThatAllIsTold() {
        if (engine.isBehind()) {
            throw SHORT;
        }
    }

    /** Does a step of the end, and the others come whatever happens there: again and again while memory is short, for some seconds. */
    private void untilItIsDone(Runnable step) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            try {
                step.run();
                return;
            } catch (VirtualMachineError e) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (Throwable e) {
                words.write(() -> log.error("A step of the end of a cluster failed", e));
                return;
            }
        }
    }

    private void sayLastWords() {
        try {
            links.awaitSent(LAST_WORDS_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An interrupt ends the wait, and what comes after it is done at once. */
    private void awaitUntil(long end, BooleanSupplier done) {
        while (!done.getAsBoolean()
                && clock.now() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
