package io.github.processpool.cluster.internal.session;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;

/**
 * The ways to the other members: takes messages, which are written and sent later, in this order for each member but for a {@link
 * ClusterMessage.Cancel}, which may overtake.
 *
 * <p><b>Thread safety:</b> any thread; called with the engine's lock held.
 */
public interface Links {

    /**
     * Takes a message. Never waits, and tells nobody whether it arrives: what can't be sent is for the next view to show.
     *
     * @param to a member
     * @param session what the message has to carry; 0 for a {@link ClusterMessage.Hello}
     * @param message to be sent
     */
    void send(MemberAddress to, long session, ClusterMessage message);
}
