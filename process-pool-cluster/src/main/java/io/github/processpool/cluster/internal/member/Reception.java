package io.github.processpool.cluster.internal.member;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.engine.ClusterEngine;
import io.github.processpool.cluster.internal.link.Inbox;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what comes from the links to the engine, and keeps a view until this member knows which one of them it is.
 *
 * <p><b>Thread safety:</b> threads of the links, and the one that joins.
 */
public final class Reception implements Inbox {

    private static final Logger log = LoggerFactory.getLogger(Reception.class);

    private final Consumer<Runnable> words;
    /** Set before the links are opened. */
    private @Nullable ClusterEngine engine;
    /** Guarded by this; null: not known yet. */
    private @Nullable MemberAddress self;
    /** Guarded by this. */
    private List<MemberAddress> view = List.of();

    /**
     * Nothing has come.
     *
     * @param words takes what writes to a log, and does not wait for it
     */
    public Reception(Consumer<Runnable> words) {
        this.words = words;
    }

    /**
     * Before anything comes.
     *
     * @param target takes it
     */
    public void connect(ClusterEngine target) {
        engine = target;
    }

    /**
     * This member has joined.
     *
     * @param me which one of a view it is
     */
    public void joined(MemberAddress me) {
        synchronized (this) {
            self = me;
        }
        onView(view());
    }

    private synchronized List<MemberAddress> view() {
        return view;
    }

    /** Returns who this member is; null: it has not joined. */
    synchronized @Nullable MemberAddress self() {
        return self;
    }

    /** Views are told one after the other, under this object's lock, which stands above the engine's. */
    @Override
    public synchronized void onView(List<MemberAddress> members) {
        view = members;
        MemberAddress me = self;
        if (me != null) {
            engine().onView(members.stream()
                    .filter(member -> !member.id().equals(me.id()))
                    .toList());
        }
    }

    @Override
    public void onMessage(MemberAddress from, long session, ClusterMessage message) {
        engine().onMessage(from, session, message);
    }

    @Override
    public long largestPayload(MemberAddress from, long session, ClusterMessage head) {
        return engine().largestPayload(from, session, head);
    }

    @Override
    public void onGarbage(MemberAddress from, ProtocolException problem) {
        engine().onMistake(from, String.valueOf(problem.getMessage()));
    }

    @Override
    public void onUnwritable(MemberAddress to, long session, ClusterMessage message, Throwable problem) {
        engine().onMistake(to, "a " + message.getClass().getSimpleName() + " to it could not be written: " + problem);
    }

    @Override
    public void onTrouble(MemberAddress to, Throwable problem) {
        words.accept(() -> log.warn("Nothing can be sent to member {} at the moment; it is tried again", to, problem));
    }

    private ClusterEngine engine() {
        return Objects.requireNonNull(engine, "not connected");
    }
}
