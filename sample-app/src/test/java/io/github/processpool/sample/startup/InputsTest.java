package io.github.processpool.sample.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.sample.make.ShippedDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {

    @TempDir
    private Path folder;

    @Test
    void makesTheShippedDocumentsWhenNothingIsGiven() throws IOException {
        List<Path> files = Inputs.of(List.of(), folder.resolve("documents"));

        assertThat(files)
                .hasSameSizeAs(ShippedDocument.values())
                .allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void findsThePdfFilesOfAFolderInOrder() throws IOException {
        Path b = Files.createFile(folder.resolve("b.PDF"));
        Path a = Files.createFile(folder.resolve("a.pdf"));
        Files.createFile(folder.resolve("notes.txt"));
        Files.createDirectory(folder.resolve("folder.pdf"));

        assertThat(of(folder.toString())).containsExactly(a, b);
    }

    @Test
    void takesSingleFilesWhateverTheirName() throws IOException {
        Path file = Files.createFile(folder.resolve("document"));

        assertThat(of(file.toString())).containsExactly(file);
    }

    @Test
    void saysWhatIsWrongWithAnArgument() {
        assertThatThrownBy(() -> of(folder.resolve("nothing").toString()))
                .isInstanceOf(BadArgumentException.class)
                .hasMessage("There is neither a folder nor a file '" + folder.resolve("nothing") + "'.");
        assertThatThrownBy(() -> of(folder.toString()))
                .isInstanceOf(BadArgumentException.class)
                .hasMessage("The folder '" + folder + "' holds no PDF file.");
        assertThatThrownBy(() -> of("a\u0000b")).isInstanceOf(BadArgumentException.class);
    }

    @Test
    void analyzesABadArgumentForTheConsole() {
        BadArgumentException failure = new BadArgumentException("There is neither.");

        assertThat(new BadArgumentFailureAnalyzer()
                        .analyze(new RuntimeException(failure))
                        .getDescription())
                .isEqualTo("There is neither.");
    }

    private List<Path> of(String argument) throws IOException {
        return Inputs.of(List.of(argument), folder);
    }
}
