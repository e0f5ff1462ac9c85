package io.github.processpool.cluster.internal.link;

import io.github.processpool.cluster.internal.protocol.Bodies;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.internal.wire.message.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** A payload on its way out in parts, whose message has gone ahead. Used by the thread of its outbox alone. */
final class PartStream {

    private final Posted posted;
    private final long number;
    private final Payload payload;
    private final Deque<Posted> behind = new ArrayDeque<>(1);
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

    boolean isAnswer(String pool, long ticket) {
        return posted.message() instanceof ClusterMessage.Answer answer
                && answer.ticket() == ticket
                && answer.pool().equals(pool);
    }

    /** Returns the messages that must not come before this one is whole. */
    Deque<Posted> behind() {
        return behind;
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
