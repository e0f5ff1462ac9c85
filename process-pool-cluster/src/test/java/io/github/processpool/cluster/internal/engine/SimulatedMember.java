package io.github.processpool.cluster.internal.engine;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.session.ClusterClock;
import io.github.processpool.cluster.internal.session.Links;
import io.github.processpool.cluster.internal.session.Self;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A whole member: an engine and its pools, in virtual time. */
class SimulatedMember {

    final MemberAddress address;
    final VirtualTime time;
    final SplittableRandom random;
    final ModelPool.Registry registry;
    final ClusterEngine engine;
    final List<ModelPool> pools = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final Self self;
    private final SimulatedNetwork network;
    /** Throws where memory may be short. */
    Runnable mayFail = () -> {};

    private boolean dead;

    SimulatedMember(
            String id,
            Self self,
            boolean stopsOrphans,
            SimulatedNetwork network,
            VirtualTime time,
            SplittableRandom random,
            ModelPool.Registry registry) {
        this.address = new MemberAddress(id, id);
        this.self = self;
        this.time = time;
        this.random = random;
        this.registry = registry;
        this.network = network;
        Links links = this::send;
        EngineListener listener = new EngineListener() {
            @Override
            public void joined(MemberAddress member) {
                events.add("joined " + member);
            }

            @Override
            public void left(MemberAddress member, String why) {
                events.add("left " + member + ": " + why);
            }

            @Override
            public void refused(MemberAddress member, String why) {
                events.add("refused " + member + ": " + why);
            }
        };
        this.engine = new ClusterEngine(
                new EngineSettings(self, SimulatedNetwork.FAILURE_NANOS, stopsOrphans),
                new Clock(),
                links,
                random,
                listener);
    }

    /** Sends a message as the links would; for a test to replace. */
    void send(MemberAddress to, long session, ClusterMessage message) {
        mayFail.run();
        network.send(address, to, session, message);
    }

    ModelPool join(String name, int slots) {
        JoinedPool federation = engine.newPool(true);
        ModelPool pool = new ModelPool(name, address.name(), slots, this, federation);
        pool.fingerprint = self.fingerprint();
        federation.connect(pool);
        pools.add(pool);
        federation.activate();
        return pool;
    }

    /** The clock of a JVM, which stops with it. */
    private final class Clock implements ClusterClock {

        @Override
        public long now() {
            mayFail.run();
            return time.now();
        }

        @Override
        public void after(long nanos, Runnable action) {
            mayFail.run();
            time.after(nanos, () -> {
                if (!dead) {
                    tryTo(action);
                }
            });
        }
    }

    /** Does something, and nothing more if that fails. */
    static boolean tryTo(Runnable action) {
        try {
            action.run();
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    void die() {
        dead = true;
        pools.forEach(ModelPool::die);
    }
}
