package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.processpool.WorkerCommand;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.internal.parent.pool.PoolSettings.Launch;
import io.github.processpool.internal.system.ArgumentFile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommandLineTest {

    private static final String MAIN = "io.github.processpool.internal.worker.WorkerMain";
    private static final String NAME = "-Dprocess-pool-worker=pdf-w0";
    private static final Path JAVA = Path.of("/jdk/bin/java");

    private final PoolFolder folder = PoolFolder.create();

    @AfterEach
    void cleanUp() {
        folder.delete();
    }

    private CommandLine commandLine(
            List<String> arguments, List<Path> classPath, List<String> prefix, WorkerCommandCustomizer... customizers) {
        return new CommandLine(
                "pdf",
                new Launch(
                        64L << 20,
                        arguments,
                        Map.of("GREETING", "hello", "PATH", "/mine"),
                        Path.of("/work"),
                        JAVA,
                        classPath,
                        prefix,
                        List.of(customizers),
                        null),
                folder);
    }

    private static List<String> words(CommandLine commandLine) throws IOException {
        return commandLine.assemble(commandLine.compose(1), 1, 0).meant();
    }

    @Test
    void programFirstMainClassLastAndAnExplicitHeap() throws IOException {
        List<String> words = words(commandLine(List.of("-Dmine=1"), null, List.of()));

        assertThat(words).first().isEqualTo(JAVA.toString());
        assertThat(words).last().isEqualTo(MAIN);
        assertThat(words).contains("-Xmx65536k", "-XX:+UseSerialGC", "-XX:+UseCountedLoopSafepoints", "-Dmine=1");
    }

    @Test
    void theUsersArgumentsComeLastSoThatTheyWin() throws IOException {
        List<String> words = words(commandLine(List.of("-Xmx1g", "-XX:-UseCountedLoopSafepoints"), null, List.of()));

        assertThat(words).containsSubsequence("-Xmx65536k", "-Xmx1g");
        assertThat(words).containsSubsequence("-XX:+UseCountedLoopSafepoints", "-XX:-UseCountedLoopSafepoints");
    }

    @Test
    void aWorkerIsHeadlessIfCodeHasMadeThisJvmSo() throws IOException {
        String usual = System.setProperty("java.awt.headless", "true");
        try {
            assertThat(words(commandLine(List.of("-Djava.awt.headless=false"), null, List.of())))
                    .containsSubsequence("-Djava.awt.headless=true", "-Djava.awt.headless=false");
        } finally {
            if (usual == null) {
                System.clearProperty("java.awt.headless");
            } else {
                System.setProperty("java.awt.headless", usual);
            }
        }
    }

    @Test
    void theUsersCollectorReplacesOurs() throws IOException {
        assertThat(words(commandLine(List.of("-XX:+UseG1GC"), null, List.of())))
                .contains("-XX:+UseG1GC")
                .doesNotContain("-XX:+UseSerialGC")
                .noneMatch(word -> word.startsWith("-XX:InitialRAMPercentage"))
                .noneMatch(word -> word.startsWith("-XX:MaxHeapFreeRatio"));
    }

    @Test
    void aHeapThatHasGrownStaysSoUnlessTheUserSaysOtherwise() throws IOException {
        assertThat(words(commandLine(List.of("-XX:MaxHeapFreeRatio=70"), null, List.of())))
                .containsSubsequence("-XX:MaxHeapFreeRatio=100", "-XX:MaxHeapFreeRatio=70");
    }

    @Test
    void theUsersFirstHeapComesAfterOurs() throws IOException {
        List<String> ours = FirstHeap.onThisMachine();
        List<String> words = words(commandLine(List.of("-XX:InitialRAMPercentage=3"), null, List.of()));

        assertThat(words).containsAll(ours);
        assertThat(words.lastIndexOf("-XX:InitialRAMPercentage=3"))
                .isGreaterThan(ours.isEmpty() ? -1 : words.indexOf(ours.get(0)));
    }

    @Test
    void aPrefixComesBeforeTheProgram() throws IOException {
        assertThat(words(commandLine(List.of(), null, List.of("nice", "-n", "10"))))
                .startsWith("nice", "-n", "10", JAVA.toString());
    }

    @Test
    void withoutAClassPathOfItsOwnTheWorkerHasThatOfTheParent() {
        WorkerCommand command = commandLine(List.of(), null, List.of()).compose(1);

        assertThat(command.classPath())
                .hasSize(System.getProperty("java.class.path").split(File.pathSeparator, -1).length)
                .allMatch(entry -> Path.of(entry).isAbsolute());
    }

    @Test
    void anOwnClassPathReplacesThatOfTheParent() throws IOException {
        List<String> words = words(commandLine(List.of(), List.of(Path.of("/a.jar"), Path.of("b.jar")), List.of()));

        assertThat(words)
                .containsSequence(
                        "-cp", "/a.jar" + File.pathSeparator + Path.of("b.jar").toAbsolutePath());
    }

    @Test
    void theCommandLineShowsNoArgumentOfTheJvm() throws IOException {
        CommandLine commandLine = commandLine(
                List.of("-Dpassword=sesame", "-Dempty=", ""), List.of(Path.of("/a.jar")), List.of("nice", "-n", "10"));
        CommandLine.Words words = commandLine.assemble(commandLine.compose(1), 1, 0);

        Path file = folder.argumentFile(1, 0);
        assertThat(words.real()).containsExactly("nice", "-n", "10", JAVA.toString(), NAME, "@" + file, MAIN);
        assertThat(words.meant()).contains("-Dpassword=sesame", "-Xmx65536k", "-cp");
        assertThat(Files.readAllLines(file))
                .contains("\"-Dpassword=sesame\"", "\"-Dempty=\"", "\"\"")
                .endsWith("\"-cp\"", "\"/a.jar\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void theCommandLineSaysWhichWorkerOfWhichPoolItIs() throws IOException {
        CommandLine commandLine = commandLine(List.of(), null, List.of());
        WorkerCommand command = commandLine.compose(1);

        assertThat(commandLine.assemble(command, 1, 3).real()).contains("-Dprocess-pool-worker=pdf-w3");
        assertThat(commandLine.assemble(command, 2, -1).real()).contains("-Dprocess-pool-worker=pdf-spare");
    }

    @Test
    void aFileThatTheUserHasNamedStaysWhereItStood() throws IOException {
        CommandLine commandLine =
                commandLine(List.of("@/my/file", "-Dlast=1", "@"), List.of(Path.of("/a.jar")), List.of());
        CommandLine.Words words = commandLine.assemble(commandLine.compose(1), 1, 0);

        assertThat(words.real())
                .containsExactly(
                        JAVA.toString(),
                        NAME,
                        "@" + folder.argumentFile(1, 0),
                        "@/my/file",
                        "@" + folder.argumentFile(1, 1),
                        MAIN);
        assertThat(Files.readAllLines(folder.argumentFile(1, 1)))
                .containsExactly("\"-Dlast=1\"", "\"@\"", "\"-cp\"", "\"/a.jar\"");

        folder.forgetArguments(1);
        assertThat(folder.argumentFile(1, 0)).doesNotExist();
        assertThat(folder.argumentFile(1, 1)).doesNotExist();
    }

    @Test
    void anArgumentThatTheCharsetOfThePlatformDoesNotHaveIsNamedButNotItsValue() {
        List<String> words = List.of("-Da=b", "-Dname=J\u00fcrgen");

        assertThatIOException()
                .isThrownBy(() -> ArgumentFile.encode(String.join("\n", words), words, StandardCharsets.US_ASCII))
                .withMessageContaining("-Dname=... ")
                .withMessageContaining("US-ASCII")
                .withMessageContaining("LC_ALL")
                .withMessageNotContaining("rgen");
    }

    @Test
    void theEnvironmentIsInheritedButForWhatChangesEveryJvm() {
        WorkerCommand command = commandLine(List.of(), null, List.of()).compose(1);

        assertThat(command.environment())
                .containsEntry("GREETING", "hello")
                .containsEntry("PATH", "/mine")
                .doesNotContainKeys("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");
        assertThat(command.workingDirectory()).isEqualTo(Path.of("/work"));
    }

    @Test
    void customizersSeeTheCommandAndChangeIt() throws IOException {
        CommandLine commandLine = commandLine(
                List.of(),
                null,
                List.of(),
                command -> command.jvmArguments().add("-Dcustom=1"),
                command -> command.mainClass("example.Main").classPath().clear(),
                command -> command.environment().remove("GREETING"));
        List<String> words = words(commandLine);

        assertThat(words).contains("-Dcustom=1").doesNotContain("-cp").last().isEqualTo("example.Main");
        assertThat(commandLine.compose(1).environment()).doesNotContainKey("GREETING");
    }

    @Test
    void aCustomizerThatThrowsMakesTheStartFail() {
        CommandLine commandLine = commandLine(List.of(), null, List.of(), command -> {
            throw new IllegalStateException("no");
        });

        assertThatIllegalStateException()
                .isThrownBy(() -> commandLine.compose(1))
                .withMessage("no");
    }

    @Test
    void showsNoPropertyThatLooksLikeASecret() {
        assertThat(Launcher.shown(
                        List.of("java", "-Dspring.datasource.password=a=b", "-DAPI_TOKEN=x", "-Dfile=y", "-cp", "z")))
                .containsExactly(
                        "java", "-Dspring.datasource.password=******", "-DAPI_TOKEN=******", "-Dfile=y", "-cp", "z");
    }

    @Test
    void peopleSeeHowManyEntriesAPathHas() {
        String path = String.join(File.pathSeparator, "a.jar", "b.jar", "c.jar");

        assertThat(CommandLine.shortened(List.of("java", "-Xmx1g", "--module-path", path, "-cp", path, "Main", path)))
                .isEqualTo("java -Xmx1g --module-path <3 entries> -cp <3 entries> Main " + path);
        assertThat(CommandLine.shortened(List.of("java", "-cp", "a.jar", "Main")))
                .isEqualTo("java -cp a.jar Main");
        assertThat(CommandLine.shortened(List.of())).isEmpty();
    }
}
