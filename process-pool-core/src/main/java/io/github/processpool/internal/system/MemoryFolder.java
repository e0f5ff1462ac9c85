package io.github.processpool.internal.system;

import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder for files of a pool that are to lie in memory: of the same name as its own folder, in the system's memory file
 * system. Everybody who knows the pool's folder, be it a worker whose parent was killed, knows this one. Stateless.
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
     * Deletes a pool's folder and the one that goes with it, if that has the same owner: the place is open to everybody, and the
     * name of the pool's folder is no secret.
     *
     * @param poolFolder the pool's folder; it need not exist
     */
    public static void deleteBoth(Path poolFolder) {
        UserPrincipal owner = ownerOf(poolFolder);
        if (owner != null) {
            PrivateFolder.delete(of(poolFolder), owner); // First, for the other one tells who its owner is.
        }
        PrivateFolder.delete(poolFolder);
    }

    /**
     * Names a pool's folder and the one that goes with it, if that has the same owner, with the files in them.
     *
     * @param poolFolder the pool's folder; it need not exist
     * @return each folder before its files
     */
    public static List<Path> filesOfBoth(Path poolFolder) {
        UserPrincipal owner = ownerOf(poolFolder);
        List<Path> files = new ArrayList<>(PrivateFolder.filesOf(poolFolder));
        if (owner != null && owner.equals(PrivateFolder.ownerOf(of(poolFolder)))) {
            files.addAll(PrivateFolder.filesOf(of(poolFolder)));
        }
        return files;
    }

    /** A pool's folder may have been cleaned away; then what this process owns is the pool's. */
    private static @Nullable UserPrincipal ownerOf(Path poolFolder) {
        UserPrincipal owner = PrivateFolder.ownerOf(poolFolder);
        return owner == null
                ? PrivateFolder.ownerOf(
                        Path.of("/proc", String.valueOf(ProcessHandle.current().pid())))
                : owner;
    }
}
