package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.processpool.internal.parent.pool.PoolSettings.Launch;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchCheckTest {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    Path folder;

    private void check(List<String> arguments, @Nullable List<Path> classPath, List<String> prefix) {
        LaunchCheck.check(new Launch(64L << 20, arguments, Map.of(), folder, JAVA, classPath, prefix, List.of(), null));
    }

    private void refuses(Runnable check, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(check::run)
                .satisfies(failure -> assertThatCode(() -> {
                            throw failure;
                        })
                        .hasMessageContainingAll(words));
    }

    private Path program(String name) throws Exception {
        Path file = Files.createFile(folder.resolve(name));
        file.toFile().setExecutable(true);
        return file;
    }

    // -- Command --

    @Test
    void aCommandIsLookedUpInThePathOrIsAFile() throws Exception {
        Path program = program("a wrapper");

        check(List.of(), null, List.of("env", "A=B"));
        check(List.of(), null, List.of(program.toString()));
        refuses(() -> check(List.of(), null, List.of("no-such-command")), "commandPrefix", "PATH");
        refuses(() -> check(List.of(), null, List.of(folder.toString())), "commandPrefix", folder.toString());
        refuses(() -> check(List.of(), null, List.of("")), "commandPrefix", "empty");
    }

    @Test
    void aRelativeCommandLiesInTheDirectoryOfTheWorkers() throws Exception {
        program("wrapper.sh");

        check(List.of(), null, List.of("./wrapper.sh"));
        refuses(() -> check(List.of(), null, List.of("./other.sh")), "./other.sh", "executed");
    }

    @Test
    void aCommandInOneWordIsToldHowItIsWritten() {
        refuses(() -> check(List.of(), null, List.of("nice -n 10")), "'nice -n 10'", "'nice', '-n', '10'");
    }

    // -- Class path --

    @Test
    void entriesOfTheClassPathAreThere() throws Exception {
        Path jar = Files.createFile(folder.resolve("a.jar"));

        check(List.of(), List.of(jar, folder, folder.resolve("*"), Path.of("")), List.of());
        refuses(() -> check(List.of(), List.of(jar, folder.resolve("b.jar")), List.of()), "classPath", "b.jar'");
        refuses(() -> check(List.of(), List.of(folder.resolve("lib/*")), List.of()), "classPath", "lib/*'");
        refuses(() -> check(List.of(), List.of(Path.of("no/such.jar")), List.of()), "'no/such.jar' in ");
        refuses(
                () -> check(List.of(), List.of(Path.of(jar + File.pathSeparator + folder)), List.of()),
                "separate elements: '" + jar + "', '" + folder + "'");
    }

    @Test
    void behindACommandTheClassPathMayLieWhereThisJvmDoesNotLook() {
        check(List.of(), List.of(Path.of("/no/such.jar")), List.of("env"));
    }

    @Test
    void whatIsMissingInTheClassPathOfThisJvmMayBeMissingHoweverItIsWritten() {
        String before = System.getProperty("java.class.path");
        String slash = folder.resolve("config") + File.separator;
        System.setProperty(
                "java.class.path", String.join(File.pathSeparator, before, slash, "no/such.jar", "no path\0", ""));
        try {
            check(
                    List.of(),
                    List.of(
                            Path.of(slash),
                            folder.resolve("x/../config"),
                            Path.of("no/such.jar").toAbsolutePath()),
                    List.of());
            refuses(() -> check(List.of(), List.of(Path.of("no/other.jar")), List.of()), "no/other.jar");
        } finally {
            System.setProperty("java.class.path", before);
        }
    }

    // -- Arguments of the JVM --

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xss1m|-ea|-Dempty=|@arguments.txt",
                "-Dname=a b - c -d",
                "-Doffice.command=/usr/bin/soffice --headless",
                "-Dtitle=Report --draft -verbose -ea -Xtra -D",
                "-Dfor.another.jvm=-Xmx1g -Dx=y",
                "-Dfor.another.jvm=\"-Xmx1g -Dx=y\"",
                "-XX:OnError=gdb -Xp %p",
                "-XX:OnOutOfMemoryError=kill -9 %p",
                "--add-opens|java.base/java.lang=ALL-UNNAMED|-Xss1m",
                "--module-path|mods|--add-modules|a.b",
                "-agentlib:jdwp=transport=dt_socket,server=y",
                "-javaagent:/with blank/a.jar=x -y"
            })
    void argumentsAreOneInEachElement(String arguments) {
        check(Arrays.asList(arguments.split("\\|")), null, List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-agentlib:jdwp=transport=dt_socket|server=y",
                "Xmx1g",
                "-Xss1m|",
                "-Xss1m -ea",
                "-Xms64m -Xmx128m",
                "-Dname=value -Xss1m",
                "-Dname=value -Xmx1g",
                "-Dname=value -XX:+UseZGC",
                "-Dname=value -Dother.name=value",
                "-Xss1m\n-Dname=value",
                "-ea --add-opens java.base/java.lang=ALL-UNNAMED",
                "--add-opens|java.base/java.lang=ALL-UNNAMED|java.base/java.util=ALL-UNNAMED",
                "\"-Xss1m\""
            })
    void whatWasCutElsewhereIsRefused(String arguments) {
        refuses(() -> check(Arrays.asList(arguments.split("\\|", -1)), null, List.of()), "jvmArguments: '");
    }
}
