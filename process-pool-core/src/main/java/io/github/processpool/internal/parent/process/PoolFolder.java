package io.github.processpool.internal.parent.process;

import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.system.FolderLock;
import io.github.processpool.internal.system.MemoryFolder;
import io.github.processpool.internal.system.PrivateFolder;
import io.github.processpool.internal.wire.page.HeapMark;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The folder, open to nobody else, in which a pool keeps its socket and the pages of its workers. Its name tells whose it is, so
 * that what a killed JVM has left behind can be swept by the next one. Immutable.
 */
public final class PoolFolder {

    private static final String PREFIX = "process-pool-";
    /** The system's limit for the path of a socket is 108 bytes on Linux, 104 elsewhere, one of them for the end. */
    private static final int LONGEST_SOCKET_PATH = 103;

    private static final String SOCKET = "s";

    private final Path folder;

    /** There is nothing wrong with a place but that it will not do here. */
    private static final class Unsuitable extends IOException {

        private static final long serialVersionUID = 1L;

        Unsuitable(String why) {
            super(why);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }

    private PoolFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes a folder in the first place that will do, and sweeps what others have left there. */
    public static PoolFolder create() {
        List<String> refusals = new ArrayList<>();
        sweep(MemoryFolder.PLACE);
        for (Path place : places()) {
            try {
                return new PoolFolder(createIn(place));
            } catch (IOException | RuntimeException e) {
                refusals.add(place + ": " + e);
            }
        }
        throw new WorkerStartException(
                "No place for the pool's socket could be found. Set -Djava.io.tmpdir to a writable folder with a path shorter"
                        + " than 60 characters. Tried " + String.join("; ", refusals),
                List.of(),
                OptionalInt.empty(),
                List.of(),
                null);
    }

    /** Sweeps as well, which may make room. */
    private static Path createIn(Path place) throws IOException {
        if (place.toString().matches(".*[;%].*")) {
            throw new Unsuitable("the JVM's options can't name a path with ';' or '%'");
        }
        sweep(place);
        Path folder = createPrivate(place);
        if (folder.resolve(SOCKET).toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
            PrivateFolder.delete(folder);
            throw new Unsuitable("its path is too long for a Unix domain socket");
        }
        return folder;
    }

    private static Set<Path> places() {
        Set<Path> places = new LinkedHashSet<>();
        places.add(Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath());
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime != null && !runtime.isBlank()) {
            places.add(Path.of(runtime));
        }
        places.add(Path.of("/tmp"));
        places.add(Path.of("/var/tmp"));
        places.add(Path.of("/dev/shm"));
        return places;
    }

    private static Path createPrivate(Path place) throws IOException {
        String prefix = PREFIX + ProcessHandle.current().pid() + "-" + startMillis(ProcessHandle.current()) + "-";
        if (place.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.createTempDirectory(
                    place, prefix, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return Files.createTempDirectory(place, prefix);
    }

    /** Deletes the folders of JVMs that do not exist any more. */
    private static void sweep(Path place) {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(place, PREFIX + "*-*-*")) {
            for (Path leftover : leftovers) {
                if (Files.isDirectory(leftover, LinkOption.NOFOLLOW_LINKS)
                        && Files.isWritable(leftover)
                        && isOrphan(leftover.getFileName().toString())
                        && !isListening(leftover.resolve(SOCKET))
                        && !FolderLock.isLocked(leftover)) {
                    PrivateFolder.delete(leftover);
                }
            }
        } catch (IOException e) {
            // It can't be listed, so there is nothing to sweep; whether it can be used shows next.
        }
    }

    private static boolean isOrphan(String name) {
        String[] parts = name.substring(PREFIX.length()).split("-", 3);
        try {
            long pid = Long.parseLong(parts[0]);
            long started = Long.parseLong(parts[1]);
            // Start times are read in ticks; another process with the same number started at another time.
            return ProcessHandle.of(pid)
                    .map(owner -> Math.abs(startMillis(owner) - started) > 1000)
                    .orElse(true);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** A pool in another container may share this place; its process can't be seen from here, but its socket answers. */
    private static boolean isListening(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Returns where it is. */
    public Path path() {
        return folder;
    }

    /** Returns where the socket belongs. */
    public Path socket() {
        return folder.resolve(SOCKET);
    }

    Path scoreboard(long workerId) {
        return folder.resolve("w" + workerId);
    }

    Path heapMark(long workerId) {
        return HeapMark.beside(scoreboard(workerId));
    }

    Path argumentFile(long workerId) {
        return folder.resolve("a" + workerId);
    }

    /** Deletes what belongs to one worker. */
    void forget(long workerId) {
        try {
            Files.deleteIfExists(scoreboard(workerId));
            Files.deleteIfExists(heapMark(workerId));
            Files.deleteIfExists(argumentFile(workerId));
        } catch (IOException e) {
            // It goes with the folder.
        }
    }

    /** Deletes it with all that is in it, and its companion in memory. */
    public void delete() {
        MemoryFolder.deleteBoth(folder);
    }
}
