package io.github.processpool;

/**
 * Hears how far a map is, see {@link MapOptions.Builder#progress}. {@link ProgressBar} has those that show it.
 *
 * <p>It is told at the beginning, then at most ten times a second as the consumer of the stream receives elements, and once at the
 * end, whatever the end is. A stream that is neither read to its end nor closed has no end to tell of.
 *
 * <p>What it throws is logged once, and the map goes on without it.
 *
 * <p><b>Thread safety:</b> it is called by one thread at a time for one map: that of the consumer, which waits for it, or the one
 * that closes the stream. One that is given to several maps is told of all of them.
 */
@FunctionalInterface
public interface MapProgressListener {

    /**
     * The map has come so far.
     *
     * @param progress how far
     */
    void onProgress(MapProgress progress);
}
