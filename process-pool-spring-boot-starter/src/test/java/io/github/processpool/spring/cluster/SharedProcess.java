package io.github.processpool.spring.cluster;

import static org.awaitility.Awaitility.await;

import io.github.processpool.spring.JavaProgram;
import io.github.processpool.spring.NoWorkerIsLeft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An instance of {@link SharedApplication} that is a process of its own and has a {@link Load}. */
final class SharedProcess implements AutoCloseable {

    private final Process process;
    private final Path output;

    private SharedProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static SharedProcess start(Path folder, String who, int port, String... more) throws IOException {
        Path output = folder.resolve(who + ".log");
        List<String> command =
                JavaProgram.command("-cp", System.getProperty("java.class.path"), SharedApplication.class.getName());
        command.addAll(SharedApplications.arguments(who, port, more));
        return new SharedProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    String text() throws IOException {
        return Files.readString(output);
    }

    /** Tells it to end, as an operating system does. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end, and returns its exit code. */
    int awaitEnd() throws Exception {
        await("the end of the process").atMost(NoWorkerIsLeft.LIMIT).until(() -> !process.isAlive());
        process.waitFor(1, TimeUnit.SECONDS);
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
