package io.github.processpool.sample.live;

import io.github.processpool.sample.SampleProperties;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells the watching browsers what changed. One scheduler looks at the state a few times a second, and only while someone
 * watches; each browser is written to by a thread of its own, so that a slow one delays nobody.
 *
 * <p>It ends before the web server drains, because a stream that stays open would hold that up.
 *
 * <p>Thread safety: {@code viewers} is concurrent; the threads are made and ended under the lock of this object.
 */
@Component
class LiveStream implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LiveStream.class);

    private final StateSource source;
    private final SampleProperties properties;
    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private @Nullable ScheduledExecutorService ticker;
    private @Nullable ThreadPoolExecutor senders;

    LiveStream(StateSource source, SampleProperties properties) {
        this.source = source;
        this.properties = properties;
    }

    /** Adds a browser; its first update, which comes with the next tick, holds everything. */
    synchronized SseEmitter watch() {
        if (viewers.size() >= properties.maxViewers()) {
            throw new TooManyViewersException(properties.maxViewers());
        }
        SseEmitter emitter = new SseEmitter(0L);
        Viewer viewer = new Viewer(emitter, Clock.systemUTC());
        emitter.onCompletion(() -> viewers.remove(viewer));
        emitter.onError(error -> viewers.remove(viewer));
        viewers.add(viewer);
        return emitter;
    }

    @Override
    public synchronized void start() {
        if (ticker == null) {
            ThreadPoolExecutor executor = new ThreadPoolExecutor(
                    0,
                    properties.maxViewers(),
                    10,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    threads("live-sender-"));
            long interval = properties.updateInterval().toMillis();
            ticker = Executors.newSingleThreadScheduledExecutor(threads("live-ticker-"));
            ScheduledFuture<?> unused =
                    ticker.scheduleWithFixedDelay(() -> tick(executor), interval, interval, TimeUnit.MILLISECONDS);
            senders = executor;
        }
    }

    @Override
    public synchronized void stop() {
        if (ticker != null && senders != null) {
            ticker.shutdownNow();
            viewers.forEach(Viewer::end);
            viewers.clear();
            senders.shutdownNow();
            ticker = null;
            senders = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return ticker != null;
    }

    private void tick(ThreadPoolExecutor executor) {
        if (viewers.isEmpty()) {
            return;
        }
        try {
            LiveState state = source.now();
            viewers.removeIf(viewer -> isLost(viewer, state, executor));
        } catch (RuntimeException e) {
            // A scheduler silently ends a job that throws; the next tick may do better.
            log.warn("The live updates missed a tick", e);
        }
    }

    private static boolean isLost(Viewer viewer, LiveState state, ThreadPoolExecutor executor) {
        if (viewer.offer(state, executor)) {
            return false;
        }
        viewer.end();
        return true;
    }

    private static CustomizableThreadFactory threads(String prefix) {
        CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
        factory.setDaemon(true);
        return factory;
    }
}
