package io.github.processpool.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The program that comes with Prometheus and checks what it is given. Where it is missing, tests say that they were skipped. */
final class Promtool {

    private static final Optional<Path> PROGRAM = Stream.of(
                    System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();

    private Promtool() {}

    /** Returns what it prints, after its exit code. */
    static String run(String input, String... arguments) throws IOException, InterruptedException {
        assumeTrue(PROGRAM.isPresent(), "SKIPPED: there is no promtool on the PATH");
        List<String> command = new ArrayList<>(List.of(PROGRAM.get().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream toIt = process.getOutputStream()) {
            toIt.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + ": " + printed;
    }

    /** It finds nothing wrong. */
    static void assertAgrees(String... arguments) throws IOException, InterruptedException {
        assertThat(run("", arguments)).startsWith("0: ").contains("SUCCESS");
    }
}
