package io.github.processpool.internal.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks for the room that something needs before it is begun, so that a place is not filled up in vain. Stateless. */
public final class DiskSpace {

    private static final long MEGABYTE = 1 << 20;
    /** Left to others. */
    private static final long MARGIN = 16 * MEGABYTE;

    private DiskSpace() {}

    /**
     * Throws if there is too little.
     *
     * @param folder where it is to be
     * @param bytes how much it takes
     * @param what in words
     * @throws IOException if there is not as much; where that can't be known, what follows has to find out
     */
    public static void require(Path folder, long bytes, String what) throws IOException {
        long free = freeIn(folder);
        if (free > 0 && free - MARGIN < bytes) {
            throw new IOException(what + " takes about " + (bytes + MARGIN) / MEGABYTE + " MB, and " + folder + " has "
                    + free / MEGABYTE + " MB left. Make room there, or name another place with"
                    + " process-pool.worker.cache.folder");
        }
    }

    /** Not every system knows: 0. */
    private static long freeIn(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }
}
