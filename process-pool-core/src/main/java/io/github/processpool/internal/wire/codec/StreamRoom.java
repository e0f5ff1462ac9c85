package io.github.processpool.internal.wire.codec;

import java.io.ObjectInputFilter.FilterInfo;

/**
 * Counts, for the {@link StreamFilter}, what one payload has asked for; streams of a payload that is read in parts, be it one within
 * another, have one for all. It decides nothing.
 *
 * <p><b>Thread safety:</b> used by the one thread that reads the payload.
 */
final class StreamRoom {

    /** Elements that a payload may ask for beyond what its bytes can stand for: {@code Collections.nCopies} has no others. */
    static final long FREE_ELEMENTS = 1 << 20;

    /** How many elements of arrays may still be asked for before their bytes have been read. */
    private long slots;

    private long references;
    private long streamBytes;
    /** How deep the stream that was heard of last is in. */
    private long depth;

    StreamRoom(int length) {
        // An element that is null takes one byte; a hash table asks for up to eight slots an entry.
        this.slots = 8L * length + FREE_ELEMENTS;
    }

    /** What one stream has had of it. */
    static final class Share {

        private final StreamRoom room;
        private final long depthAround;
        private long elements;
        private long references;
        private long streamBytes;

        private Share(StreamRoom room) {
            this.room = room;
            this.depthAround = room.depth;
        }

        /** Takes what an array needs; false if there is not as much. */
        boolean take(long arrayLength) {
            elements += arrayLength;
            room.slots -= arrayLength;
            return room.slots >= 0;
        }

        /** Returns what a filter is to be asked: with the other streams before and around this one, if there are any. */
        FilterInfo note(FilterInfo info) {
            room.references += Math.max(0, info.references() - references);
            room.streamBytes += Math.max(0, info.streamBytes() - streamBytes);
            references = Math.max(references, info.references());
            streamBytes = Math.max(streamBytes, info.streamBytes());
            room.depth = depthAround + info.depth();
            boolean isAlone = depthAround == 0 && room.references == references && room.streamBytes == streamBytes;
            return isAlone ? info : new Sum(info, room.depth, room.references, room.streamBytes);
        }

        /** Leaves what is around the stream. */
        void end() {
            room.depth = depthAround;
        }

        /** Gives all back: the stream is read once more, and nothing of it was kept. */
        void giveBack() {
            room.slots += elements;
            room.references -= references;
            room.streamBytes -= streamBytes;
        }
    }

    /** Called where a stream begins. */
    Share share() {
        return new Share(this);
    }

    private record Sum(FilterInfo one, long depth, long references, long streamBytes) implements FilterInfo {

        @Override
        public Class<?> serialClass() {
            return one.serialClass();
        }

        @Override
        public long arrayLength() {
            return one.arrayLength();
        }
    }
}
