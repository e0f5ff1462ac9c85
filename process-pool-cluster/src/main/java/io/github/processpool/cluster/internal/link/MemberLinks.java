package io.github.processpool.cluster.internal.link;

import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Status;
import io.github.processpool.cluster.internal.protocol.Frame;
import io.github.processpool.cluster.internal.protocol.FrameReader;
import io.github.processpool.cluster.internal.protocol.Limits;
import io.github.processpool.cluster.internal.session.Links;
import io.github.processpool.cluster.internal.session.Together;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The ways to the other members over one {@link ClusterTransport}: takes messages for each and has its {@link Outbox} send them; takes
 * what the transport receives and hands it to the {@link Inbox} as messages. Who is in view has a way; what is said to others is dropped,
 * as the inbox learns from the view.
 *
 * <p><b>Thread safety:</b> any thread. {@link #send} waits for nothing and calls nobody: it may be called with locks held.
 */
public final class MemberLinks implements Links, ClusterTransport.Receiver, AutoCloseable {

    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ClusterTransport transport;
    private final long assemblyBudget;
    private final Inbox inbox;
    private final AtomicLong streams = new AtomicLong();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();
    /** By the ids of the members. */
    private final Map<String, Way> ways = new ConcurrentHashMap<>();
    /** Written under this; volatile for those who receive. */
    private volatile boolean closed;

    /** One member, there and back. */
    private record Way(Outbox out, Assembly in) {}

    /**
     * No way anywhere.
     *
     * @param transport not yet open
     * @param assemblyBudget how many bytes of tasks in parts may be on their way from each member at once
     * @param inbox is told what comes
     */
    public MemberLinks(ClusterTransport transport, long assemblyBudget, Inbox inbox) {
        this.transport = transport;
        this.assemblyBudget = assemblyBudget;
        this.inbox = inbox;
    }

    /**
     * Opens the transport; the inbox is told of the first view, perhaps before this returns.
     *
     * @throws IOException if it can't join; it may be tried again
     */
    public void open() throws IOException {
        transport.open(this);
    }

    @Override
    public void send(MemberAddress to, long session, ClusterMessage message) {
        Way way = ways.get(to.id());
        if (way == null) {
            return;
        } else if (message instanceof Status status && status.running().size() > Limits.RUNNING) {
            int half = status.running().size() / 2;
            send(to, session, new Status(status.pool(), status.running().subList(0, half)));
            send(
                    to,
                    session,
                    new Status(
                            status.pool(),
                            status.running().subList(half, status.running().size())));
        } else {
            way.out().post(session, message);
        }
    }

    /**
     * Waits until everything was handed to the transport.
     *
     * @param nanos how long at most
     * @return false if something has not left
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitSent(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        boolean all = true;
        for (Way way : ways.values()) {
            all &= way.out().awaitSent(end - System.nanoTime());
        }
        return all;
    }

    /**
     * Returns how much is held for all members by messages that have not left.
     *
     * @return in bytes, about
     */
    public long queuedBytes() {
        return ways.values().stream().mapToLong(way -> way.out().queuedBytes()).sum();
    }

    /**
     * Returns how much is announced by payloads that have not come as a whole.
     *
     * @return in bytes
     */
    public long assemblingBytes() {
        return ways.values().stream().mapToLong(way -> way.in().heldBytes()).sum();
    }

    /**
     * Returns how much was handed to the transport.
     *
     * @return in bytes
     */
    public long sentBytes() {
        return sentBytes.sum();
    }

    /**
     * Returns how much the transport has received.
     *
     * @return in bytes
     */
    public long receivedBytes() {
        return receivedBytes.sum();
    }

    // -- From the transport --

    @Override
    public void view(List<MemberAddress> members) {
        synchronized (this) {
            if (closed) {
                return;
            }
            Set<String> gone = new HashSet<>(ways.keySet());
            for (MemberAddress member : members) {
                gone.remove(member.id());
                ways.computeIfAbsent(member.id(), id -> wayTo(member));
            }
            gone.forEach(this::cut);
        }
        inbox.onView(members);
    }

    @Override
    public void message(MemberAddress from, ByteBuffer message) {
        if (closed) {
            return;
        }
        receivedBytes.add(message.remaining());
        Way way = ways.get(from.id());
        Assembly in = way == null ? new Assembly(from, 0, inbox) : way.in();
        try (var together = Together.begin()) {
            FrameReader reader = new FrameReader(message);
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                in.take(frame);
            }
        } catch (ProtocolException e) {
            in.forget();
            inbox.onGarbage(from, e);
        } catch (RuntimeException
                | Error e) { // One message at least was lost: the session can't go on as if nothing had been.
            in.forget();
            ProtocolException problem = new ProtocolException("a message that could not be taken: " + e);
            problem.initCause(e);
            inbox.onGarbage(from, problem);
        }
    }

    /** Closes the transport. Drops what has not left; what a thread is sending at the moment may leave. Returns in bounded time. */
    @Override
    public void close() {
        List<Way> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(ways.values());
            Set.copyOf(ways.keySet()).forEach(this::cut);
        }
        transport.close();
        try {
            long end = System.nanoTime() + END_NANOS;
            for (Way way : all) {
                way.out().awaitEnd(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // They end without being waited for.
        }
    }

    private Way wayTo(MemberAddress member) {
        return new Way(
                new Outbox(transport, member, inbox, streams, sentBytes), new Assembly(member, assemblyBudget, inbox));
    }

    private void cut(String id) {
        @Nullable Way way = ways.remove(id);
        if (way != null) {
            way.out().close();
            way.in().forget();
        }
    }
}
