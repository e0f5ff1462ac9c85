package io.github.processpool.cluster.internal.link;

import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.cluster.internal.protocol.Frame;
import io.github.processpool.cluster.internal.protocol.FrameWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One message of the transport in the making: frames in a buffer that is used again and again, then parts of large payloads, which are
 * not copied. Used by the thread of its outbox alone.
 */
final class Batch {

    /** A part that is smaller, and not the last one, is not worth its frame. */
    private static final int SMALLEST_PART = 4 * 1024;

    private final FrameWriter frames = new FrameWriter();
    private final List<Part> parts = new ArrayList<>();
    private int partBytes;

    /** Bytes that come behind so many bytes of frames. */
    private record Part(int place, ByteBuffer bytes) {}

    FrameWriter frames() {
        return frames;
    }

    int size() {
        return frames.size() + partBytes;
    }

    /** Adds the next part of a stream, as large as there is room for; returns false if there is too little. */
    boolean addPart(PartStream stream) {
        int room = ClusterTransport.LARGEST_MESSAGE - size() - Frame.PREFIX_LENGTH - Frame.PART_HEADER_LENGTH;
        int length = Math.min(room, stream.left());
        if (length < Math.min(SMALLEST_PART, stream.left())) {
            return false;
        }
        int place = frames.size() + Frame.PREFIX_LENGTH + Frame.PART_HEADER_LENGTH;
        Part part = new Part(place, stream.bytes(length));
        frames.writePart(stream.session(), stream.number(), stream.sent(), length);
        boolean done = false;
        try {
            parts.add(part);
            done = true;
        } finally {
            if (!done) {
                frames.backTo(place - Frame.PREFIX_LENGTH - Frame.PART_HEADER_LENGTH);
            }
        }
        partBytes += length;
        stream.markSent(length);
        return true;
    }

    /** Returns all of it, for one try to send it; may be asked again. */
    ByteBuffer[] toBuffers() {
        List<ByteBuffer> buffers = new ArrayList<>(2 * parts.size() + 1);
        int from = 0;
        for (Part part : parts) {
            buffers.add(frames.slice(from, part.place()));
            buffers.add(part.bytes().slice());
            from = part.place();
        }
        if (from < frames.size()) {
            buffers.add(frames.slice(from, frames.size()));
        }
        return buffers.toArray(ByteBuffer[]::new);
    }

    void clear() {
        frames.backTo(0);
        parts.clear();
        partBytes = 0;
    }
}
