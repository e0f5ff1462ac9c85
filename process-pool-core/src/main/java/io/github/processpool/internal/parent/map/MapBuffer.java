package io.github.processpool.internal.parent.map;

import io.github.processpool.MapOptions;
import io.github.processpool.internal.wire.page.Scoreboard;

/** How many inputs a map takes ahead. Stateless. */
final class MapBuffer {

    private static final int LARGEST = 1 << 24;
    /** So many tiny tasks with a worker at once keep it busy. */
    private static final int SINGLES_PER_WORKER = 16;

    private MapBuffer() {}

    /** What the options say, or enough to keep all workers busy. */
    static int size(MapOptions options, int workers) {
        if (options.bufferSize().isPresent()) {
            return options.bufferSize().getAsInt();
        }
        long chunk =
                options.autoChunk() ? ChunkPlanner.LARGEST : Math.min(options.chunkSize(), Scoreboard.MOST_ELEMENTS);
        long wanted = Math.max(2 * chunk, SINGLES_PER_WORKER) * workers;
        return (int) Math.min(Math.max(LARGEST, 2 * chunk), wanted);
    }

    /** A fixed chunk is no larger than the buffer. */
    static int chunk(MapOptions options, int buffer) {
        return Math.min(Math.min(options.chunkSize(), Scoreboard.MOST_ELEMENTS), buffer);
    }
}
