package io.github.processpool.internal.parent.map;

import io.github.processpool.MapOptions;
import io.github.processpool.internal.wire.page.ChunkProgress;

/**
 * Decides how much of one map is under way: how many inputs are taken ahead, how many elements the next chunk has, how many chunks
 * there are. A chunk of a fixed size has that, as far as the buffer allows. An automatic one begins with one element and grows
 * with each answer, as long as chunks are over much sooner than they may take; it shrinks at once when elements turn out to be slow
 * or large.
 *
 * <p><b>Thread safety:</b> used by the map's consumer only.
 */
final class ChunkPlanner {

    /** More elements make nothing better any more. */
    static final int LARGEST = 16 * 1024;

    private static final int LARGEST_BUFFER = 1 << 24;
    /** Enough tiny tasks to keep a worker busy. */
    private static final int SINGLES_PER_WORKER = 16;

    private static final int CHUNKS_PER_WORKER = 3;
    /** How many automatic chunks may wait behind one that is slow. */
    private static final int MOST_BATCHES = 1024;
    /** How long the results of automatic chunks that wait may be, as written. */
    private static final long MOST_DONE_BYTES = 32L << 20;

    private static final long TARGET_NANOS = 4_000_000;
    /** Shorter chunks than this are not worth sending, not even for a fair end. */
    private static final long SHORTEST_NANOS = 100_000;

    private static final long LARGEST_BYTES = 256 * 1024;
    private static final int GROWTH = 8;

    private final boolean automatic;
    private final int workers;
    private final int buffer;
    private final int largest;
    private int size;
    private double nanosPerElement;
    private double bytesPerElement;

    /** For so many workers, each of which may run so many elements. */
    ChunkPlanner(MapOptions options, int workers, int mostElements) {
        this.automatic = options.autoChunk();
        this.workers = workers;
        this.buffer = options.bufferSize().orElseGet(() -> enoughFor(options, workers));
        this.largest = automatic
                ? Math.max(1, Math.min(LARGEST, Math.min(buffer / (2 * workers), mostElements)))
                : Math.min(asked(options), buffer);
        this.size = automatic ? 1 : largest;
    }

    private static int asked(MapOptions options) {
        return options.autoChunk() ? LARGEST : Math.min(options.chunkSize(), ChunkProgress.MOST_ELEMENTS);
    }

    private static int enoughFor(MapOptions options, int workers) {
        long chunk = asked(options);
        long wanted = Math.max(2 * chunk, SINGLES_PER_WORKER) * workers;
        return (int) Math.min(Math.max(LARGEST_BUFFER, 2 * chunk), wanted);
    }

    // -- Said by the options --

    /** Whether the size of chunks follows from how long they take. */
    boolean isAutomatic() {
        return automatic;
    }

    /** How many inputs may be taken that the consumer has not received. */
    int buffer() {
        return buffer;
    }

    /** How many batches may be with the pool. */
    int mostInFlight() {
        return automatic ? Math.max(2, CHUNKS_PER_WORKER * workers) : Integer.MAX_VALUE;
    }

    /** Whether so many batches with so many bytes of results are few enough for one more. */
    boolean isRoomBehind(int batches, long doneBytes) {
        return !automatic || (batches < Math.max(MOST_BATCHES, 2 * mostInFlight()) && doneBytes < MOST_DONE_BYTES);
    }

    // -- Learned from the answers --

    /**
     * Returns how many elements the next chunk may have.
     *
     * @param remaining how many there are still to be sent; negative: nobody knows
     */
    int next(long remaining) {
        if (!automatic || remaining < 0) {
            return size;
        }
        double worthIt = nanosPerElement == 0 ? 1 : SHORTEST_NANOS / nanosPerElement;
        long fair = Math.max(1, remaining / (2L * workers));
        return (int) Math.min(size, Math.max(fair, worthIt));
    }

    /** Notes how long so many elements took, and how many bytes their inputs or their results had. */
    void measured(int elements, long nanos, long bytes) {
        if (!automatic || elements < 1) {
            return;
        }
        double now = Math.max(1.0, (double) nanos / elements);
        nanosPerElement = now > nanosPerElement ? now : (now + nanosPerElement) / 2;
        double length = (double) bytes / elements;
        bytesPerElement = length > bytesPerElement ? length : (length + bytesPerElement) / 2;
        double allowed = Math.min(TARGET_NANOS / nanosPerElement, LARGEST_BYTES / Math.max(1.0, bytesPerElement));
        size = (int) Math.max(1, Math.min(Math.min(largest, allowed), Math.max(size, (long) GROWTH * elements)));
    }
}
