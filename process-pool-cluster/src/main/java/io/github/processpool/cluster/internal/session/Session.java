package io.github.processpool.cluster.internal.session;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What two members have with each other between a hello and a loss. Only {@link Membership} makes and ends it.
 *
 * <pre>{@code
 * OPEN -> LEAVING -> ENDED      the other side leaves in order
 *   '----------------> ENDED    it was lost, has begun a new session, or has broken the protocol
 * }</pre>
 *
 * <p>An ended session sends nothing and is never open again.
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}.
 */
public final class Session {

    private final Links links;
    private final MemberAddress member;
    /** Both numbers in one, as all messages carry it. */
    private final long tag;

    private final Hello hello;
    private final long sinceNanos;
    private List<PoolOffer> offers;
    private State state = State.OPEN;
    /** Of a session in which this side has said that it leaves. */
    private boolean leavingHeard;

    /** Where a session stands. */
    public enum State {
        /** Tasks may go both ways. */
        OPEN,
        /** The other side takes and sends no more tasks; what runs ends. */
        LEAVING,
        /** It is over. */
        ENDED
    }

    Session(Links links, MemberAddress member, long mine, Hello hello, long sinceNanos) {
        this.links = links;
        this.member = member;
        this.tag = mine ^ hello.session();
        this.hello = hello;
        this.sinceNanos = sinceNanos;
        this.offers = hello.pools();
    }

    /**
     * Sends a message in this session; nothing if it has ended.
     *
     * @param message to the other side
     */
    public void send(ClusterMessage message) {
        if (state != State.ENDED) {
            links.send(member, tag, message);
        }
    }

    /**
     * Returns the pool of a name on the other side.
     *
     * @param pool the name
     * @return null if it has none, or leaves
     */
    public @Nullable PoolOffer offer(String pool) {
        if (state != State.OPEN) {
            return null;
        }
        for (PoolOffer offer : offers) {
            if (offer.name().equals(pool)) {
                return offer;
            }
        }
        return null;
    }

    /**
     * The other side has other pools now.
     *
     * @param now all of them
     */
    public void setOffers(List<PoolOffer> now) {
        offers = now;
    }

    /** The other side leaves in order. */
    public void markLeaving() {
        if (state == State.OPEN) {
            state = State.LEAVING;
        }
    }

    /** The other side knows that this one leaves: no task of its is on the way any more. */
    public void markLeavingHeard() {
        leavingHeard = true;
    }

    /** Returns whether it knows. */
    public boolean isLeavingHeard() {
        return leavingHeard;
    }

    void markEnded() {
        state = State.ENDED;
    }

    /** Returns whether nothing of it counts any more. */
    public boolean isOver() {
        return state == State.ENDED;
    }

    /**
     * Returns where it stands.
     *
     * @return the state now
     */
    public State state() {
        return state;
    }

    /**
     * Returns the other side.
     *
     * @return its address
     */
    public MemberAddress member() {
        return member;
    }

    /**
     * Returns what the other side has said of itself.
     *
     * @return its hello
     */
    public Hello hello() {
        return hello;
    }

    /**
     * Returns when it was opened.
     *
     * @return on the cluster's clock
     */
    public long sinceNanos() {
        return sinceNanos;
    }

    boolean isOf(long number) {
        return tag == number;
    }

    @Override
    public String toString() {
        return member + " " + Long.toHexString(tag);
    }
}
