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
    /** What the files of workers are called; nobody can take a name that can't be guessed. */
    private final Map<Long, String> names = new ConcurrentHashMap<>();

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

    private PoolFolder(Path folder, ServerSocketChannel server) {
        this.folder = folder;
        this.server = server;
    }

    // -- Its making --

    /** Makes a folder in the first place that will do, and sweeps what others have left there. */
    public static PoolFolder create() {
        return create(places(), PoolFolder::bind);
    }

    static PoolFolder create(Set<Path> places, Binder binder) {
        List<String> refusals = new ArrayList<>();
        for (Path place : places) {
            try {
                return createIn(place, binder);
            } catch (IOException | RuntimeException e) {
                refusals.add(place + ": " + e);
            }
        }
        throw new WorkerStartException(
                "No place for the pool's socket could be found. Set -Djava.io.tmpdir to a writable folder with a path shorter"
                        + " than 45 characters; if no Unix domain socket can be opened anywhere, have the sandbox around this"
                        + " process (seccomp, RestrictAddressFamilies= of systemd) allow AF_UNIX. Tried "
                        + String.join("; ", refusals),
                List.of(),
                OptionalInt.empty(),
                List.of(),
                null);
    }

    private static PoolFolder createIn(Path place, Binder binder) throws IOException {
        if (place.toString().matches(".*[;%].*")) {
            throw new Unsuitable("the JVM's options can't name a path with ';' or '%'");
        }
        Path folder = place.resolve(Leftovers.newName());
        Path socket = folder.resolve(SOCKET);
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
            throw new Unsuitable("its path is too long for a Unix domain socket");
        }
        PrivateFolder.create(folder);
        try {
            PoolFolder made = new PoolFolder(folder, binder.bind(socket));
            Leftovers.sweep(place, PrivateFolder.ownerOf(folder));
            Leftovers.sweep(MemoryFolder.PLACE, PrivateFolder.ownerOf(folder));
            return made;
        } catch (IOException | RuntimeException | Error e) {
            PrivateFolder.delete(folder);
            throw e;
        }
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

    /** Makes the folder anew if it has vanished; returns whether its socket has, or went with it. */
    boolean restore() throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            PrivateFolder.create(folder);
            log.warn(
                    "The folder of a process pool, {}, has vanished and was made anew. Whatever cleans up there should leave"
                            + " folders alone whose names begin with process-pool-",
                    folder);
        }
        return !Files.exists(socket(), LinkOption.NOFOLLOW_LINKS);
    }

    // -- What is in it --

    /** Returns where it is. */
    public Path path() {
        return folder;
    }

    /** Returns where the socket belongs. */
    public Path socket() {
        return folder.resolve(SOCKET);
    }

    /** Returns what listens there from the beginning. */
    ServerSocketChannel server() {
        return server;
    }

    Path scoreboard(long workerId) {
        return folder.resolve("w" + nameOf(workerId));
    }

    Path heapMark(long workerId) {
        return HeapMark.beside(scoreboard(workerId));
    }

    Path argumentFile(long workerId, int number) {
        return folder.resolve("a" + nameOf(workerId) + "-" + number);
    }

    private String nameOf(long workerId) {
        return names.computeIfAbsent(workerId, id -> id + "-" + Leftovers.random());
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
        names.remove(workerId);
    }

    /** Deletes it with all that is in it, and its companion in memory. */
    public void delete() {
        try {
            server.close();
        } catch (IOException e) {
            // Nobody can come any more, for there is nothing to come to.
        }
        MemoryFolder.deleteBoth(folder);
    }

    /**
     * The JVM ends: has it deleted when all of the JVM's hooks have run, for they may submit tasks and wait for them until then. What
     * comes into it meanwhile is deleted by the workers, once they are orphans.
     */
    public void deleteAfterHooks() {
        MemoryFolder.filesOfBoth(folder).forEach(file -> file.toFile().deleteOnExit());
    }
}
