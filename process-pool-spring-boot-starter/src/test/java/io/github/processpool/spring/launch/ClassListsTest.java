package io.github.processpool.spring.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.processpool.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of the classes that workers load. */
class ClassListsTest {

    @TempDir
    Path place;

    private Path folder;

    private final ClassLists lists = new ClassLists();

    @BeforeEach
    void makeFolder() throws IOException {
        folder = poolFolder(1);
    }

    private Path poolFolder(int number) throws IOException {
        return Files.createDirectory(
                place.resolve("process-pool-" + ProcessHandle.current().pid() + "-" + number));
    }

    private static WorkerCommand command(String... arguments) {
        WorkerCommand command = new WorkerCommand(List.of(), Path.of("java"), "the.WorkerMain");
        command.jvmArguments().addAll(List.of(arguments));
        return command;
    }

    private static WorkerCommand ofPoolIn(Path folder) {
        return command("-XX:ErrorFile=" + folder.resolve("hs_err_pid%p.log"), "-XX:ErrorFile=/elsewhere/hs_err.log");
    }

    private Path added() {
        lists.add(ofPoolIn(folder));
        return lists.files().get(lists.files().size() - 1);
    }

    @Test
    void fileIsInTheFolderOfThePoolAndBounded() {
        WorkerCommand command = ofPoolIn(folder);
        lists.add(command);

        assertThat(lists.files()).hasSize(1).allSatisfy(file -> assertThat(file).hasParentRaw(folder));
        assertThat(command.jvmArguments())
                .endsWith("-Xlog:class+load=info:file=\"" + lists.files().get(0) + "\":none:filecount=1,filesize=4m");
    }

    @Test
    void onlyTheLastFewFilesAreKept() throws IOException {
        Path first = Files.writeString(added(), "a");
        for (int i = 0; i < 4; i++) {
            added();
        }
        assertThat(lists.files()).hasSize(4).doesNotHaveDuplicates().doesNotContain(first);
        assertThat(first).doesNotExist();
    }

    @Test
    void nothingIsListedWhereNoFolderOfThePoolIsKnown() {
        for (String argument :
                List.of("-Xmx64m", "-XX:ErrorFile=/elsewhere/e.log", "-XX:ErrorFile=" + folder + "-gone/e.log")) {
            WorkerCommand command = command(argument);
            lists.add(command);
            assertThat(command.jvmArguments()).containsExactly(argument);
        }
        assertThat(lists.files()).isEmpty();
        assertThat(lists.isCalm()).as("there is nothing to wait for").isTrue();
    }

    @Test
    void calmMeansThatNothingWasLoadedForTwoLooks() throws IOException {
        Path file = added();
        for (int i = 0; i < 5; i++) {
            assertThat(lists.isCalm()).as("the worker has not begun").isFalse();
        }
        Files.writeString(file, "a");
        assertThat(lists.isCalm()).isFalse();
        assertThat(lists.isCalm()).isFalse();
        Files.writeString(file, "ab");
        assertThat(lists.isCalm()).isFalse();
        assertThat(lists.isCalm()).isFalse();
        assertThat(lists.isCalm()).isTrue();
    }

    @Test
    void poolThatIsStartedAgainBeginsAgain() throws IOException {
        Files.writeString(added(), "a");
        lists.isCalm();
        lists.isCalm();
        folder = poolFolder(2);

        Path file = Files.writeString(added(), "a");

        assertThat(lists.files()).containsExactly(file);
        assertThat(lists.isCalm()).isFalse();
        assertThat(lists.isCalm()).isFalse();
        assertThat(lists.isCalm()).isTrue();
    }

    @Test
    void namedClassesAreLoadedAndWhatWasMadeAtRunTimeIsPassedOver() throws IOException {
        Path file = added();
        Files.writeString(file, """
                com.example.Missing source: file:/lib/a.jar
                java.lang.invoke.LambdaForm$MH/0x0000000800c01000 source: __JVM_LookupDefineClass__
                jdk.proxy2.$Proxy12 source: __dynamic_proxy__
                com.example.Signed source: file:/lib/a.jar
                com.example.Broken source: jrt:/java.base
                io.github.processpool.spring.launch.ClassLists source: shared objects file (top)
                not a line of this kind
                """);
        Files.writeString(Path.of(file + ".0"), "com.example.Earlier source: file:/lib/a.jar\n");
        List<String> asked = new ArrayList<>();
        ClassLoader loader = new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                asked.add(name);
                if (name.endsWith("Signed")) {
                    throw new SecurityException("by others than its package");
                }
                if (name.endsWith("Broken")) {
                    throw new NoClassDefFoundError("com/example/Superclass");
                }
                throw new ClassNotFoundException(name);
            }
        };

        ClassLists.load(List.of(file.toString()), loader);

        assertThat(asked)
                .containsExactly(
                        "com.example.Earlier",
                        "com.example.Missing",
                        "com.example.Signed",
                        "com.example.Broken",
                        "io.github.processpool.spring.launch.ClassLists");
    }

    @Test
    void missingFileIsNoFailure() {
        assertThatCode(() -> ClassLists.load(
                        List.of(place.resolve("missing").toString()), ClassLoader.getSystemClassLoader()))
                .doesNotThrowAnyException();
    }
}
