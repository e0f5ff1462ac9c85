package io.github.processpool.internal.system;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Marks a folder as in use by a lock on a file in it. The lock ends with this process, however that ends, and tells everybody on
 * this machine, in other containers too, that the folder is not a leftover.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class FolderLock {

    /** The name of the file. */
    public static final String FILE = "lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks a folder that has no such file yet.
     *
     * @param folder exists
     * @return null if somebody else was first
     * @throws IOException if there can be no file
     */
    public static @Nullable FolderLock take(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (channel.tryLock() != null) {
            return new FolderLock(channel);
        }
        channel.close();
        return null;
    }

    /**
     * Returns whether the process that has locked a folder lives, as far as the lock tells.
     *
     * @param folder may have no lock
     * @return true if so
     */
    public static boolean isLocked(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        // Opened for both: a pipe in its place would have us wait for its other end.
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return channel.tryLock() == null;
        } catch (IOException e) {
            return false;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    /** Gives the folder up; the file stays. */
    public void release() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the process at the latest.
        }
    }
}
