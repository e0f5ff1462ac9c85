package io.github.processpool.sample.render;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * Renders every page of a document to a picture and extracts its text. It receives the request from
 * {@link DocumentRenderer}, writes the pictures into the folder named there, and hands on what it found page by page.
 *
 * <p>It takes no precautions against hostile documents: memory, time and crashes are the pool's
 * business.
 */
final class PageRenderer {

    /** The longer side of a thumbnail, in pixels. */
    static final int LONGER_SIDE = 720;

    private static final int EXCERPT = 280;

    static {
        ImageIO.setUseCache(false);
    }

    private final PDDocument document;
    private final PDFRenderer renderer;
    private final Path folder;
    private final PageSink sink;

    /** One renderer for the whole document: it keeps the outlines of the letters it has drawn. */
    private PageRenderer(PDDocument document, Path folder, PageSink sink) {
        this.document = document;
        this.renderer = new PDFRenderer(document);
        this.folder = folder;
        this.sink = sink;
    }

    static RenderedDocument render(RenderRequest request, ProgressReport progress, PageSink sink)
            throws IOException, InterruptedException, UnreadableDocumentException {
        try (PDDocument document = open(new File(request.file()))) {
            return new PageRenderer(document, Path.of(request.thumbnails()), sink).pages(request.maxPages(), progress);
        }
    }

    private static PDDocument open(File file) throws UnreadableDocumentException {
        try {
            return Loader.loadPDF(file);
        } catch (InvalidPasswordException e) {
            throw new UnreadableDocumentException("The document is protected with a password.");
        } catch (IOException e) {
            throw new UnreadableDocumentException("The file is damaged or not a PDF: " + reasonOf(e));
        }
    }

    private RenderedDocument pages(int maxPages, ProgressReport progress)
            throws IOException, InterruptedException, UnreadableDocumentException {
        int pageCount = document.getNumberOfPages();
        if (pageCount == 0) {
            throw new UnreadableDocumentException("The document has no pages.");
        }
        int wanted = Math.min(pageCount, maxPages);
        for (int number = 1; number <= wanted; number++) {
            progress.pages(number - 1, wanted, "page " + number + " of " + wanted);
            sink.add(page(number));
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped after page " + number);
            }
        }
        progress.pages(wanted, wanted, "done");
        return new RenderedDocument(pageCount, wanted);
    }

    private RenderedPage page(int number) throws IOException {
        PDPage page = document.getPage(number - 1);
        StandInCodec.decodeImagesOf(page);
        BufferedImage picture = renderer.renderImage(number - 1, scaleOf(page));
        write(picture, Thumbnail.fileOf(folder, number));
        return new RenderedPage(
                number,
                picture.getWidth(),
                picture.getHeight(),
                excerpt(number),
                ProcessHandle.current().pid());
    }

    private static float scaleOf(PDPage page) {
        PDRectangle box = page.getCropBox();
        return LONGER_SIDE / Math.max(1, Math.max(box.getWidth(), box.getHeight()));
    }

    /** Moved into place when complete, so that the web page never shows half a picture of a killed worker. */
    private static void write(BufferedImage picture, Path target) throws IOException {
        Path unfinished = target.resolveSibling(target.getFileName() + ".part");
        if (!ImageIO.write(picture, "png", unfinished.toFile())) {
            throw new IOException("This Java runtime can't write PNG pictures");
        }
        Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private String excerpt(int number) throws IOException {
        PDFTextStripper stripper = new PDFTextStripper();
        stripper.setStartPage(number);
        stripper.setEndPage(number);
        return PlainText.oneLine(stripper.getText(document), EXCERPT);
    }

    private static String reasonOf(IOException e) {
        return PlainText.oneLine(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), EXCERPT);
    }
}
