package io.github.processpool.sample.make;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.sample.document.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ShippedDocumentTest {

    @ParameterizedTest
    @EnumSource
    void hasTheSameBytesWheneverItIsMade(ShippedDocument document) {
        byte[] once = document.toBytes();

        assertThat(document.toBytes()).isEqualTo(once);
        assertThat(new String(once, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    }

    @ParameterizedTest
    @EnumSource(names = "TRUNCATED", mode = Mode.EXCLUDE)
    void hasThePagesItClaims(ShippedDocument document) throws IOException {
        try (PDDocument read = Loader.loadPDF(document.toBytes())) {
            assertThat(read.getNumberOfPages()).isEqualTo(document.pages());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HUGE_IMAGE", "ENDLESS_PAGE", "CRASHING_CODEC"})
    void harmsWithAFewKilobytes(ShippedDocument document) {
        assertThat(document.toBytes()).hasSizeLessThan(20_000);
    }

    @Test
    void coversEveryWayOfBeingContained() {
        assertThat(ShippedDocument.values())
                .extracting(ShippedDocument::expected)
                .contains(
                        Outcome.RENDERED,
                        Outcome.HEAP_EXHAUSTED,
                        Outcome.TIMED_OUT,
                        Outcome.WORKER_CRASHED,
                        Outcome.DAMAGED);
    }

    @Test
    void writesAllOfThemAndFindsThemByName(@TempDir Path folder) throws IOException {
        List<Path> files = ShippedDocument.writeAll(folder.resolve("new"));

        assertThat(files).hasSameSizeAs(ShippedDocument.values()).allSatisfy(file -> {
            assertThat(file).isNotEmptyFile();
            assertThat(ShippedDocument.named(file.getFileName().toString())).isPresent();
        });
        assertThat(ShippedDocument.named("other.pdf")).isEmpty();
    }
}
