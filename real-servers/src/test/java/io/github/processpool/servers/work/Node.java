package io.github.processpool.servers.work;

import static io.github.processpool.servers.NoProcessIsLeft.LIMIT;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An application in a JVM of its own, which can be killed. */
public final class Node implements AutoCloseable {

    private final Process process;

    private Node(Process process) {
        this.process = process;
    }

    /** Starts one; what it prints is in a file of that folder. */
    public static Node start(Path folder, Class<?> application, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                application.getName()));
        command.addAll(arguments);
        Path output = Files.createTempFile(folder, "node", ".txt");
        return new Node(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start());
    }

    public long pid() {
        return process.pid();
    }

    /** Whether that process is one of its workers. */
    public boolean has(long worker) {
        return process.descendants().anyMatch(one -> one.pid() == worker);
    }

    /** As {@code kill -9} does; its workers have to end by themselves. */
    public void kill() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroyForcibly();
        await("the end of the node and of its workers")
                .atMost(LIMIT)
                .until(() -> Stream.concat(Stream.of(process.toHandle()), workers.stream())
                        .noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void close() {
        kill();
    }
}
