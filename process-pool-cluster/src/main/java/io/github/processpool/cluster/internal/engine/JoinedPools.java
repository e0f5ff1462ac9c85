package io.github.processpool.cluster.internal.engine;

import io.github.processpool.cluster.internal.host.GuestDesk;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Pools;
import io.github.processpool.cluster.internal.session.ClusterClock;
import io.github.processpool.cluster.internal.session.EngineLock;
import io.github.processpool.cluster.internal.session.Membership;
import io.github.processpool.cluster.internal.session.Session;
import io.github.processpool.cluster.internal.submit.AwayDesk;
import io.github.processpool.internal.federation.FederatedPool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The pools of this member, one of each name, and what the others are told of them.
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}, but for {@link #reserve}, {@link #activate} and {@link #threadDump}.
 */
final class JoinedPools {

    private final EngineLock lock;
    private final Membership membership;
    private final AwayDesk.Surroundings awaySurroundings;
    private final GuestDesk.Surroundings guestSurroundings;
    /** From the moment it is connected. */
    private final Map<String, JoinedPool> all = new LinkedHashMap<>();
    /** Those that others may know of. */
    private final Map<String, JoinedPool> active = new LinkedHashMap<>();

    private List<PoolOffer> offered = List.of();
    private boolean leaving;
    private long lastTask;

    JoinedPools(
            EngineLock lock,
            Membership membership,
            ClusterClock clock,
            RandomGenerator random,
            EngineSettings settings) {
        this.lock = lock;
        this.membership = membership;
        this.awaySurroundings = new AwayDesk.Surroundings(
                lock, clock, settings.self(), random, settings.failureNanos(), () -> ++lastTask);
        this.guestSurroundings = new GuestDesk.Surroundings(lock, clock, settings.self(), settings.stopsOrphans());
    }

    /** Takes a name for a pool that is about to be opened. */
    void reserve(String name, JoinedPool pool) {
        try (var held = lock.hold()) {
            JoinedPool other = all.putIfAbsent(name, pool);
            if (other != null) {
                throw new IllegalStateException("A pool of the name " + name + " is in the cluster already");
            }
        }
    }

    /** Others may know of a pool from now on. */
    void activate(JoinedPool pool) {
        try (var held = lock.hold()) {
            if (all.get(pool.name()) != pool) {
                return; // It has ended meanwhile.
            }
            active.put(pool.name(), pool);
            if (leaving) {
                pool.leave();
            }
            offersChanged();
            membership.sessions().forEach(pool::offered);
        }
    }

    void remove(JoinedPool pool) {
        all.values().remove(pool);
        active.values().remove(pool);
    }

    /** This member leaves. */
    void leave() {
        leaving = true;
        all.values().forEach(JoinedPool::leave);
    }

    // -- What others are told --

    /** Pools have come or gone, or have other slots. */
    void offersChanged() {
        List<PoolOffer> now = offers();
        if (!now.equals(offered)) {
            membership.sessions().forEach(session -> session.send(new Pools(now)));
            offered = now; // Only if all know it.
        }
    }

    List<PoolOffer> offers() {
        List<PoolOffer> offers = new ArrayList<>();
        for (JoinedPool pool : active.values()) {
            PoolOffer offer = pool.offer();
            if (offer != null) {
                offers.add(offer);
            }
        }
        return offers;
    }

    // -- Which there are --

    Collection<JoinedPool> all() {
        return all.values();
    }

    Collection<JoinedPool> active() {
        return active.values();
    }

    @Nullable
    JoinedPool named(String name) {
        return all.get(name);
    }

    /** Asks the pool of a name on a member of a name what one of its workers does. */
    CompletableFuture<String> threadDump(String pool, String member, long pid) {
        try (var held = lock.hold()) {
            JoinedPool joined = all.get(pool);
            if (joined == null) {
                throw new IllegalArgumentException("No pool '" + pool + "' is shared here");
            }
            List<Session> sessions = membership.sessions();
            for (Session session : sessions) {
                if (session.member().name().equals(member)) {
                    return joined.threadDump(session, pid);
                }
            }
            throw new IllegalArgumentException("There is no member '" + member + "' of the cluster; there are: "
                    + sessions.stream().map(session -> session.member().name()).toList());
        }
    }

    ThreadDumps newDumps(FederatedPool pool) {
        return new ThreadDumps(pool, lock, awaySurroundings.clock());
    }

    AwayDesk.Surroundings awaySurroundings() {
        return awaySurroundings;
    }

    GuestDesk.Surroundings guestSurroundings() {
        return guestSurroundings;
    }
}
