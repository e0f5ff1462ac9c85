package io.github.processpool.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.WorkerCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which commands share an archive of classes. */
class ArchiveKeyTest {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private static Optional<ArchiveKey> keyOf(Path java, String... arguments) {
        WorkerCommand command = new WorkerCommand(List.of(), java, "the.WorkerMain");
        command.jvmArguments().addAll(List.of(arguments));
        return ArchiveKey.of(command, JvmArchiving.CDS);
    }

    private static Optional<ArchiveKey> keyOf(String... arguments) {
        return keyOf(JAVA, arguments);
    }

    @Test
    void isTheSameForWorkersOfOnePool() {
        assertThat(keyOf(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:ErrorFile=/tmp/1",
                        "-Da=b",
                        "-Xlog:disable",
                        "-XX:InitialRAMPercentage=1"))
                .isPresent()
                .isEqualTo(keyOf("-Xmx1g", "-XX:+UseSerialGC", "-XX:ErrorFile=/tmp/2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-XX:+UseParallelGC", "-Xmx8g", "-Xmx40g", "--add-opens=java.base/java.lang=ALL-UNNAMED", "-Xint"
            })
    void isAnotherOneWithOtherOptions(String argument) {
        assertThat(keyOf("-XX:+UseSerialGC", argument)).isPresent().isNotEqualTo(keyOf("-XX:+UseSerialGC"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-javaagent:agent.jar",
                "-agentlib:jdwp=transport=dt_socket",
                "-Xshare:off",
                "-XX:SharedArchiveFile=mine.jsa",
                "-XX:AOTCache=mine.aot",
                "-XX:AOTMode=off",
                "-XX:+AutoCreateSharedArchive",
                "--patch-module=java.base=x",
                "@arguments"
            })
    void thereIsNoneWhereItCouldNotBeUsed(String argument) {
        assertThat(keyOf(argument)).isEmpty();
    }

    @Test
    void thereIsNoneForAnotherProgram() {
        assertThat(keyOf(Path.of("/opt/another/bin/java"))).isEmpty();
    }

    @Test
    void namesKindOfArchive() {
        assertThat(keyOf()).hasValueSatisfying(key -> assertThat(key.name()).matches("[0-9a-f]{32}\\.jsa"));
    }
}
