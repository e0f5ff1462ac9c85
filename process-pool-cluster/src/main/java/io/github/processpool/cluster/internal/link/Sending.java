package io.github.processpool.cluster.internal.link;

import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.internal.protocol.Bodies;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Answer;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Cancel;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Credit;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Goodbye;
import io.github.processpool.cluster.internal.protocol.FrameWriter;
import io.github.processpool.cluster.internal.protocol.Limits;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.federation.GuestAnswer.Kind;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * What an {@link Outbox} sends next. The rules of order:
 *
 * <ul>
 *   <li>All messages leave in the order in which they were posted; only the bytes of large payloads come later. So a {@code Hello} comes
 *       before what is said in its session, and a {@code Define} before the {@code Task} that uses it.
 *   <li>A payload of more than {@value Limits#INLINE} bytes travels in parts: its message goes ahead without it, and counts as received
 *       when the last part has come. Each message of the transport has the small ones first, up to half of it while there are parts, and
 *       then parts of those payloads whose turn it is. So a small message waits for what is being sent at the moment, for no other part.
 *   <li>Credits of an {@code Answer} that travels in parts are sent as a {@code Credit} at its place.
 *   <li>A {@code Goodbye} waits for all parts.
 *   <li>A {@code Cancel} cuts off a {@code Task} whose parts have not all left, and so comes before it.
 * </ul>
 *
 * <p>What fails in here for want of memory has changed nothing and may be tried again.
 *
 * <p><b>Thread safety:</b> none; belongs to the thread of its outbox.
 */
final class Sending {

    private static final int HALF = ClusterTransport.LARGEST_MESSAGE / 2;

    private final AtomicLong streamNumbers;
    private final BiConsumer<Posted, Throwable> unwritable;
    private final Deque<Posted> line = new ArrayDeque<>();
    private final Deque<PartStream> streams = new ArrayDeque<>();
    private final Batch batch = new Batch();
    private final FrameWriter frames = batch.frames();
    /** How much of what was added is not held any more when the batch has left. */
    private long released;

    Sending(AtomicLong streamNumbers, BiConsumer<Posted, Throwable> unwritable) {
        this.streamNumbers = streamNumbers;
        this.unwritable = unwritable;
    }

    void add(Collection<Posted> posted) {
        line.addAll(posted);
    }

    boolean isEmpty() {
        return line.isEmpty() && streams.isEmpty() && batch.size() == 0;
    }

    /** Drops everything. */
    void clear() {
        line.clear();
        streams.clear();
        sent();
    }

    /** Puts together the next message of the transport; returns its size. */
    int fill() {
        fillWithMessages();
        fillWithParts();
        return batch.size();
    }

    /** Returns how large the message is that was put together. */
    int size() {
        return batch.size();
    }

    /** Returns what was put together, for one try to send it. */
    ByteBuffer[] toBuffers() {
        return batch.toBuffers();
    }

    /** It has left; returns how much is not held any more. */
    long sent() {
        batch.clear();
        long bytes = released;
        released = 0;
        return bytes;
    }

    private void fillWithMessages() {
        while (!line.isEmpty() && (streams.isEmpty() || batch.size() < HALF)) {
            Posted next = line.element();
            if (next.message() instanceof Goodbye && !streams.isEmpty()) {
                return;
            }
            try {
                if (!write(next)) {
                    return;
                }
            } catch (RuntimeException e) {
                released += next.bytes();
                unwritable.accept(next, e);
            }
            line.remove();
        }
    }

    private void fillWithParts() {
        for (int turns = streams.size(); turns > 0; turns--) {
            PartStream next = streams.element();
            int left = next.left();
            if (left > 0 && !batch.addPart(next)) {
                return;
            }
            released += left - next.left();
            streams.remove();
            if (next.left() > 0) {
                streams.add(next);
            }
        }
    }

    /** Returns false if there is no room for it in this batch. */
    private boolean write(Posted posted) {
        ClusterMessage message = posted.message();
        if (message instanceof Cancel cancel) {
            return writeCancel(posted, cancel);
        }
        Payload payload = Bodies.of(message);
        if (payload.length() > Limits.INLINE && !payload.isLost()) {
            return writeHead(posted);
        }
        return releasing(
                posted.bytes(), frames.write(posted.session(), payload.isLost() ? withoutLost(message) : message));
    }

    private boolean writeHead(Posted posted) {
        PartStream stream = new PartStream(posted, streamNumbers.incrementAndGet());
        int start = frames.size();
        boolean fits = false;
        streams.add(stream);
        try {
            ClusterMessage message = posted.message();
            fits = !(message instanceof Answer answer && answer.credits() > 0)
                    || frames.write(posted.session(), new Credit(answer.pool(), answer.credits()));
            fits = fits && frames.writeHead(posted.session(), withoutCredits(message), stream.number());
        } finally {
            if (!fits) {
                streams.removeLast();
                frames.backTo(start);
            }
        }
        return releasing(Posted.OVERHEAD, fits);
    }

    private boolean writeCancel(Posted posted, Cancel cancel) {
        PartStream cut = null;
        for (PartStream stream : streams) {
            if (stream.session() == posted.session() && stream.isTask(cancel.pool(), cancel.ticket())) {
                cut = stream;
            }
        }
        int start = frames.size();
        if (!frames.write(posted.session(), cancel)) {
            return false;
        } else if (cut != null && !frames.writeAbort(cut.session(), cut.number())) {
            frames.backTo(start);
            return false;
        }
        if (cut != null) {
            streams.remove(cut);
            released += cut.left();
        }
        return releasing(posted.bytes(), true);
    }

    private boolean releasing(long bytes, boolean written) {
        released += written ? bytes : 0;
        return written;
    }

    private static ClusterMessage withoutCredits(ClusterMessage message) {
        return message instanceof Answer answer
                ? new Answer(answer.pool(), answer.ticket(), answer.answer(), 0)
                : message;
    }

    /** Of what a worker has answered the host may have lost the bytes, having had no heap for them. */
    private static ClusterMessage withoutLost(ClusterMessage message) {
        if (message instanceof Answer answer
                && answer.answer().end() instanceof Answered answered
                && answered.message() instanceof Message.Result result) {
            int length = result.value().length();
            return Bodies.with(
                    answer,
                    new Failed(Kind.TOO_LARGE, "the host had no memory for its result of " + length + " bytes"));
        }
        return Bodies.with(message, Payload.NONE);
    }
}
