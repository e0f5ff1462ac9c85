package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.ChildJvm;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/**
 * An application with this library alone, so without a provider for SLF4J: nothing is lost that tasks print or the pool says,
 * and SLF4J does not complain.
 */
@Timeout(120)
class WithoutLoggingLibraryIT {

    @TempDir
    private Path folder;

    /** Has its workers print to both streams, and one of them crash. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                    .name("bare")
                    .workerHeap(64L << 20)
                    .maxWorkers(2)
                    .build()) {
                List<ProcessFuture<Void>> talks = Stream.of("a", "b")
                        .map(word -> pool.submit(() -> talk(word)))
                        .toList();
                for (ProcessFuture<Void> talk : talks) {
                    talk.get();
                }
                System.out.println("printed");
                pool.submit(() -> Runtime.getRuntime().halt(3)).get();
            } catch (ExecutionException e) {
                System.out.println("end");
            }
        }

        private static void talk(String word) {
            for (int i = 0; i < 200; i++) {
                System.out.println(word.repeat(10_000));
            }
            System.err.println("\tto the error output\u001b[0m " + word);
            System.out.print("no end of line " + word);
        }
    }

    @Test
    void outputOfTasksGoesToTheStandardStreamsAsItIsAndWarningsToTheErrorOutput() throws Exception {
        Path errors = folder.resolve("errors");
        List<String> lines;
        try (ChildJvm parent = ChildJvm.of(Parent.class)
                .classPath(bareClassPath())
                .errors(errors)
                .start()) {
            assertThat(parent.awaitEnd()).isZero();
            lines = parent.lines();
        }

        List<String> printed = lines.subList(0, lines.indexOf("printed"));
        assertThat(printed).hasSize(402).contains("no end of line a", "no end of line b");
        assertThat(printed).filteredOn("a".repeat(10_000)::equals).hasSize(200);
        assertThat(printed).filteredOn("b".repeat(10_000)::equals).hasSize(200);
        assertThat(lines).last().isEqualTo("end");
        assertThat(Files.readAllLines(errors))
                .contains("\tto the error output\u001b[0m a", "\tto the error output\u001b[0m b")
                .noneMatch(line -> line.startsWith("SLF4J"))
                .filteredOn(line -> line.contains("WARN"))
                .singleElement()
                .asString()
                .matches(
                        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN \\[process-pool-bare-.*] Supervision: .*"
                                + "of pool 'bare' .*");
    }

    private static String bareClassPath() {
        return Stream.of(ProcessPoolExecutor.class, Parent.class, Logger.class, Nullable.class)
                .map(WithoutLoggingLibraryIT::placeOf)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
