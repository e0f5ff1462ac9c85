package io.github.processpool.cluster.internal.session;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Goodbye;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Pools;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sessions out of views and hellos, and ends them: takes what the engine below says of members, and tells the {@link
 * SessionListener}. The states of a member are drawn at {@link Peer}. It looks into no message of a session.
 *
 * <p>The address of a member survives a partition, so it is the numbers that tell what is over. Each side chooses its number at random,
 * greater than all it has chosen before, and takes a new one whenever a session ends. A session is a pair of numbers, and is open when
 * the other side has said ours in its hello. A hello with a lesser number than one heard before is late.
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}.
 */
public final class Membership {

    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    private static final long MISTAKES_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MISTAKES = 3;

    private final ClusterClock clock;
    private final Links links;
    private final Self self;
    private final SessionListener listener;
    private final Greetings greetings;

    private final Peers peers = new Peers();
    /** A view that has not been dealt with; null: there is none. */
    private @Nullable List<MemberAddress> pending;

    /**
     * Sees nobody yet.
     *
     * @param clock of the cluster
     * @param lock of the cluster
     * @param links to the others
     * @param random chooses numbers
     * @param self what is said in a hello
     * @param listener hears of sessions
     */
    public Membership(
            ClusterClock clock,
            EngineLock lock,
            Links links,
            RandomGenerator random,
            Self self,
            SessionListener listener) {
        this.clock = clock;
        this.links = links;
        this.self = self;
        this.listener = listener;
        this.greetings = new Greetings(lock, links, random, self);
    }

    /**
     * Before the first view: what is said of pools.
     *
     * @param pools those that are joined
     */
    public void offers(Supplier<List<PoolOffer>> pools) {
        greetings.offers(pools);
    }

    // -- What the engine below says --

    /**
     * Others have come or gone.
     *
     * @param others all in view but this one
     */
    public void view(List<MemberAddress> others) {
        pending = others;
        List<String> seen = others.stream().map(MemberAddress::id).toList();
        for (Peer peer : peers.list()) {
            if (!seen.contains(peer.address.id())) {
                lose(peer);
            }
        }
        peers.forgetSome();
        for (MemberAddress other : others) {
            Peer peer = peers.of(other);
            if (peer.state == Peer.State.UNSEEN
                    || peer.state == Peer.State.SHUT_OUT
                    || peer.state == Peer.State.PARTED) {
                peer.mistakes = 0;
                greetings.renumber(peer);
                greetings.greet(peer);
                hearEarly(peer);
            }
        }
        pending = null;
    }

    /** Does to its end what an error has cut short. */
    public void mend() {
        List<MemberAddress> view = pending;
        if (view != null) {
            view(view);
        }
        for (Peer peer : peers.list()) {
            String broken = peer.broken;
            if (broken != null) {
                mistake(peer.address, broken);
            }
        }
    }

    private void lose(Peer peer) {
        end(peer, "left the cluster, or can't be reached any more");
        peer.state = Peer.State.UNSEEN;
        peer.forgetNumbers();
        peer.early = null;
    }

    private void hearEarly(Peer peer) {
        Hello early = peer.early;
        peer.early = null;
        if (early != null) {
            hear(peer, early);
        }
    }

    /**
     * A member has said who it is.
     *
     * @param from the member, perhaps one that no view has shown yet
     * @param hello what it says
     */
    public void hello(MemberAddress from, Hello hello) {
        Peer peer = peers.of(from);
        if (hello.session() < peer.highest || hello.session() == 0) {
            return;
        }
        if (peer.state == Peer.State.UNSEEN) {
            peer.highest = hello.session();
            peer.early = hello;
        } else if (peer.state != Peer.State.SHUT_OUT) {
            hear(peer, hello);
        }
    }

    private void hear(Peer peer, Hello hello) {
        peer.highest = hello.session();
        if (peer.state == Peer.State.OPEN && peer.theirs != hello.session()) {
            end(peer, "has begun a new session");
            greetings.renumber(peer);
        }
        peer.theirs = hello.session();
        if (peer.told != peer.theirs || hello.echo() != peer.mine) {
            greetings.greet(peer);
        }
        if (hello.lowestVersion() > ClusterMessage.VERSION || hello.version() < ClusterMessage.LOWEST_VERSION) {
            refuse(peer, hello);
        } else if (hello.echo() == peer.mine && peer.state != Peer.State.OPEN) {
            open(peer, hello);
        }
    }

    private void open(Peer peer, Hello hello) {
        peer.broken = "it could not be opened";
        Session session = new Session(links, peer.address, peer.mine, hello, clock.now());
        peer.state = Peer.State.OPEN;
        peer.session = session;
        session.send(new Pools(
                greetings.offers())); // It may have opened its side with an earlier hello, which knew of others.
        listener.opened(session);
        peer.broken = null;
        listener.log(() ->
                log.info("Session with {} is open: build {}, role {}", peer.address, hello.build(), hello.role()));
    }

    private void refuse(Peer peer, Hello hello) {
        if (peer.state != Peer.State.INCOMPATIBLE) {
            String why = "speaks versions " + hello.lowestVersion() + " to " + hello.version()
                    + " of the protocol, and this member " + ClusterMessage.LOWEST_VERSION + " to "
                    + ClusterMessage.VERSION;
            end(peer, why);
            peer.state = Peer.State.INCOMPATIBLE;
            listener.refused(peer.address, why);
            listener.log(() -> log.warn("{} {}: no tasks between the two", peer.address, why));
        }
    }

    /**
     * Returns the session that a message belongs to.
     *
     * @param from its sender
     * @param number that it carries
     * @return null if that one is over, and the message is to be dropped
     */
    public @Nullable Session sessionOf(MemberAddress from, long number) {
        Peer peer = peers.known(from);
        Session session = peer == null ? null : peer.session;
        return session != null && session.isOf(number) && !session.isOver() ? session : null;
    }

    /**
     * A member has broken the protocol: its session is over, and a new one is begun. After three times in a minute only the next view
     * begins one.
     *
     * @param from the member
     * @param words what was wrong
     */
    public void mistake(MemberAddress from, String words) {
        Peer peer = peers.known(from);
        if (peer == null || peer.state == Peer.State.UNSEEN || peer.state == Peer.State.SHUT_OUT) {
            return;
        }
        boolean known = peer.broken != null;
        peer.broken = words;
        if (!known) {
            peer.countMistake(clock.now(), MISTAKES_NANOS);
        }
        boolean shutOut = peer.mistakes >= MISTAKES;
        if (shutOut && peer.session != null) {
            peer.session.send(new Goodbye());
        }
        end(peer, "has broken the protocol: " + words);
        if (shutOut) {
            peer.state = Peer.State.SHUT_OUT;
            peer.forgetNumbers();
            listener.refused(from, "has broken the protocol " + MISTAKES + " times in a minute");
        } else {
            greetings.renumber(peer);
            greetings.greet(peer);
        }
        peer.broken = null;
        String further = shutOut ? "; it is shut out until the next view" : "";
        listener.log(() -> log.warn("Session with {} is over: {}{}", from, words, further));
    }

    /**
     * A member has left in order.
     *
     * @param session with it
     */
    public void goodbye(Session session) {
        Peer peer = peers.known(session.member());
        if (peer != null && peer.session == session) {
            end(peer, "left the cluster");
            greetings.renumber(peer);
            peer.state = Peer.State.PARTED;
        }
    }

    /**
     * Ends all sessions in order, and begins none.
     *
     * @param why this member does
     */
    public void part(String why) {
        for (Peer peer : peers.list()) {
            if (peer.session != null) {
                peer.session.send(new Goodbye());
            }
            end(peer, why);
            peer.state = Peer.State.UNSEEN;
            peer.forgetNumbers();
        }
    }

    /**
     * Returns what this member says of itself.
     *
     * @return as it was given
     */
    public Self self() {
        return self;
    }

    /**
     * Returns the open sessions.
     *
     * @return in the order in which their members came
     */
    public List<Session> sessions() {
        return peers.sessions();
    }

    /**
     * Returns those in view that there is no session with.
     *
     * @return each with its state in a word
     */
    public Map<MemberAddress, String> strangers() {
        return peers.strangers();
    }

    // -- Steps --

    private void end(Peer peer, String why) {
        Session session = peer.session;
        if (session != null) {
            session.markEnded();
            listener.ended(session, why);
            peer.session = null; // Last: should an error come between, all of it is done again.
            listener.log(() -> log.info("Session with {} is over: it {}", peer.address, why));
        }
    }
}
