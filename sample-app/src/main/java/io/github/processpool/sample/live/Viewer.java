package io.github.processpool.sample.live;

import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One browser that watches. It receives states from {@link LiveStream} and sends what changed since the last one that went
 * out. While a slow browser still takes an update, newer states are skipped: nothing queues up, and the next update holds all
 * that was missed.
 *
 * <p>Thread safety: {@code sending} is taken by whoever sends, so {@code sent} and {@code sentAt} have one owner at a time;
 * both are volatile for the next owner.
 */
final class Viewer {

    /** A silent connection is told something after this time: both sides find out by it whether the other is still there. */
    static final long HEARTBEAT_MILLIS = 4_000;

    /** A browser that does not take an update for this long is given up. */
    static final long STUCK_MILLIS = 30_000;

    private final SseEmitter emitter;
    private final Clock clock;
    private final AtomicBoolean sending = new AtomicBoolean();
    private volatile @Nullable LiveState sent;
    private volatile long sentAt;

    Viewer(SseEmitter emitter, Clock clock) {
        this.emitter = emitter;
        this.clock = clock;
        this.sentAt = clock.millis();
    }

    /**
     * Sends what is new, on a thread of the executor.
     *
     * @return false if the browser is gone or does not listen, and is to be forgotten
     */
    boolean offer(LiveState state, Executor executor) {
        long now = clock.millis();
        if (!sending.compareAndSet(false, true)) {
            return now - sentAt < STUCK_MILLIS;
        }
        LiveUpdate update = LiveUpdate.between(sent, state, now);
        if (update.isEmpty() && now - sentAt < HEARTBEAT_MILLIS) {
            sending.set(false);
            return true;
        }
        sentAt = now;
        try {
            executor.execute(() -> send(update, state));
            return true;
        } catch (RejectedExecutionException e) {
            sending.set(false);
            return true;
        }
    }

    void end() {
        emitter.complete();
    }

    private void send(LiveUpdate update, LiveState state) {
        try {
            emitter.send(
                    update.isEmpty()
                            ? SseEmitter.event().name("alive").data("still here")
                            : SseEmitter.event().name("update").data(update, MediaType.APPLICATION_JSON));
            sent = state;
            sending.set(false);
        } catch (IOException | IllegalStateException e) {
            // The browser went away: sending stays taken, and the callback of the emitter forgets this viewer.
            emitter.completeWithError(e);
        }
    }
}
