package io.github.processpool.cluster.internal.submit;

import io.github.processpool.cluster.internal.protocol.ClusterMessage.Define;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.PoolOffer;
import io.github.processpool.cluster.internal.session.Session;
import io.github.processpool.internal.federation.FederatedPool;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pool of the same name on another member, in one session: what this side holds of it.
 *
 * <p>A credit, as its submitter sees it; only {@link AwayDesk} moves it:
 *
 * <pre>{@code
 * held -> used        with a task
 *   '---> released    asked for by the host, or nobody waits here and it is not the only one
 *   '---> gone        with its session, or with the pool on either side
 * }</pre>
 *
 * <p><b>Thread safety:</b> needs the engine's lock.
 */
final class Counterpart {

    final Session session;
    /** As it was offered last. */
    PoolOffer offer;
    /** False: it has left, or leaves; what is there ends. */
    boolean open = true;
    /** Credits. */
    int held;
    /** How much need the other side believes that we have: what was said last, less what was given since. */
    int told;
    /** The definitions that it has. */
    final BitSet defined = new BitSet();
    /** By {@link Sent#number}. */
    final Map<Long, Sent> sent = new LinkedHashMap<>();

    Counterpart(Session session, PoolOffer offer) {
        this.session = session;
        this.offer = offer;
    }

    /** It takes no more tasks. */
    void close() {
        open = false;
        held = 0;
        told = 0;
        defined.clear();
    }

    /** Says what numbers stand for that have not been said yet. */
    void define(FederatedPool pool, int[] definitions) {
        for (int number : definitions) {
            if (!defined.get(number)) {
                define(pool, number);
            }
        }
    }

    /** Neither said twice, which is a mistake, nor taken for said though there was no memory for that. */
    private void define(FederatedPool pool, int number) {
        boolean said = false;
        defined.set(number);
        try {
            session.send(new Define(pool.name(), pool.definition(number)));
            said = true;
        } finally {
            if (!said) {
                defined.clear(number);
            }
        }
    }
}
