package io.github.processpool.cluster.internal.session;

import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Says hello, with numbers that grow, and says it again to those who do not answer.
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}.
 */
final class Greetings {

    /** A hello may be lost with a view. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final EngineLock lock;
    private final Links links;
    private final RandomGenerator random;
    private final Self self;
    private Supplier<List<PoolOffer>> offers = List::of;
    private long lastNumber;

    Greetings(EngineLock lock, Links links, RandomGenerator random, Self self) {
        this.lock = lock;
        this.links = links;
        this.random = random;
        this.self = self;
        this.lastNumber = random.nextLong() >>> 2;
    }

    void offers(Supplier<List<PoolOffer>> pools) {
        offers = pools;
    }

    List<PoolOffer> offers() {
        return offers.get();
    }

    /** Chooses another number for a member: nothing was heard of it with that. */
    void renumber(Peer peer) {
        lastNumber += 1 + random.nextLong(1L << 40);
        lookAgain(peer, lastNumber, AGAIN_NANOS); // First: one that is greeted is greeted until it answers.
        peer.mine = lastNumber;
        peer.forgetNumbers();
        peer.state = Peer.State.GREETED;
    }

    void greet(Peer peer) {
        Hello hello = new Hello(
                ClusterMessage.LOWEST_VERSION,
                ClusterMessage.VERSION,
                peer.mine,
                peer.theirs,
                self.build(),
                self.fingerprint(),
                self.role(),
                self.feature(),
                offers.get());
        links.send(peer.address, 0, hello);
        peer.told = peer.theirs;
    }

    /** Greets again one that has not answered yet, as if nothing was heard of it: it answers that, even if it has done so before. */
    private void lookAgain(Peer peer, long number, long pauseNanos) {
        lock.after(pauseNanos, () -> {
            try (var held = lock.hold()) {
                if (peer.state == Peer.State.GREETED && peer.mine == number) {
                    peer.forgetNumbers();
                    greet(peer);
                    lookAgain(peer, number, Math.min(2 * pauseNanos, LONGEST_NANOS));
                }
            }
        });
    }
}
