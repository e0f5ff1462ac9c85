package io.github.processpool.cluster.internal.session;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Goodbye;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Pools;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    /** Those out of view are remembered for their greatest number, so that nothing late is believed. */
    private static final int REMEMBERED = 256;

    private final ClusterClock clock;
    private final Links links;
    private final Self self;
    private final SessionListener listener;
    private final Greetings greetings;

    private final Map<String, Peer> peers = new LinkedHashMap<>();

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
        this.greetings = new Greetings(clock, lock, links, random, self);
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
        List<String> seen = others.stream().map(MemberAddress::id).toList();
        for (Peer peer : List.copyOf(peers.values())) {
            if (!seen.contains(peer.address.id())) {
                lose(peer);
            }
        }
        forgetSome();
        for (MemberAddress other : others) {
            Peer peer = peers.computeIfAbsent(other.id(), id -> new Peer(other));
            if (peer.state == Peer.State.UNSEEN
                    || peer.state == Peer.State.SHUT_OUT
                    || peer.state == Peer.State.PARTED) {
                peer.mistakes = 0;
                greetings.renumber(peer);
                greetings.greet(peer);
                hearEarly(peer);
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

    private void forgetSome() {
        if (peers.size() > 2 * REMEMBERED) {
            List<String> unseen = new ArrayList<>();
            peers.forEach((id, peer) -> {
                if (peer.state == Peer.State.UNSEEN && peer.early == null) {
                    unseen.add(id);
                }
            });
            unseen.stream().limit(Math.max(0, unseen.size() - REMEMBERED)).forEach(peers::remove);
        }
    }

    /**
     * A member has said who it is.
     *
     * @param from the member, perhaps one that no view has shown yet
     * @param hello what it says
     */
    public void hello(MemberAddress from, Hello hello) {
        Peer peer = peers.computeIfAbsent(from.id(), id -> new Peer(from));
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
        Session session = new Session(links, peer.address, peer.mine, hello, clock.now());
        peer.state = Peer.State.OPEN;
        peer.session = session;
        log.info("Session with {} is open: build {}, role {}", peer.address, hello.build(), hello.role());
        session.send(new Pools(
                greetings.offers())); // It may have opened its side with an earlier hello, which knew of others.
        listener.opened(session);
    }

    private void refuse(Peer peer, Hello hello) {
        if (peer.state != Peer.State.INCOMPATIBLE) {
            String why = "speaks versions " + hello.lowestVersion() + " to " + hello.version()
                    + " of the protocol, and this member " + ClusterMessage.LOWEST_VERSION + " to "
                    + ClusterMessage.VERSION;
            log.warn("{} {}: no tasks between the two", peer.address, why);
            end(peer, why);
            peer.state = Peer.State.INCOMPATIBLE;
            listener.refused(peer.address, why);
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
        Peer peer = peers.get(from.id());
        Session session = peer == null ? null : peer.session;
        return session != null && session.isOf(number) ? session : null;
    }

    /**
     * A member has broken the protocol: its session is over, and a new one is begun. After three times in a minute only the next view
     * begins one.
     *
     * @param from the member
     * @param words what was wrong
     */
    public void mistake(MemberAddress from, String words) {
        Peer peer = peers.get(from.id());
        if (peer == null || peer.state == Peer.State.UNSEEN || peer.state == Peer.State.SHUT_OUT) {
            return;
        }
        boolean shutOut = peer.countMistake(clock.now(), MISTAKES_NANOS) >= MISTAKES;
        if (shutOut && peer.session != null) {
            peer.session.send(new Goodbye());
        }
        log.warn("Session with {} is over: {}{}", from, words, shutOut ? "; it is shut out until the next view" : "");
        end(peer, "has broken the protocol: " + words);
        if (shutOut) {
            peer.state = Peer.State.SHUT_OUT;
            peer.forgetNumbers();
            listener.refused(from, "has broken the protocol " + MISTAKES + " times in a minute");
        } else {
            greetings.renumber(peer);
            greetings.greet(peer);
        }
    }

    /**
     * A member has left in order.
     *
     * @param session with it
     */
    public void goodbye(Session session) {
        Peer peer = peers.get(session.member().id());
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
        for (Peer peer : peers.values()) {
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
        List<Session> open = new ArrayList<>();
        for (Peer peer : peers.values()) {
            if (peer.session != null) {
                open.add(peer.session);
            }
        }
        return open;
    }

    /**
     * Returns those in view that there is no session with.
     *
     * @return each with its state in a word
     */
    public Map<MemberAddress, String> strangers() {
        Map<MemberAddress, String> strangers = new LinkedHashMap<>();
        for (Peer peer : peers.values()) {
            if (peer.session == null && peer.state != Peer.State.UNSEEN) {
                strangers.put(peer.address, peer.state.name());
            }
        }
        return strangers;
    }

    // -- Steps --

    private void end(Peer peer, String why) {
        Session session = peer.session;
        if (session != null) {
            peer.session = null;
            session.markEnded();
            log.info("Session with {} is over: it {}", peer.address, why);
            listener.ended(session, why);
        }
    }
}
