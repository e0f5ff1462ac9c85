package io.github.processpool.cluster.internal.engine;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.link.Inbox;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what comes from other members to the {@link ClusterEngine}. A message that could not be written ends its session as one does that
 * could not be read: the other side waits for it.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class EngineInbox implements Inbox {

    private static final Logger log = LoggerFactory.getLogger(EngineInbox.class);

    private final Supplier<ClusterEngine> engine;
    private final Supplier<MemberAddress> self;

    /**
     * An inbox.
     *
     * @param engine made after the links, which it needs, and before they are opened
     * @param self this member, once there is a view
     */
    public EngineInbox(Supplier<ClusterEngine> engine, Supplier<MemberAddress> self) {
        this.engine = engine;
        this.self = self;
    }

    @Override
    public void onView(List<MemberAddress> members) {
        String own = self.get().id();
        engine.get()
                .onView(members.stream()
                        .filter(member -> !member.id().equals(own))
                        .toList());
    }

    @Override
    public void onMessage(MemberAddress from, long session, ClusterMessage message) {
        engine.get().onMessage(from, session, message);
    }

    @Override
    public long largestPayload(MemberAddress from, long session, ClusterMessage head) {
        return engine.get().largestPayload(from, session, head);
    }

    @Override
    public void onGarbage(MemberAddress from, ProtocolException problem) {
        engine.get().onMistake(from, String.valueOf(problem.getMessage()));
    }

    @Override
    public void onUnwritable(MemberAddress to, long session, ClusterMessage message, Throwable problem) {
        log.error(
                "A message to {} could not be written: {}",
                to,
                message.getClass().getSimpleName(),
                problem);
        engine.get().onMistake(to, "a message to it could not be written: " + problem);
    }

    @Override
    public void onTrouble(MemberAddress to, Throwable problem) {
        log.warn("Nothing can be sent to {}, which is tried again while it is in view: {}", to, problem.toString());
    }
}
