package io.github.processpool.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * The programs of one server of a test: they have a folder of their own, listen on free ports of this machine, and end when the test
 * closes this. What they print is in files of that folder.
 */
public final class ServerProgram implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path folder;
    private final List<Process> running = new ArrayList<>();

    ServerProgram(String name) throws IOException {
        folder = Files.createTempDirectory("process-pool-" + name);
    }

    Path folder() {
        return folder;
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Runs a program to its end. */
    void run(List<String> command) throws IOException, InterruptedException {
        Process process = launch(command, Map.of());
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            end(process);
            throw new IllegalStateException(command + " failed: " + printed());
        }
    }

    /** Starts a program that goes on. */
    void start(List<String> command, Map<String, String> environment) throws IOException {
        running.add(launch(command, environment));
    }

    private Process launch(List<String> command, Map<String, String> environment) throws IOException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile()); // Not a pipe, which a server that detaches itself would keep open.
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Waits until somebody listens there. */
    void awaitPort(int port) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (running.stream().anyMatch(process -> !process.isAlive())) {
                throw new IllegalStateException("A server has ended: " + printed());
            }
            return isOpen(port);
        });
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String printed() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith("output"))
                    .toList()) {
                all.append(Files.readString(file, Charset.defaultCharset()));
            }
        }
        return all.toString();
    }

    /** A shell that starts a server would leave it behind. */
    private static void end(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(LIMIT).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void close() {
        running.forEach(ServerProgram::end);
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
