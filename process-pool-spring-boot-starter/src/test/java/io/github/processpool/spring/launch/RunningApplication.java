package io.github.processpool.spring.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.JavaProgram;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A process that runs {@link LaunchedApplication}, and what it prints. */
final class RunningApplication implements AutoCloseable {

    private static final Pattern RESULT =
            Pattern.compile("RESULT pid (\\d+) through (\\w+) (with|without) archive, beside (\\w+), answer (\\w+)");
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Path output;
    private final Process process;
    private final Writer input;
    private int calls;

    /**
     * Where a call ran.
     *
     * @param pid of the worker
     * @param loader the class loader of the application's classes
     * @param archived whether the worker has mapped an archive of classes
     * @param beside the content of a file that is not packed with the application; "nothing" if its classes don't see it
     * @param answer the value of a property
     */
    record Place(long pid, String loader, boolean archived, String beside, String answer) {}

    private RunningApplication(Process process, Path output) {
        this.process = process;
        this.output = output;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts {@code java} with some words, and then the application's arguments. */
    static RunningApplication start(Path folder, List<String> words, String... arguments) throws IOException {
        return start(folder, builder -> {}, words, arguments);
    }

    /** Starts it in a directory and with an environment of its own. */
    static RunningApplication start(
            Path folder, Consumer<ProcessBuilder> surroundings, List<String> words, String... arguments)
            throws IOException {
        List<String> command = JavaProgram.command();
        command.addAll(words);
        command.addAll(List.of(
                "--spring.main.web-application-type=none",
                "--process-pool.max-workers=1",
                "--process-pool.start-timeout=3m",
                "--logging.level.io.github.processpool.spring.launch=debug"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().merge("PATH", placeOfImpatience(folder).toString(), (path, place) -> place + ":" + path);
        surroundings.accept(builder);
        return new RunningApplication(builder.start(), output);
    }

    /** A training that yields to all other tests takes minutes: here is a {@code nice} that runs its command as it is. */
    private static Path placeOfImpatience(Path folder) throws IOException {
        Path place = Files.createDirectories(folder.resolve("bin"));
        Path nice = place.resolve("nice");
        Files.writeString(nice, "#!/bin/sh\nshift 2\nexec \"$@\"\n");
        Files.setPosixFilePermissions(nice, PosixFilePermissions.fromString("rwxr-xr-x"));
        return place;
    }

    /** Has a bean called in a worker that was not used before. */
    Place call() throws IOException {
        calls++;
        input.write("call\n");
        input.flush();
        Awaitility.await("call " + calls).atMost(LIMIT).until(() -> results().size() == calls || !process.isAlive());
        assertThat(results()).as(text()).hasSize(calls);
        return results().get(calls - 1);
    }

    private List<Place> results() throws IOException {
        return RESULT.matcher(text())
                .results()
                .map(result -> new Place(
                        Long.parseLong(result.group(1)),
                        result.group(2),
                        result.group(3).equals("with"),
                        result.group(4),
                        result.group(5)))
                .toList();
    }

    String text() throws IOException {
        return Files.readString(output);
    }

    /** Ends it in an orderly way. */
    void end() throws Exception {
        input.close();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as(text())
                .isTrue();
        assertThat(process.exitValue()).as(text()).isZero();
        Matcher trouble = Pattern.compile("(?m)^.* (WARN|ERROR) .*$").matcher(text());
        assertThat(trouble.find()).as(text()).isFalse();
    }

    void awaitStart() {
        Awaitility.await("start").atMost(LIMIT).until(() -> text().contains("Started LaunchedApplication"));
    }

    /** Waits until workers that are started from now on start from the cache. */
    void awaitExtraction() {
        Awaitility.await("extraction").atMost(LIMIT).until(() -> text().contains("Workers start from"));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
