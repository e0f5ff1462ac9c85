package io.github.processpool.internal.parent.process;

import io.github.processpool.internal.system.FolderLock;
import io.github.processpool.internal.system.PrivateFolder;
import io.github.processpool.internal.system.ProcessLife;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Names the folders of pools, so that their names tell whose they are, and sweeps those that a killed JVM of this user has left
 * behind. It leaves alone what another user, a living JVM or a JVM in another container has, and waits for nobody. Stateless.
 */
final class Leftovers {

    private static final String PREFIX = "process-pool-";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Leftovers() {}

    /** Returns a name that no other folder has: pid, start and namespace of this process, and something at random. */
    static String newName() {
        long pid = ProcessHandle.current().pid();
        return name(pid, ProcessLife.startOf(pid).orElse(0), ProcessLife.namespace());
    }

    static String name(long pid, long start, String namespace) {
        return PREFIX + pid + "-" + start + "-" + namespace + "-" + random();
    }

    /** Returns a part of a name that nobody else can know. */
    static String random() {
        return Long.toString(RANDOM.nextLong() >>> 1, Character.MAX_RADIX);
    }

    /** Deletes the folders of JVMs that do not exist any more, as far as they belong to a user. */
    static void sweep(Path place, @Nullable UserPrincipal owner) {
        for (Path leftover : candidates(place)) {
            if (isOrphan(leftover.getFileName().toString())
                    && Files.isDirectory(leftover, LinkOption.NOFOLLOW_LINKS)
                    && (owner == null || owner.equals(PrivateFolder.ownerOf(leftover)))
                    && !isListening(leftover.resolve(PoolFolder.SOCKET))
                    && !FolderLock.isLocked(leftover)) {
                PrivateFolder.delete(leftover, owner);
            }
        }
    }

    private static List<Path> candidates(Path place) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(place, PREFIX + "*-*-*-*")) {
            folders.forEach(found::add);
        } catch (IOException | RuntimeException e) {
            // It can't be listed, so there is nothing to sweep; whether it can be used shows elsewhere.
        }
        return found;
    }

    /** Of another set of processes nothing can be said: its pids mean nothing here. */
    private static boolean isOrphan(String name) {
        String[] parts = name.substring(PREFIX.length()).split("-", 4);
        try {
            long pid = Long.parseLong(parts[0]);
            long start = Long.parseLong(parts[1]);
            return parts[2].equals(ProcessLife.namespace()) && !isAlive(pid, start);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** One with the same number that started at another time is another one. */
    private static boolean isAlive(long pid, long start) {
        OptionalLong found = ProcessLife.startOf(pid);
        return ProcessHandle.of(pid).map(ProcessLife::isAlive).orElse(false)
                && (found.isEmpty() || found.getAsLong() == start);
    }

    /** Nobody listens only where that is what the system says: a connection that has to wait is an error, too. */
    private static boolean isListening(Path socket) {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(socket));
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }
}
