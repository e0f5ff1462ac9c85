package io.github.processpool.cluster.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What may be left of a member: threads, files, its port. */
public final class Leftovers {

    private Leftovers() {}

    /** Threads of pools and clusters in this JVM, in words. */
    public static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("process-pool"))
                .map(name -> "thread " + name)
                .toList();
    }

    static boolean isFree(MemberJvm member) {
        try (ServerSocket socket = new ServerSocket(member.port(), 1, InetAddress.getByName(member.host()))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Those of pools that a process has opened; the folders of killed ones are deleted by the next pool that opens. */
    public static List<String> files(long pid) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path place : List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/dev/shm"))) {
            if (Files.isDirectory(place)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(place, "process-pool-" + pid + "-*")) {
                    files.forEach(file -> found.add("file " + file));
                }
            }
        }
        return found;
    }

    static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isDirectory(file)) {
                    delete(file);
                } else {
                    Files.delete(file);
                }
            }
        }
        Files.delete(folder);
    }
}
