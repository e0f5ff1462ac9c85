package io.github.processpool.cluster.internal.submit;

import io.github.processpool.cluster.internal.protocol.ClusterMessage.Demand;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Release;
import io.github.processpool.cluster.internal.session.EngineLock;
import io.github.processpool.cluster.internal.session.Together;
import io.github.processpool.internal.federation.FederatedPool;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The room that other members have given a pool, and how much they are told that it needs: each one so much as waits here, less what it
 * has given. More need is said at once, less when it is calm; then credits that nobody waits for are given back, but for one of each.
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}, but for {@link #credits}, {@link #slots} and {@link #demand}.
 */
final class RoomElsewhere {

    /** A need that comes and goes with each task of a busy pool is not told each time. */
    private static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Not all have been told: it is said again. */
    private static final int UNTOLD = -1;

    private final FederatedPool pool;
    private final EngineLock lock;
    private final Map<?, Counterpart> counterparts;
    /** Prepared for a time when there is no memory. */
    private final EngineLock.Later offering;

    private final Runnable offeringLater = this::insistOnOffer;
    private boolean calmDue;
    /** Volatile for the dispatcher, which asks often: credits, slots of others, and what it said last. */
    private volatile int credits;

    private volatile int slots;
    private volatile int waiting;

    RoomElsewhere(FederatedPool pool, EngineLock lock, Map<?, Counterpart> counterparts) {
        this.pool = pool;
        this.lock = lock;
        this.offering = lock.prepared(this::offer);
        this.counterparts = counterparts;
    }

    int credits() {
        return credits;
    }

    int slots() {
        return slots;
    }

    /** Returns whether another member than this one has given room. */
    boolean isBeside(Counterpart member) {
        return credits > member.held;
    }

    /** So many tasks wait here. */
    void demand(int count) {
        if (count == waiting) {
            return;
        }
        try (var held = lock.hold()) {
            boolean told = false;
            try {
                waiting = count;
                counterparts.values().forEach(this::tell);
                calmDown();
                told = true;
            } finally {
                if (!told) {
                    waiting = UNTOLD;
                }
            }
        }
    }

    /** A member has given room: the pool may use it, and after that it is seen whether more is needed. */
    void add(Counterpart member, int count) {
        if (!Together.putOff(offeringLater)) {
            lock.afterwards(this::offer);
        }
        member.held += count;
        member.told = Math.max(0, member.told - count);
        count();
        calmDown();
    }

    private void insistOnOffer() {
        lock.insist(offering);
    }

    private void offer() {
        pool.onRoom();
        try (var held = lock.hold()) {
            counterparts.values().forEach(this::tell);
        }
    }

    /** Says another need if the host would otherwise give nothing, or much too little or too much. */
    void tell(Counterpart member) {
        int need = waiting - member.held;
        boolean more = member.told == 0 || need / 2 >= member.told;
        boolean less = need < member.told / 2 - 4;
        if (member.open && need > 0 && (more || less)) {
            say(member, need);
        }
    }

    private void say(Counterpart member, int count) {
        member.session.send(new Demand(pool.name(), count));
        member.told = count;
    }

    private void calmDown() {
        if (waiting > 0 || calmDue) {
            return;
        }
        lock.after(CALM_NANOS, () -> {
            try (var held = lock.hold()) {
                if (waiting == 0) {
                    counterparts.values().forEach(this::restrain);
                }
                calmDue = false;
            }
        });
        calmDue = true; // Only if it will.
    }

    private void restrain(Counterpart member) {
        if (member.told > 0) {
            say(member, 0);
        }
        release(member, member.held - 1);
    }

    /** Gives credits back. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // Changed under the lock only.
    void release(Counterpart member, int count) {
        if (count > 0) {
            member.session.send(new Release(pool.name(), count));
            member.held -= count;
            credits -= count;
        }
    }

    /** One was used. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // Changed under the lock only.
    void use(Counterpart member) {
        member.held--;
        credits--;
    }

    /** Something was changed that {@link #credits} and {@link #slots} stand on. */
    void count() {
        int held = 0;
        int others = 0;
        for (Counterpart member : counterparts.values()) {
            held += member.held;
            others += member.open ? member.offer.slots() : 0;
        }
        credits = held;
        slots = others;
    }
}
