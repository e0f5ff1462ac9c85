package io.github.processpool.cluster.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.cluster.internal.protocol.Frame;
import io.github.processpool.cluster.internal.protocol.FrameReader;
import io.github.processpool.cluster.internal.protocol.FrameWriter;
import io.github.processpool.cluster.internal.session.Session;
import io.github.processpool.cluster.internal.session.Together;
import io.github.processpool.internal.federation.Federation.Stretch;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The network and the engine below, in memory: carries messages in order for each direction, with a random delay; loses members from
 * views when they can't be heard, each side at its own time, and has them back under the same addresses. What could not be delivered
 * while a way was cut comes late, or never.
 */
final class SimulatedNetwork {

    static final long FAILURE_NANOS = 10 * VirtualTime.SECOND;
    /** Most ways are quicker. */
    private static final long SLOWEST = 5 * VirtualTime.MS;

    private final VirtualTime time;
    private final SplittableRandom random;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Way> ways = new HashMap<>();
    private final List<Sent> history = new ArrayList<>();
    private final FrameWriter writer = new FrameWriter();
    long delivered;
    /** Sees each message when it is sent. */
    Consumer<Sent> tap = sent -> {};
    /** Hears of what must not happen. */
    Consumer<String> wrong = words -> {};
    /** Runs before each delivery: for faults at every step. */
    Runnable beforeDelivery = () -> {};

    record Sent(MemberAddress from, MemberAddress to, long session, ClusterMessage message) {

        @Override
        public String toString() {
            String words = message.toString().replaceAll("work=.*", "");
            return from + " > " + to + " " + Long.toHexString(session) + " " + words;
        }
    }

    /** A member that is plugged in. */
    private static final class Node {
        final MemberAddress address;
        final ClusterEngine engine;
        final Set<String> view = new LinkedHashSet<>();
        boolean alive = true;

        Node(MemberAddress address, ClusterEngine engine) {
            this.address = address;
            this.engine = engine;
        }
    }

    /** One direction between two members. */
    private static final class Way {
        boolean cut;
        /** One side has lost the other: nothing is sent again any more. */
        boolean broken;

        long lastArrival;
        /** The greatest number that has come in a hello. */
        long heard;

        long delay;
        /** How many are on their way. */
        int coming;
        /** What has come, and is taken together. */
        final List<Sent> packet = new ArrayList<>();

        final List<Sent> stuck = new ArrayList<>();
    }

    SimulatedNetwork(VirtualTime time, SplittableRandom random) {
        this.time = time;
        this.random = random;
    }

    void plugIn(MemberAddress address, ClusterEngine engine) {
        Node node = new Node(address, engine);
        nodes.put(address.id(), node);
        for (Node other : List.copyOf(nodes.values())) {
            if (other != node) {
                time.after(random.nextLong(VirtualTime.SECOND), () -> settle(other, node));
                time.after(random.nextLong(VirtualTime.SECOND), () -> settle(node, other));
            }
        }
    }

    /** A killed member, or one that has left: others notice after a while. */
    void unplug(MemberAddress address) {
        Node node = nodes.get(address.id());
        node.alive = false;
        for (Node other : List.copyOf(nodes.values())) {
            if (other != node) {
                time.after(VirtualTime.SECOND + random.nextLong(VirtualTime.SECOND), () -> settle(other, node));
            }
        }
    }

    boolean isAlive(MemberAddress address) {
        return nodes.get(address.id()).alive;
    }

    /** Nothing gets from one to the other any more. */
    void cut(MemberAddress from, MemberAddress to) {
        Way way = way(from, to);
        way.cut = true;
        later(FAILURE_NANOS, nodes.get(to.id()), nodes.get(from.id()));
    }

    void heal(MemberAddress from, MemberAddress to) {
        Way way = way(from, to);
        if (way.cut) {
            way.cut = false;
            List<Sent> late = List.copyOf(way.stuck);
            way.stuck.clear();
            for (Sent sent : late) {
                if (!way.broken || random.nextBoolean()) {
                    way.coming++;
                    time.after(0, () -> deliver(way, sent)); // Before those that are on their way still.
                }
            }
            way.broken = false;
            later(0, nodes.get(to.id()), nodes.get(from.id()));
        }
    }

    /** Every way is open, and as quick as most are: where an answer takes seconds, a slot is rightly free for seconds. */
    void healAll() {
        ways.values().forEach(way -> way.delay = Math.min(way.delay, SLOWEST));
        for (Node from : List.copyOf(nodes.values())) {
            for (Node to : List.copyOf(nodes.values())) {
                if (from != to) {
                    heal(from.address, to.address);
                }
            }
        }
    }

    /** Somebody has come or gone elsewhere: each member has a new view, which lets those in that were shut out. */
    void showViews() {
        for (Node node : List.copyOf(nodes.values())) {
            if (node.alive) {
                show(node);
            }
        }
    }

    private void show(Node node) {
        SimulatedMember.tryTo(() -> node.engine.onView(
                node.view.stream().map(id -> nodes.get(id).address).toList()));
    }

    /** Old messages of sessions that are over come once more. Those that are open must not mind. */
    void haunt(int count) {
        for (int i = 0; i < count && !history.isEmpty(); i++) {
            Sent sent = history.get(random.nextInt(history.size()));
            Node to = nodes.get(sent.to.id());
            boolean late = sent.message instanceof Hello hello
                    ? hello.session() < way(sent.from, sent.to).heard
                    : !isOpen(to, sent);
            if (to.alive && late) {
                List<Session> before = sessions(to);
                receive(to, sent);
                if (!sessions(to).equals(before)) {
                    wrong.accept("a message of long ago changed sessions: " + sent);
                }
            }
        }
    }

    private static List<Session> sessions(Node at) {
        return at.engine.look((members, pools, state, sessions) -> members.sessions());
    }

    private static boolean isOpen(Node at, Sent sent) {
        return at.engine.look((members, pools, state, sessions) -> members.sessionOf(sent.from, sent.session) != null);
    }

    void send(MemberAddress from, MemberAddress to, long session, ClusterMessage message) {
        Node sender = nodes.get(from.id());
        Sent sent = new Sent(from, to, session, asBytes(session, message));
        if (sender == null || !sender.alive || !sender.view.contains(to.id())) {
            return;
        }
        tap.accept(sent);
        arrive(way(from, to), sent);
    }

    /** As it is read at the other side. */
    private ClusterMessage asBytes(long session, ClusterMessage message) {
        try {
            writer.backTo(0);
            assertThat(writer.write(session, message)).isTrue();
            return ((Frame.Whole) new FrameReader(writer.slice(0, writer.size())).next()).message();
        } catch (ProtocolException e) {
            throw new AssertionError("nobody would take " + message, e);
        }
    }

    private void arrive(Way way, Sent sent) {
        long at = Math.max(way.lastArrival, time.now() + way.delay / 2 + random.nextLong(way.delay));
        way.lastArrival = at;
        way.coming++;
        time.after(at - time.now(), () -> deliver(way, sent));
    }

    private void deliver(Way way, Sent sent) {
        way.coming--;
        if (way.cut) {
            way.stuck.add(sent);
        } else {
            way.packet.add(sent);
        }
        if (way.coming == 0 || random.nextBoolean()) {
            List<Sent> together = List.copyOf(way.packet);
            way.packet.clear();
            try (Stretch stretch = Together.begin()) {
                together.forEach(each -> take(way, each));
            }
        }
    }

    private void take(Way way, Sent sent) {
        Node to = nodes.get(sent.to.id());
        if (to.alive) {
            beforeDelivery.run();
        }
        if (to.alive) {
            delivered++;
            if (sent.message instanceof Hello hello) {
                way.heard = Math.max(way.heard, hello.session());
            }
            if (history.size() < 500) {
                history.add(sent);
            } else {
                history.set(random.nextInt(500), sent);
            }
            receive(to, sent);
            if (sent.message instanceof Task && random.nextInt(20) == 0) {
                receive(to, sent); // Which no engine should do.
            }
        }
    }

    /** As the links do it. */
    private static void receive(Node to, Sent sent) {
        if (!SimulatedMember.tryTo(() -> to.engine.onMessage(sent.from, sent.session, sent.message))) {
            SimulatedMember.tryTo(() -> to.engine.onMistake(sent.from, "a message that could not be taken"));
        }
    }

    private void later(long nanos, Node who, Node other) {
        time.after(nanos + random.nextLong(3 * VirtualTime.SECOND), () -> settle(who, other));
    }

    /** A member learns whether it can hear another one. */
    private void settle(Node who, Node other) {
        if (!who.alive) {
            return;
        }
        boolean hears = other.alive && !way(other.address, who.address).cut;
        boolean changed = hears ? who.view.add(other.address.id()) : who.view.remove(other.address.id());
        if (changed) {
            way(other.address, who.address).broken |= !hears;
            way(who.address, other.address).broken |= !hears && way(who.address, other.address).cut;
            show(who);
        }
    }

    void setDelay(MemberAddress from, MemberAddress to, long nanos) {
        way(from, to).delay = nanos;
    }

    private Way way(MemberAddress from, MemberAddress to) {
        return ways.computeIfAbsent(from.id() + ">" + to.id(), key -> {
            Way way = new Way();
            way.delay = 50_000 + random.nextLong(SLOWEST);
            return way;
        });
    }
}
