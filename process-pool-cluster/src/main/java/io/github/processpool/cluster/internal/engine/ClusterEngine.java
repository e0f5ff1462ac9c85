package io.github.processpool.cluster.internal.engine;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.ProcessPoolCluster;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Define;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Goodbye;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Leaving;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.LeavingHeard;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Pools;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.RefusalReason;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Refused;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Threads;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Threads.Outcome;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.ThreadsWanted;
import io.github.processpool.cluster.internal.session.ClusterClock;
import io.github.processpool.cluster.internal.session.EngineLock;
import io.github.processpool.cluster.internal.session.Links;
import io.github.processpool.cluster.internal.session.Membership;
import io.github.processpool.cluster.internal.session.Session;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a cluster: takes views and messages from the engine below, finds the session and the pool of each, and hands it to that.
 * It has no thread, no clock and no socket of its own, so that a simulation can have a hundred of them.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class ClusterEngine {

    private static final Logger log = LoggerFactory.getLogger(ClusterEngine.class);

    private final EngineLock lock;
    private final Membership membership;
    private final SessionNews news;
    private final JoinedPools pools;
    /** Prepared for a time when there is no memory. */
    private final EngineLock.Later mending;

    // -- Guarded by lock --

    private State state = State.TAKES_PART;

    /** Where this member stands. */
    public enum State {
        /** Runs tasks of others, and has others run its own. */
        TAKES_PART,
        /** What is away comes back, and guests end. */
        LEAVES,
        /** Hears nobody and is heard by nobody. */
        LEFT
    }

    /**
     * A member that sees nobody.
     *
     * @param settings of the cluster
     * @param clock of the cluster
     * @param links to the others
     * @param random for what is left to chance
     * @param listener hears of members
     */
    public ClusterEngine(
            EngineSettings settings, ClusterClock clock, Links links, RandomGenerator random, EngineListener listener) {
        this.lock = new EngineLock(
                clock, problem -> listener.log(() -> log.error("An action of a cluster failed", problem)));
        this.mending = lock.prepared(this::mend);
        this.news = new SessionNews(lock, listener);
        this.membership = new Membership(clock, lock, links, random, settings.self(), news);
        this.pools = new JoinedPools(lock, membership, clock, random, settings);
        news.connect(pools);
        membership.offers(pools::offers);
    }

    // -- The engine below --

    /**
     * Others have come or gone.
     *
     * @param others all in view but this one
     */
    public void onView(List<MemberAddress> others) {
        try (var held = lock.hold()) {
            if (state != State.LEFT) {
                membership.view(others);
            }
        } catch (VirtualMachineError e) {
            lock.soon(mending);
        }
    }

    /** Nobody shows a view twice, or tells of a mistake. */
    private void mend() {
        try (var held = lock.hold()) {
            if (state != State.LEFT) {
                membership.mend();
            }
        }
    }

    /**
     * A message has come.
     *
     * @param from its sender
     * @param number of its session
     * @param message what it says
     */
    public void onMessage(MemberAddress from, long number, ClusterMessage message) {
        try {
            prepare(from, number, message);
            try (var held = lock.hold()) {
                take(from, number, message);
            }
        } catch (ProtocolException | RuntimeException e) {
            onMistake(from, e.getMessage() == null ? e.getClass().getName() : e.getMessage());
        }
    }

    /**
     * Asked before the payload of a message is put together.
     *
     * @param from its sender
     * @param number of its session
     * @param message without it
     * @return how many bytes it may have; -1: nobody wants the message
     */
    public long largestPayload(MemberAddress from, long number, ClusterMessage message) {
        try (var held = lock.hold()) {
            Session session = membership.sessionOf(from, number);
            if (session == null || state == State.LEFT) {
                return -1;
            }
            JoinedPool pool = pools.named(message.pool());
            return pool == null ? message instanceof Task ? 0 : -1 : pool.largestPayload(session, message);
        }
    }

    /** A message has come that nobody can read, and why. */
    public void onMistake(MemberAddress from, String words) {
        try (var held = lock.hold()) {
            if (state != State.LEFT) {
                membership.mistake(from, words);
            }
        } catch (VirtualMachineError e) {
            lock.soon(mending);
        }
    }

    /** A space for definitions is made by the pool, so without the lock. Messages of one member come one after the other. */
    private void prepare(MemberAddress from, long number, ClusterMessage message) {
        if (!(message instanceof Define) && !(message instanceof Task)) {
            return;
        }
        Session session;
        JoinedPool pool;
        try (var held = lock.hold()) {
            session = membership.sessionOf(from, number);
            pool = pools.named(message.pool());
        }
        if (session != null && pool != null) {
            pool.guests().prepare(session);
        }
    }

    private void take(MemberAddress from, long number, ClusterMessage message) throws ProtocolException {
        if (state == State.LEFT) {
            return;
        }
        if (message instanceof Hello hello) {
            membership.hello(from, hello);
            return;
        }
        Session session = membership.sessionOf(from, number);
        if (session == null) {
            return; // Of one that is over.
        }
        if (message instanceof Pools now) {
            session.setOffers(now.pools());
            pools.active().forEach(pool -> pool.offered(session));
        } else if (message instanceof Leaving) {
            session.markLeaving();
            pools.active().forEach(pool -> pool.offered(session));
            session.send(new LeavingHeard());
        } else if (message instanceof LeavingHeard) {
            session.markLeavingHeard();
        } else if (message instanceof Goodbye) {
            membership.goodbye(session);
        } else {
            takeOfPool(session, message);
        }
    }

    private void takeOfPool(Session session, ClusterMessage message) throws ProtocolException {
        JoinedPool pool = pools.named(message.pool());
        if (pool != null) {
            pool.take(session, message);
        } else if (message instanceof Task task) {
            session.send(new Refused(task.pool(), task.ticket(), RefusalReason.NO_POOL));
        } else if (message instanceof ThreadsWanted wanted) {
            session.send(new Threads(
                    wanted.pool(), wanted.question(), Outcome.UNKNOWN, "there is no pool '" + wanted.pool() + "'"));
        }
    }

    // -- Pools --

    /** Makes a federation, not connected yet, for a pool that is to be opened. */
    public JoinedPool newPool(boolean takesGuests) {
        return new JoinedPool(pools, lock, takesGuests);
    }

    /** Returns the pools of this member that are connected. */
    public List<JoinedPool> pools() {
        try (var held = lock.hold()) {
            return List.copyOf(pools.all());
        }
    }

    /** For tests: whether the current thread has the lock. */
    boolean isLocked() {
        return lock.isHeld();
    }

    // -- The end --

    /** Takes and gives nothing new; what is away or here ends. */
    public void leave() {
        try (var held = lock.hold()) {
            if (state == State.TAKES_PART) {
                pools.leave();
                news.leave();
                membership.sessions().forEach(session -> session.send(new Leaving()));
                state = State.LEAVES; // Only if all of it is done.
            }
        }
    }

    /** Returns whether all others know that this member leaves, so that no task is on its way to it. */
    public boolean isLeavingHeard() {
        try (var held = lock.hold()) {
            return membership.sessions().stream().allMatch(Session::isLeavingHeard);
        }
    }

    /** Stops the guests that have not ended yet; their submitters are told. */
    public void stopGuests() {
        try (var held = lock.hold()) {
            pools.all().forEach(pool -> pool.guests().stopAll());
        }
    }

    /** Returns whether there is neither a guest nor a task that is away. */
    public boolean isIdle() {
        try (var held = lock.hold()) {
            return pools.all().stream()
                    .allMatch(pool ->
                            pool.guests().guests() == 0 && pool.away().tickets().isEmpty());
        }
    }

    /** Ends all sessions: what is still away is lost. */
    public void close() {
        try (var held = lock.hold()) {
            leave();
            membership.part("was left by this member");
            state = State.LEFT;
        }
    }

    /** Does again what has failed for want of memory; returns whether something is left. */
    public boolean isBehind() {
        lock.tryAgain();
        return lock.isBehind();
    }

    // -- For those who look on --

    /** Asks another member what a worker of a pool does, see {@link ProcessPoolCluster#threadDump}. */
    public CompletableFuture<String> threadDump(String pool, String member, long pid) {
        return pools.threadDump(pool, member, pid);
    }

    /**
     * Has the state looked at while it stands still.
     *
     * @param look is given what there is; short, calls no pool
     * @param <T> what it returns
     * @return what it returns
     */
    public <T> T look(Look<T> look) {
        try (var held = lock.hold()) {
            return look.at(membership, List.copyOf(pools.all()), state, news.opened());
        }
    }

    /** Looks at the state. */
    public interface Look<T> {

        /**
         * With the lock held.
         *
         * @param membership the members
         * @param pools that are joined
         * @param state of this member
         * @param sessions how many were opened so far
         * @return anything
         */
        T at(Membership membership, Collection<JoinedPool> pools, State state, long sessions);
    }
}
