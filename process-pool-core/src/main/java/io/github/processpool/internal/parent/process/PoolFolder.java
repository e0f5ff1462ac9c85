package io.github.processpool.internal.parent.process;

import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.system.MemoryFolder;
import io.github.processpool.internal.system.PrivateFolder;
import io.github.processpool.internal.wire.page.HeapMark;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The folder, open to nobody else, in which a pool keeps its socket, which is bound when the folder is made, and the pages of its
 * workers. Its name tells whose it is, see {@link Leftovers}. Made anew if somebody removes it.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class PoolFolder {

    static final String SOCKET = "s";

    private static final Logger log = PoolLoggers.of(PoolFolder.class);
    /** The system's limit for the path of a socket is 108 bytes on Linux, 104 elsewhere, one of them for the end. */
    private static final int LONGEST_SOCKET_PATH = 103;

    private final Path folder;
    private final ServerSocketChannel server;
    private final WorkerFiles files;
    /** Moved by who restores it, one at a time. */
    private volatile Path socketFolder;
    /** Where the pages of workers are; nobody can take a name that can't be guessed. */
    private final Map<Long, Path> pages = new ConcurrentHashMap<>();

    /** Opens the socket; in tests one that can't be opened. */
    interface Binder {

        ServerSocketChannel bind(Path socket) throws IOException;
    }

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

    private PoolFolder(Path folder, ServerSocketChannel server, List<Path> places) {
        this.folder = folder;
        this.server = server;
        this.files = new WorkerFiles(folder, places);
        this.socketFolder = folder;
    }

    // -- Its making --

    /** Makes a folder in the first place that will do, and sweeps what others have left there. */
    public static PoolFolder create() {
        return create(places(), PoolFolder::bind);
    }

    static PoolFolder create(Set<Path> places, Binder binder) {
        List<String> refusals = new ArrayList<>();
        List<Path> suitable = new ArrayList<>(places);
        suitable.removeIf(place -> !unsuitability(place).isEmpty());
        for (Path place : places) {
            try {
                return createIn(place, suitable, binder);
            } catch (IOException | RuntimeException e) {
                refusals.add(place + ": " + e);
            }
        }
        throw new WorkerStartException(
                "No place for the pool's socket and files could be found. Set -Djava.io.tmpdir to a writable folder with some room"
                        + " and a path shorter than 45 characters; if no Unix domain socket can be opened anywhere, have the sandbox"
                        + " around this process (seccomp, RestrictAddressFamilies= of systemd) allow AF_UNIX. Tried "
                        + String.join("; ", refusals),
                List.of(),
                OptionalInt.empty(),
                List.of(),
                null);
    }

    private static PoolFolder createIn(Path place, List<Path> suitable, Binder binder) throws IOException {
        String why = unsuitability(place);
        if (!why.isEmpty()) {
            throw new Unsuitable(why);
        }
        Path folder = place.resolve(Leftovers.newName());
        PrivateFolder.create(folder);
        try {
            WorkerFiles.tryOut(folder);
            PoolFolder made = new PoolFolder(folder, binder.bind(folder.resolve(SOCKET)), suitable);
            Leftovers.sweep(place, PrivateFolder.ownerOf(folder));
            Leftovers.sweep(MemoryFolder.PLACE, PrivateFolder.ownerOf(folder));
            return made;
        } catch (IOException | RuntimeException | Error e) {
            PrivateFolder.delete(folder);
            throw e;
        }
    }

    /** Returns why a place will not do, whatever room there is; empty if it may. */
    private static String unsuitability(Path place) {
        if (place.toString().matches(".*[;%].*")) {
            return "the JVM's options can't name a path with ';' or '%'";
        }
        String socket = place.resolve(Leftovers.newName()).resolve(SOCKET).toString();
        return socket.getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH
                ? "its path is too long for a Unix domain socket"
                : "";
    }

    static ServerSocketChannel bind(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            return server;
        } catch (IOException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
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

    /**
     * Makes folder and socket anew if they have vanished, in the next place where that can't be done there any more.
     *
     * @return what listens instead of the one before; null if nothing was missing
     */
    @Nullable
    ServerSocketChannel restore() throws IOException {
        try {
            restoreFolder();
            return Files.exists(socket(), LinkOption.NOFOLLOW_LINKS) ? null : bind(socket());
        } catch (IOException e) {
            if (!files.moveOn(socketFolder)) {
                throw e;
            }
            Path next = files.current();
            ServerSocketChannel moved = bind(next.resolve(SOCKET));
            socketFolder = next;
            return moved;
        }
    }

    private void restoreFolder() throws IOException {
        if (!Files.isDirectory(socketFolder, LinkOption.NOFOLLOW_LINKS)) {
            PrivateFolder.create(socketFolder);
            log.warn(
                    "The folder of a process pool, {}, has vanished and was made anew. Whatever cleans up there should leave"
                            + " folders alone whose names begin with process-pool-",
                    socketFolder);
        }
    }

    // -- What is in it --

    /** Returns where it is. */
    public Path path() {
        return folder;
    }

    /** Returns where the socket belongs. */
    public Path socket() {
        return socketFolder.resolve(SOCKET);
    }

    /** Returns what listens there from the beginning. */
    ServerSocketChannel server() {
        return server;
    }

    Path scoreboard(long workerId) {
        return pages.computeIfAbsent(workerId, id -> files.current().resolve("w" + id + "-" + Leftovers.random()));
    }

    Path heapMark(long workerId) {
        return HeapMark.beside(scoreboard(workerId));
    }

    Path argumentFile(long workerId, int number) {
        Path page = scoreboard(workerId);
        return page.resolveSibling("a" + page.getFileName().toString().substring(1) + "-" + number);
    }

    /**
     * A file of a worker could not be made: forgets its files, and returns whether the place is to blame and there is another one, so
     * that it is worth while to try again.
     */
    boolean moveOn(long workerId) {
        Path failed = scoreboard(workerId).getParent();
        forget(workerId);
        return failed != null && files.moveOn(failed);
    }

    /** Deletes the files that the launcher of a worker has read; those that can't be deleted go with the folder. */
    void forgetArguments(long workerId) {
        try {
            int number = 0;
            while (Files.deleteIfExists(argumentFile(workerId, number))) {
                number++;
            }
        } catch (IOException e) {
            // It goes with the folder.
        }
    }

    /** Deletes what belongs to one worker. */
    void forget(long workerId) {
        try {
            forgetArguments(workerId);
            Files.deleteIfExists(scoreboard(workerId));
            Files.deleteIfExists(heapMark(workerId));
        } catch (IOException e) {
            // It goes with the folder.
        }
        pages.remove(workerId);
    }

    /** Deletes it with all that is in it, and its companion in memory. */
    public void delete() {
        try {
            server.close();
        } catch (IOException e) {
            // Nobody can come any more, for there is nothing to come to.
        }
        files.close();
        MemoryFolder.deleteBoth(folder);
    }

    /**
     * The JVM ends: has it deleted when all of the JVM's hooks have run, for they may submit tasks and wait for them until then. What
     * comes into it meanwhile is deleted by the workers, once they are orphans.
     */
    public void deleteAfterHooks() {
        MemoryFolder.filesOfBoth(folder).forEach(file -> file.toFile().deleteOnExit());
        for (Path other : files.others()) {
            PrivateFolder.filesOf(other).forEach(file -> file.toFile().deleteOnExit());
        }
    }
}
