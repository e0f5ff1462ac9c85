package io.github.processpool.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files in which workers list the classes that they load. */
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
}
