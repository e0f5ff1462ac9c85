package io.github.processpool.cluster.internal.link;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.Bodies;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it is told. */
final class RecordingInbox implements Inbox {

    final List<ClusterMessage> messages = new CopyOnWriteArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<Throwable> troubles = new CopyOnWriteArrayList<>();
    volatile long largest = Long.MAX_VALUE;
    volatile boolean throwing;

    @Override
    public void onView(List<MemberAddress> members) {
        events.add("view " + members);
    }

    @Override
    public void onMessage(MemberAddress from, long session, ClusterMessage message) {
        if (throwing) {
            throw new IllegalStateException("scripted");
        }
        if (Bodies.of(message).isLost()) {
            long ticket = message instanceof Task task ? task.ticket() : ((Answer) message).ticket();
            events.add("lost " + ticket + " of " + Bodies.of(message).length() + " bytes");
        } else {
            messages.add(message);
        }
    }

    @Override
    public long largestPayload(MemberAddress from, long session, ClusterMessage head) {
        return largest;
    }

    @Override
    public void onGarbage(MemberAddress from, ProtocolException problem) {
        events.add("garbage: " + problem.getMessage());
    }

    @Override
    public void onUnwritable(MemberAddress to, long session, ClusterMessage message, Throwable problem) {
        events.add("unwritable: " + problem.getMessage());
    }

    @Override
    public void onTrouble(MemberAddress to, Throwable problem) {
        troubles.add(problem);
    }
}
