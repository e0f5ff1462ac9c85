package io.github.processpool.cluster.internal.link;

import io.github.processpool.cluster.internal.protocol.Bodies;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.internal.wire.message.Payload;
import java.nio.ByteBuffer;

/** A payload on its way out in parts, whose message has gone ahead. Used by the thread of its outbox alone. */
final class PartStream {

    private final Posted posted;
    private final long number;
    private final Payload payload;
    private int sent;

    /** Nothing of it has been sent. */
    PartStream(Posted posted, long number) {
        this.posted = posted;
        this.number = number;
        this.payload = Bodies.of(posted.message());
    }

    long session() {
        return posted.session();
    }

    long number() {
        return number;
    }

    boolean isTask(String pool, long ticket) {
        return posted.message() instanceof ClusterMessage.Task task
                && task.ticket() == ticket
                && task.pool().equals(pool);
    }

    int sent() {
        return sent;
    }

    int left() {
        return payload.length() - sent;
    }

    /** Returns the next bytes, which are the payload's own. */
    ByteBuffer bytes(int length) {
        return ByteBuffer.wrap(payload.bytes(), sent, length);
    }

    void markSent(int length) {
        sent += length;
    }
}
