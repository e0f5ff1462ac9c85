package io.github.processpool.internal.parent.map;

/**
 * Decides how many elements the next chunk of one map has. With a fixed size it is that. An automatic one begins with one element
 * and grows with each answer, as long as chunks are over much sooner than they may take; it shrinks at once when elements turn
 * out to be slow or large.
 *
 * <p><b>Thread safety:</b> used by the map's consumer only.
 */
final class ChunkPlanner {

    /** More elements make nothing better any more. */
    static final int LARGEST = 16 * 1024;

    private static final long TARGET_NANOS = 4_000_000;
    /** Shorter chunks than this are not worth sending, not even for a fair end. */
    private static final long SHORTEST_NANOS = 100_000;

    private static final long LARGEST_BYTES = 256 * 1024;
    private static final int GROWTH = 8;

    private final boolean automatic;
    private final int largest;
    private int size;
    private double nanosPerElement;
    private double bytesPerElement;

    private ChunkPlanner(boolean automatic, int size, int largest) {
        this.automatic = automatic;
        this.size = size;
        this.largest = largest;
    }

    static ChunkPlanner fixed(int size) {
        return new ChunkPlanner(false, size, size);
    }

    /** Never more than so many elements at once. */
    static ChunkPlanner automatic(int largest) {
        return new ChunkPlanner(true, 1, Math.max(1, Math.min(LARGEST, largest)));
    }

    boolean isAutomatic() {
        return automatic;
    }

    /**
     * Returns how many elements the next chunk may have.
     *
     * @param remaining how many there are still to be sent; negative: nobody knows
     * @param workers among how many they are to be shared
     */
    int next(long remaining, int workers) {
        if (!automatic || remaining < 0) {
            return size;
        }
        double worthIt = nanosPerElement == 0 ? 1 : SHORTEST_NANOS / nanosPerElement;
        long fair = Math.max(1, remaining / (2L * workers));
        return (int) Math.min(size, Math.max(fair, worthIt));
    }

    /** So many elements took so long, and their inputs or their results so many bytes. */
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
