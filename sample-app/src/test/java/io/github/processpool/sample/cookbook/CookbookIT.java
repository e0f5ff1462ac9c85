package io.github.processpool.sample.cookbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskTimeoutException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.tika.exception.TikaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the recipes of docs/cookbook that need libraries. */
@Timeout(120)
class CookbookIT {

    /** Of scripts that end; the machine may be busy. */
    private static final Duration AMPLE = Duration.ofMinutes(1);

    @Test
    void scriptsHaveNoTimeNoHeapAndNoEnvironmentToWaste() throws Exception {
        try (ProcessPoolExecutor pool = Scripts.pool()) {
            ProcessFuture<String> endless = Scripts.run(pool, "while (true);", Duration.ofSeconds(2));
            ProcessFuture<String> greedy =
                    Scripts.run(pool, "let a = []; while (true) a.push(new ArrayBuffer(1e8))", AMPLE);
            assertThat(failureOf(greedy)).hasMessageContaining("heap");
            assertThat(failureOf(endless)).isInstanceOf(TaskTimeoutException.class);

            assertThat(Scripts.run(pool, "[1, 2, 3].map(x => x * x).join()", AMPLE)
                            .get())
                    .isEqualTo("1,4,9");
            assertThat(failureOf(Scripts.run(pool, "Java.type('java.lang.System').exit(3)", AMPLE)))
                    .hasMessageContaining("Java is not defined");
            assertThat(pool.submit(() -> System.getenv("PATH")).get()).isNull();
        }
    }

    @Test
    void readsTheTextOfDocuments(@TempDir Path folder) throws Exception {
        Path good = folder.resolve("good.pdf");
        write(good, "Dear reader");
        Path broken = Files.writeString(folder.resolve("broken.pdf"), "%PDF-1.7\nnot much of one");

        try (ProcessPoolExecutor pool = DocumentText.pool()) {
            assertThat(DocumentText.of(pool, good).get()).contains("Dear reader");
            assertThat(catchThrowableOfType(
                            ExecutionException.class,
                            () -> DocumentText.of(pool, broken).get()))
                    .cause()
                    .isInstanceOf(TikaException.class);
        }
    }

    private static Throwable failureOf(ProcessFuture<String> result) {
        return catchThrowableOfType(ExecutionException.class, result::get).getCause();
    }

    private static void write(Path file, String line) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(new PDType1Font(FontName.HELVETICA), 12);
                content.newLineAtOffset(50, 700);
                content.showText(line);
                content.endText();
            }
            document.save(file.toFile());
        }
    }
}
