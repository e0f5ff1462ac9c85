package io.github.processpool.sample.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.sample.make.ShippedDocument;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageRendererTest {

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();
    private final List<RenderedPage> pages = new ArrayList<>();

    @AfterEach
    void leaveNoInterruptToTheNextTest() {
        Thread.interrupted();
    }

    @Test
    void rendersEveryPageAndFindsItsText() throws Exception {
        RenderedDocument result = render(write(ShippedDocument.REPORT.toBytes()), 100);

        assertThat(result.pageCount()).isEqualTo(5);
        assertThat(result.rendered()).isEqualTo(5);
        assertThat(pages).extracting(RenderedPage::number).containsExactly(1, 2, 3, 4, 5);
        assertThat(pages)
                .extracting(RenderedPage::workerPid)
                .containsOnly(ProcessHandle.current().pid());
        assertThat(pages.get(1).excerpt()).startsWith("Summary More ships called");
        BufferedImage picture = ImageIO.read(Thumbnail.fileOf(folder, 3).toFile());
        assertThat(picture.getHeight()).isEqualTo(PageRenderer.LONGER_SIDE);
        assertThat(picture.getWidth()).isEqualTo(pages.get(2).width()).isLessThan(PageRenderer.LONGER_SIDE);
    }

    @Test
    void tellsEachPageBeforeItBeginsAndTheEnd() throws Exception {
        render(write(ShippedDocument.REPORT.toBytes()), 2);

        assertThat(told).containsExactly("0/2 page 1 of 2", "1/2 page 2 of 2", "2/2 done");
    }

    @Test
    void rendersNoMorePagesThanWantedButCountsAll() throws Exception {
        RenderedDocument result = render(write(ShippedDocument.INVOICES.toBytes()), 1);

        assertThat(result.rendered()).isEqualTo(1);
        assertThat(pages).hasSize(1);
        assertThat(result.pageCount()).isEqualTo(12);
    }

    @Test
    void leavesNoUnfinishedPicture() throws Exception {
        render(write(ShippedDocument.REPORT.toBytes()), 1);

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files)
                    .extracting(file -> file.getFileName().toString())
                    .contains("page-1.png")
                    .noneMatch(name -> name.endsWith(".part"));
        }
    }

    @Test
    void keepsThePictureOfAGiantPageSmall() throws Exception {
        render(write(pdf(new PDRectangle(14_400, 200))), 1);

        assertThat(pages.get(0).width()).isEqualTo(PageRenderer.LONGER_SIDE);
        assertThat(pages.get(0).height()).isEqualTo(10);
    }

    @Test
    void stopsBehindThePageOnWhichItWasInterrupted() throws IOException {
        Path file = write(ShippedDocument.INVOICES.toBytes());

        assertThatThrownBy(() -> PageRenderer.render(
                        request(file, 100),
                        (done, total, message) -> {
                            if (done == 2) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        pages::add))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("stopped after page 3");
        assertThat(pages).hasSize(3);
    }

    @Test
    void refusesATruncatedDocument() throws IOException {
        Path file = write(ShippedDocument.TRUNCATED.toBytes());

        assertThatThrownBy(() -> render(file, 100))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessageStartingWith("The file is damaged or not a PDF: ");
    }

    @Test
    void refusesWhatOnlyBeginsLikeAPdf() throws IOException {
        Path file = write("%PDF-1.7 and nothing else".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> render(file, 100)).isInstanceOf(UnreadableDocumentException.class);
    }

    @Test
    void refusesADocumentWithoutPages() throws IOException {
        Path file = write(pdf());

        assertThatThrownBy(() -> render(file, 100))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessage("The document has no pages.");
    }

    @Test
    void saysThatADocumentIsProtectedWithAPassword() throws IOException {
        Path file = folder.resolve("secret.pdf");
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
            document.save(file.toFile());
        }

        assertThatThrownBy(() -> render(file, 100))
                .isInstanceOf(UnreadableDocumentException.class)
                .hasMessage("The document is protected with a password.");
    }

    private RenderedDocument render(Path file, int maxPages) throws Exception {
        return PageRenderer.render(
                request(file, maxPages),
                (done, total, message) -> told.add(done + "/" + total + " " + message),
                pages::add);
    }

    private RenderRequest request(Path file, int maxPages) {
        return RenderRequest.of("d1", "d1.pdf", 1, file, folder, maxPages);
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("document.pdf"), bytes);
    }

    private static byte[] pdf(PDRectangle... pages) throws IOException {
        try (PDDocument document = new PDDocument();
                ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            for (PDRectangle page : pages) {
                document.addPage(new PDPage(page));
            }
            document.save(bytes);
            return bytes.toByteArray();
        }
    }
}
