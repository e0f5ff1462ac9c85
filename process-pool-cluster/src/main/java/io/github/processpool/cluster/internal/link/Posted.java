package io.github.processpool.cluster.internal.link;

import io.github.processpool.cluster.internal.protocol.Bodies;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;

/**
 * A message that waits in an outbox.
 *
 * @param session the number that the receiver has given
 * @param message to be sent
 */
record Posted(long session, ClusterMessage message) {

    /** What a message takes without its payload, about. */
    static final int OVERHEAD = 256;

    int payload() {
        return Bodies.of(message).length();
    }

    /** How much is held by it. */
    long bytes() {
        int definition = message instanceof ClusterMessage.Define define
                ? define.definition().bytes().length
                : 0;
        return (long) OVERHEAD + definition + payload();
    }
}
