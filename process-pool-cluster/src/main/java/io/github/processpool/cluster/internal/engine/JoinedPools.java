package io.github.processpool.cluster.internal.engine;

import io.github.processpool.cluster.internal.host.GuestDesk;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Pools;
import io.github.processpool.cluster.internal.session.ClusterClock;
import io.github.processpool.cluster.internal.session.EngineLock;
import io.github.processpool.cluster.internal.session.Membership;
import io.github.processpool.cluster.internal.submit.AwayDesk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The pools of this member, one of each name, and what the others are told of them.
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}, but for {@link #reserve} and {@link #activate}.
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
            offered = now;
            membership.sessions().forEach(session -> session.send(new Pools(now)));
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

    AwayDesk.Surroundings awaySurroundings() {
        return awaySurroundings;
    }

    GuestDesk.Surroundings guestSurroundings() {
        return guestSurroundings;
    }
}
