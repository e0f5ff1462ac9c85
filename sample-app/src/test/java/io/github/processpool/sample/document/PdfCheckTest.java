package io.github.processpool.sample.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class PdfCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"a.pdf", "Größe & Maß.pdf", "..a.pdf", "no suffix", "<b>.pdf", "a..pdf"})
    void takesPlainNames(String name) {
        assertThat(PdfCheck.plainName(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a.pdf", "/etc/passwd", "a/b.pdf", "..\\a.pdf", "C:\\a.pdf", "..", "."})
    void refusesNamesThatArePaths(String name) {
        assertThatThrownBy(() -> PdfCheck.plainName(name))
                .isInstanceOf(RejectedDocumentException.class)
                .hasMessage("The name contains a path; only plain file names are accepted.");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void refusesMissingNames(String name) {
        assertThatThrownBy(() -> PdfCheck.plainName(name)).hasMessage("The document has no name.");
    }

    @Test
    void refusesControlCharactersAndEndlessNames() {
        assertThatThrownBy(() -> PdfCheck.plainName("a\u0000.pdf")).hasMessage("The name contains control characters.");
        assertThatThrownBy(() -> PdfCheck.plainName("a\n.pdf")).hasMessage("The name contains control characters.");
        assertThatThrownBy(() -> PdfCheck.plainName("a".repeat(121)))
                .hasMessage("The name is longer than 120 characters.");
    }

    @Test
    void namesTheSizeAndTheLimit() {
        assertThatThrownBy(() -> PdfCheck.size(31_000_000, DataSize.ofMegabytes(25)))
                .hasMessage("The file is too large: 29.6 MB, accepted are up to 25 MB.");
        assertThatCode(() -> PdfCheck.size(1, DataSize.ofMegabytes(25))).doesNotThrowAnyException();
    }

    @Test
    void findsTheSignatureWithinTheFirstKilobyte(@TempDir Path folder) throws IOException {
        Path early = Files.writeString(folder.resolve("early"), "x".repeat(1000) + "%PDF-1.4");
        Path late = Files.writeString(folder.resolve("late"), "x".repeat(1024) + "%PDF-1.4");

        assertThatCode(() -> PdfCheck.signature(early)).doesNotThrowAnyException();
        assertThatThrownBy(() -> PdfCheck.signature(late)).hasMessage("The file is not a PDF.");
    }
}
