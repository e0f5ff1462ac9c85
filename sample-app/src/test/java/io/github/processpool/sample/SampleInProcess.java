package io.github.processpool.sample;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An instance of the application that is a process of its own and can be killed. For one thread. */
final class SampleInProcess extends SampleClient {

    private final Process process;
    private final Path log;

    private SampleInProcess(int port, Process process, Path log) {
        super(port);
        this.process = process;
        this.log = log;
    }

    /** Starts it and returns at once. */
    static SampleInProcess start(Path workDirectory, int port, List<String> arguments) throws IOException {
        Path log = workDirectory.resolve("output.log");
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SampleApplication.class.getName(),
                "--server.port=" + port,
                "--sample.work-directory=" + workDirectory));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new SampleInProcess(port, process, log);
    }

    /** Waits until it answers. */
    void awaitAnswer() {
        await("an answer of the other instance").atMost(LIMIT).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("The other instance ended: " + Files.readString(log));
            }
            try {
                return get("/api/pool").has("state");
            } catch (IllegalStateException e) {
                return false;
            }
        });
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        kill();
    }
}
