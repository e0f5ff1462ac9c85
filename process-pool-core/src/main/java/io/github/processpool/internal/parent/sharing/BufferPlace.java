package io.github.processpool.internal.parent.sharing;

import io.github.processpool.internal.system.FolderLock;
import io.github.processpool.internal.system.MemoryFolder;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes the files of shared buffers, each written in full, so that nobody finds out later that there is no room: in a folder of
 * the memory file system that is made for this pool, else in the pool's own folder.
 *
 * <p>While the folder is in use it has a {@link FolderLock}.
 *
 * <p><b>Thread safety:</b> any thread; the folder is made and given up under this object's lock.
 */
public final class BufferPlace {

    private static final byte[] ZEROS = new byte[1 << 16];
    /** How often a collection is given the time to make room. */
    private static final int MOST_WAITS = 100;

    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Path poolFolder;
    /** Guarded by this. */
    private @Nullable FolderLock lock;
    /** Guarded by this: there is no memory file system, or it was given up. */
    private boolean without;

    BufferPlace(Path poolFolder) {
        this.poolFolder = poolFolder;
    }

    /** Makes a file full of zeros, open to nobody else. */
    Path create(String name, long bytes) {
        List<String> refusals = new ArrayList<>();
        for (Path folder : folders()) {
            Path file = folder.resolve(name);
            try {
                long free = roomIn(folder, bytes);
                if (free >= bytes) {
                    createFull(file, bytes);
                    return file;
                }
                refusals.add(folder.getParent() + " has " + free + " bytes free");
            } catch (IOException e) {
                refusals.add(folder.getParent() + ": " + e);
            }
        }
        String message = "There is no room for a shared buffer of " + bytes + " bytes: " + String.join("; ", refusals)
                + ". Make it smaller, or give the place more room (in a container: --shm-size)";
        throw new UncheckedIOException(message, new IOException(message));
    }

    /** A closed buffer takes its room until its last mapping is garbage, which only a collection finds out. */
    private static long roomIn(Path folder, long bytes) throws IOException {
        FileStore store = Files.getFileStore(folder);
        long free = store.getUsableSpace();
        if (free < bytes && store.getTotalSpace() >= bytes) {
            System.gc();
            boolean interrupted = Thread.interrupted(); // It would not wait otherwise.
            for (int waits = 0; free < bytes && waits < MOST_WAITS; waits++) {
                LockSupport.parkNanos(WAIT_NANOS);
                free = store.getUsableSpace();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return free;
    }

    private static void createFull(Path file, long bytes) throws IOException {
        if (isPosix(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
        try {
            fill(file, bytes);
        } catch (IOException | RuntimeException | Error e) {
            delete(file);
            throw e;
        }
    }

    /** Uses no channel: an interrupt of the caller would close it. */
    static void fill(Path file, long bytes) throws IOException {
        try (OutputStream out = new FileOutputStream(file.toFile())) {
            for (long left = bytes; left > 0; left -= ZEROS.length) {
                out.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
            }
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It goes with its folder.
        }
    }

    private List<Path> folders() {
        return isMemoryFolderThere() ? List.of(MemoryFolder.of(poolFolder), poolFolder) : List.of(poolFolder);
    }

    private synchronized boolean isMemoryFolderThere() {
        if (lock == null && !without) {
            lock = open(MemoryFolder.of(poolFolder));
            without = lock == null;
        }
        return lock != null;
    }

    private static @Nullable FolderLock open(Path folder) {
        boolean made = false;
        try {
            // The pool's own folder may be there already; then it needs no other.
            if (!Files.isDirectory(MemoryFolder.PLACE) || Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            made = true;
            FolderLock taken = FolderLock.take(folder);
            if (taken != null) {
                return taken;
            }
        } catch (IOException | UnsupportedOperationException e) {
            // A place that can't be used; the other one will do.
        }
        if (made) {
            delete(folder.resolve(FolderLock.FILE));
            delete(folder);
        }
        return null;
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Called when the pool ends; its folders are deleted by others. */
    synchronized void close() {
        without = true;
        FolderLock held = lock;
        lock = null;
        if (held != null) {
            held.release();
        }
    }
}
