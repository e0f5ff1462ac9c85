package io.github.processpool.cluster.internal.member;

import io.github.processpool.cluster.ClusterListener;
import io.github.processpool.cluster.ClusterSnapshot.Loss;
import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.engine.EngineListener;
import io.github.processpool.cluster.internal.session.ClusterClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes news of members from the engine and tells them to the listeners of the user, on a thread that is there while there are some. Keeps
 * the last losses for those who look on.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class News implements EngineListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(News.class);

    private static final int KEPT = 32;

    private final ClusterClock clock;
    private final ClusterLog words;
    /** The last one first; guarded by itself. */
    private final Deque<Past> losses = new ArrayDeque<>();

    private final List<ClusterListener> listeners = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor teller;

    private record Past(MemberAddress member, long atNanos, String why) {}

    News(String cluster, ClusterClock clock, ClusterLog words) {
        this.clock = clock;
        this.words = words;
        teller = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), action -> {
            Thread thread = new Thread(action, "process-pool-cluster-" + cluster + "-news");
            thread.setDaemon(true);
            return thread;
        });
        teller.allowCoreThreadTimeOut(true);
    }

    void add(ClusterListener listener) {
        listeners.add(listener);
    }

    @Override
    public void joined(MemberAddress member) {
        tell(listener -> listener.memberJoined(member));
    }

    @Override
    public void left(MemberAddress member, String why) {
        synchronized (losses) {
            losses.addFirst(new Past(member, clock.now(), why));
            if (losses.size() > KEPT) {
                losses.removeLast();
            }
        }
        tell(listener -> listener.memberLeft(member, why));
    }

    @Override
    public void refused(MemberAddress member, String why) {
        tell(listener -> listener.memberRefused(member, why));
    }

    @Override
    public void log(Runnable line) {
        words.write(line);
    }

    private void tell(Consumer<ClusterListener> news) {
        for (ClusterListener listener : listeners) {
            try {
                teller.execute(() -> tell(listener, news));
            } catch (RejectedExecutionException e) {
                // The cluster has ended.
            }
        }
    }

    private void tell(ClusterListener listener, Consumer<ClusterListener> news) {
        try {
            news.accept(listener);
        } catch (Throwable e) {
            words.write(() -> log.error("A listener of a cluster failed", e));
        }
    }

    /** The last one first. */
    List<Loss> losses() {
        synchronized (losses) {
            return losses.stream()
                    .map(past ->
                            new Loss(past.member().name(), Duration.ofNanos(clock.now() - past.atNanos()), past.why()))
                    .toList();
        }
    }

    @Override
    public void close() {
        teller.shutdown();
    }
}
