package io.github.processpool.cluster.internal.engine;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Leaving;
import io.github.processpool.cluster.internal.session.EngineLock;
import io.github.processpool.cluster.internal.session.Session;
import io.github.processpool.cluster.internal.session.SessionListener;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes from the {@code Membership} what becomes of sessions, and tells the pools of this member and its listener.
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}; the listener is told without it.
 */
final class SessionNews implements SessionListener {

    private final EngineLock lock;
    private final EngineListener listener;
    /** Set before there is a session. */
    private @Nullable JoinedPools pools;

    private boolean leaving;
    private long opened;

    SessionNews(EngineLock lock, EngineListener listener) {
        this.lock = lock;
        this.listener = listener;
    }

    void connect(JoinedPools told) {
        pools = told;
    }

    /** This member leaves, and says so in sessions that come. */
    void leave() {
        leaving = true;
    }

    /** Returns how many sessions there were. */
    long opened() {
        return opened;
    }

    @Override
    public void opened(Session session) {
        opened++;
        if (leaving) {
            session.send(new Leaving());
        }
        pools().active().forEach(pool -> pool.offered(session));
        lock.afterwards(() -> listener.joined(session.member()));
    }

    @Override
    public void ended(Session session, String why) {
        pools().all().forEach(pool -> pool.ended(session, why));
        lock.afterwards(() -> listener.left(session.member(), why));
    }

    @Override
    public void refused(MemberAddress member, String why) {
        lock.afterwards(() -> listener.refused(member, why));
    }

    @Override
    public void log(Runnable line) {
        lock.afterwards(() -> listener.log(line));
    }

    private JoinedPools pools() {
        return Objects.requireNonNull(pools, "not connected");
    }
}
