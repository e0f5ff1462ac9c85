package io.github.processpool.cluster.internal.session;

import io.github.processpool.cluster.MemberAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The other members that {@link Membership} knows, in the order in which they came. Those out of view are remembered for their greatest
 * number, so that nothing late is believed.
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}.
 */
final class Peers {

    private static final int REMEMBERED = 256;

    private final Map<String, Peer> peers = new LinkedHashMap<>();

    /** Returns a member, perhaps one that nothing was known of. */
    Peer of(MemberAddress address) {
        return peers.computeIfAbsent(address.id(), id -> new Peer(address));
    }

    /** Returns a member; null if nothing is known of it. */
    @Nullable
    Peer known(MemberAddress address) {
        return peers.get(address.id());
    }

    List<Peer> list() {
        return List.copyOf(peers.values());
    }

    void forgetSome() {
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

    List<Session> sessions() {
        List<Session> open = new ArrayList<>();
        for (Peer peer : peers.values()) {
            if (peer.session != null && !peer.session.isOver()) {
                open.add(peer.session);
            }
        }
        return open;
    }

    /** Returns those in view that there is no session with, each with its state in a word. */
    Map<MemberAddress, String> strangers() {
        Map<MemberAddress, String> strangers = new LinkedHashMap<>();
        for (Peer peer : peers.values()) {
            if (peer.session == null && peer.state != Peer.State.UNSEEN) {
                strangers.put(peer.address, peer.state.name());
            }
        }
        return strangers;
    }
}
