package io.github.processpool.internal.parent.sharing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file of one shared buffer, which the {@link BufferPlace} has made, as long as workers may still open it: without a name of
 * its own where that is possible. Whoever makes a mapped file shorter kills the JVMs that have mapped it, and a file that has no
 * name is not found by those who look for files to delete or to empty. This process keeps it open, and its workers open it through
 * {@code /proc}.
 *
 * <p>Where {@code /proc} does not show it, it keeps its name.
 *
 * <p><b>Thread safety:</b> immutable; any thread may close it.
 */
final class BufferFile {

    private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");

    private final Path path;
    /** Null if the file has a name. */
    private final @Nullable RandomAccessFile open;

    private BufferFile(Path path, @Nullable RandomAccessFile open) {
        this.path = path;
        this.open = open;
    }

    /** Takes a file over, and its name away if that is wanted and possible. */
    static BufferFile of(Path named, boolean hide) {
        BufferFile hidden = hide ? hidden(named) : null;
        return hidden == null ? new BufferFile(named, null) : hidden;
    }

    /** Opened as no channel, which an interrupt of the caller would close. */
    private static @Nullable BufferFile hidden(Path named) {
        RandomAccessFile open = null;
        BufferFile made = null;
        try {
            open = new RandomAccessFile(named.toFile(), "rw");
            Path descriptor = descriptorOf(named);
            if (descriptor != null) {
                Files.delete(named);
                made = new BufferFile(descriptor, open);
            }
        } catch (IOException | RuntimeException e) {
            // Then it keeps its name.
        } finally {
            if (made == null) {
                close(open);
            }
        }
        return made;
    }

    /** Returns where other processes of this user find what this one has open; null if they do not. */
    private static @Nullable Path descriptorOf(Path named) throws IOException {
        if (!Files.isDirectory(OWN_DESCRIPTORS) || !isReadableByOthers(named)) {
            return null;
        }
        Path real = named.toRealPath();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OWN_DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (leadsTo(descriptor, real)) {
                    return Path.of(
                                    "/proc",
                                    String.valueOf(ProcessHandle.current().pid()),
                                    "fd")
                            .resolve(descriptor.getFileName());
                }
            }
        }
        return null;
    }

    /** The files of a process that has more rights than its user are the system's. */
    private static boolean isReadableByOthers(Path own) throws IOException {
        return Files.getOwner(OWN_DESCRIPTORS).equals(Files.getOwner(own));
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException e) {
            return false; // Closed meanwhile.
        }
    }

    /** Returns where to open it. */
    Path path() {
        return path;
    }

    /** Nobody can open it any more; those who have it keep it. */
    void close() {
        if (open == null) {
            BufferPlace.delete(path);
        } else {
            close(open);
        }
    }

    private static void close(@Nullable RandomAccessFile file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // Its number is free all the same.
        }
    }
}
