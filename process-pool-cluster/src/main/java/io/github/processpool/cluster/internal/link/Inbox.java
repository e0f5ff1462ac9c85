package io.github.processpool.cluster.internal.link;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.List;

/**
 * Is told what comes from other members, and what does not get there. Whether a session is still of today is for the inbox to know.
 *
 * <p><b>Thread safety:</b> called by the threads of the transport and of outboxes, which hold no lock: for each member in the order of
 * its messages, for several members at once. Waits for nothing.
 */
public interface Inbox {

    /** A message is not wanted: its session is over, or nobody waits for this answer. */
    long NOT_WANTED = -1;

    /**
     * Others have come or gone. From now on messages can be sent to the members of this view, and to no others.
     *
     * @param members all that this one sees, itself among them
     */
    void onView(List<MemberAddress> members);

    /**
     * A message has come, with all that belongs to it. A payload of the form {@link Payload.Form#LOST} is not there: it was larger than
     * {@link #largestPayload}, there was no room for it, or its task was cut off after it was cancelled. So its task can't be run, and its
     * answer is too large.
     *
     * @param from its sender
     * @param session the number that it carries
     * @param message what is said
     */
    void onMessage(MemberAddress from, long session, ClusterMessage message);

    /**
     * Asked before anything is allocated for a payload that comes in parts, and before a whole one is handed on.
     *
     * @param from its sender
     * @param session the number that it carries
     * @param head a task or an answer; its payload may have no bytes yet
     * @return how many bytes it may have; {@link #NOT_WANTED}: it is dropped, and nothing is told of it
     */
    long largestPayload(MemberAddress from, long session, ClusterMessage head);

    /**
     * Something has come that is not the protocol, or could not be taken. What was in the same message behind it is lost, and so is what
     * was being put together: the session is of no use any more.
     *
     * @param from its sender
     * @param problem says what
     */
    void onGarbage(MemberAddress from, ProtocolException problem);

    /**
     * A message could not be written and is lost, so that the session is of no use any more.
     *
     * @param to the member
     * @param session the number that it should have carried
     * @param message what should have been said
     * @param problem why
     */
    void onUnwritable(MemberAddress to, long session, ClusterMessage message, Throwable problem);

    /**
     * The transport does not take what is to be sent, at the second try. It is tried again for as long as the member is in view; told once
     * until something was sent again.
     *
     * @param to the member
     * @param problem of the transport
     */
    void onTrouble(MemberAddress to, Throwable problem);
}
