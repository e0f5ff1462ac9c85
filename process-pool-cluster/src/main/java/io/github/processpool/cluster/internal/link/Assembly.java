package io.github.processpool.cluster.internal.link;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.Bodies;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Task;
import io.github.processpool.cluster.internal.protocol.Frame;
import io.github.processpool.cluster.internal.protocol.Frame.Abort;
import io.github.processpool.cluster.internal.protocol.Frame.Head;
import io.github.processpool.cluster.internal.protocol.Frame.Part;
import io.github.processpool.cluster.internal.protocol.Frame.Whole;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the frames of one member and hands whole messages to the {@link Inbox}, which is asked first how large a payload may be. Tasks
 * in parts have a budget beside that, for all of the member together: what they announce is taken from it before anything has come, so
 * that a task that has begun to come comes to its end. Answers need none, because they are asked for: there are as many as tasks that
 * were sent.
 *
 * <p>A message whose payload there is no room for, or that was cut off, is handed on without it, as {@link Payload.Form#LOST}.
 * Parts of a message that was refused, or of a session that is over, belong to no stream that is known, and are dropped. A hello that
 * begins another session ends all streams.
 *
 * <p><b>Thread safety:</b> frames are taken by one thread at a time; {@link #forget} and {@link #heldBytes} are for any thread.
 */
final class Assembly {

    private static final int MOST_STREAMS = 10_000;

    private final MemberAddress from;
    private final Inbox inbox;
    private final long budget;

    /** Guarded by this. */
    private final Map<Key, Incoming> streams = new HashMap<>();
    /** Announced by tasks; guarded by this. */
    private long taskBytes;
    /** Announced by all; guarded by this. */
    private long heldBytes;
    /** The greatest number in a hello; guarded by this. */
    private long hello;
    /** How often everything was forgotten; guarded by this. */
    private int epoch;

    private record Key(long session, long stream) {}

    /** Nothing has come. */
    Assembly(MemberAddress from, long budget, Inbox inbox) {
        this.from = from;
        this.budget = budget;
        this.inbox = inbox;
    }

    void take(Frame frame) throws ProtocolException {
        if (frame instanceof Whole whole) {
            takeWhole(whole);
        } else if (frame instanceof Head head) {
            takeHead(head);
        } else if (frame instanceof Part part) {
            takePart(part);
        } else if (frame instanceof Abort abort) {
            takeAbort(abort);
        }
    }

    /** A hello with a greater number begins another session. */
    private synchronized void forgetBefore(long session) {
        if (session > hello) {
            forget();
            hello = session;
        }
    }

    /** The session is over: what is not whole will not be. */
    synchronized void forget() {
        epoch++;
        streams.clear();
        taskBytes = 0;
        heldBytes = 0;
    }

    /** Returns how much is announced by what has not come as a whole. */
    synchronized long heldBytes() {
        return heldBytes;
    }

    private void takeWhole(Whole whole) {
        if (whole.message() instanceof Hello hello) {
            forgetBefore(hello.session());
        }
        if (isAdmitted(whole.session(), whole.message())) {
            inbox.onMessage(from, whole.session(), whole.message());
        }
    }

    private void takeHead(Head head) throws ProtocolException {
        int before = epoch();
        if (isAdmitted(head.session(), head.message()) && !open(head, before)) {
            lose(head.session(), head.message());
        }
    }

    private void takePart(Part part) throws ProtocolException {
        Key key = new Key(part.session(), part.stream());
        Incoming stream = find(key);
        if (stream == null) {
            return;
        }
        ClusterMessage whole;
        try {
            if (!stream.add(part)) {
                return;
            }
            whole = stream.whole();
        } catch (OutOfMemoryError e) {
            if (close(key) != null) {
                lose(part.session(), stream.head());
            }
            return;
        }
        if (close(key) != null) { // Nobody has forgotten it in between.
            inbox.onMessage(from, part.session(), whole);
        }
    }

    private void takeAbort(Abort abort) {
        Incoming stream = close(new Key(abort.session(), abort.stream()));
        if (stream != null) {
            lose(abort.session(), stream.head());
        }
    }

    /** Asks the inbox, and tells it if not. */
    private boolean isAdmitted(long session, ClusterMessage message) {
        int length = Bodies.of(message).length();
        if (length == 0) {
            return true;
        }
        long largest = inbox.largestPayload(from, session, message);
        if (length > largest && largest != Inbox.NOT_WANTED) {
            lose(session, message);
        }
        return length <= largest;
    }

    private void lose(long session, ClusterMessage message) {
        Payload lost = new Payload(
                Payload.Form.LOST, Payload.NONE.bytes(), Bodies.of(message).length());
        inbox.onMessage(from, session, Bodies.with(message, lost));
    }

    private synchronized int epoch() {
        return epoch;
    }

    /** Returns false if there is no room; one that was forgotten in between is dropped without a word. */
    private synchronized boolean open(Head head, int before) throws ProtocolException {
        if (epoch != before) {
            return true;
        }
        Key key = new Key(head.session(), head.stream());
        Incoming stream = new Incoming(head.message());
        if (streams.containsKey(key) || isAnsweredAlready(head.message())) {
            throw new ProtocolException(
                    "a message in parts, whose stream " + head.stream() + " or ticket has one already");
        } else if (streams.size() == MOST_STREAMS || (head.message() instanceof Task && !isInBudget(stream.length()))) {
            return false;
        }
        streams.put(key, stream);
        count(stream, 1);
        return true;
    }

    /** One that is larger than the budget comes while it is the only one. */
    private boolean isInBudget(int length) {
        return length <= budget - taskBytes || (taskBytes == 0 && budget > 0);
    }

    /** So that there is no more to be held than was asked for. */
    private boolean isAnsweredAlready(ClusterMessage message) {
        return message instanceof Answer answer
                && streams.values().stream()
                        .anyMatch(stream -> stream.head() instanceof Answer other
                                && other.ticket() == answer.ticket()
                                && other.pool().equals(answer.pool()));
    }

    private synchronized @Nullable Incoming find(Key key) {
        return streams.get(key);
    }

    private synchronized @Nullable Incoming close(Key key) {
        Incoming stream = streams.remove(key);
        if (stream != null) {
            count(stream, -1);
        }
        return stream;
    }

    private void count(Incoming stream, int sign) {
        heldBytes += (long) sign * stream.length();
        taskBytes += stream.head() instanceof Task ? (long) sign * stream.length() : 0;
    }
}
