package io.github.processpool.internal.system;

import java.nio.file.Path;

/**
 * Where a pool keeps what is to lie in memory: a folder of the same name as its own, in the system's memory file system. Whoever
 * knows the pool's folder, be it a worker whose parent was killed, knows this one. Stateless.
 */
public final class MemoryFolder {

    /** Linux has it; elsewhere it does not exist. */
    public static final Path PLACE = Path.of("/dev/shm");

    private MemoryFolder() {}

    /**
     * Returns the folder that goes with a pool's folder; it need not exist.
     *
     * @param poolFolder the pool's folder
     * @return a path
     */
    public static Path of(Path poolFolder) {
        return PLACE.resolve(poolFolder.getFileName());
    }

    /**
     * Deletes a pool's folder and the one that goes with it.
     *
     * @param poolFolder the pool's folder; it need not exist
     */
    public static void deleteBoth(Path poolFolder) {
        PrivateFolder.delete(poolFolder);
        PrivateFolder.delete(of(poolFolder));
    }
}
