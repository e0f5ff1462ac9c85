package io.github.processpool.sample.make;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;

/**
 * One page to draw on. Distances are points from the page's upper left corner, as a reader sees it;
 * the PDF's own origin is at the bottom.
 *
 * <p>Not safe for use by several threads.
 */
final class Canvas implements Closeable {

    static final float WIDTH = 595f;
    static final float HEIGHT = 842f;
    static final float MARGIN = 56f;

    private static final float LINE_SPACING = 1.45f;
    private static final float BOLD_STROKE = 0.028f;

    private final PdfDraft draft;
    private final PDPage page;
    private final PDPageContentStream content;

    Canvas(PdfDraft draft, PDPage page) {
        this.draft = draft;
        this.page = page;
        this.content = open(draft, page);
    }

    PDPage page() {
        return page;
    }

    Canvas text(float x, float y, float size, Color color, String line) {
        return write(x, y, size, color, line, RenderingMode.FILL);
    }

    /** The only embedded font has one weight; stroking the outlines as well makes it look bold. */
    Canvas bold(float x, float y, float size, Color color, String line) {
        return write(x, y, size, color, line, RenderingMode.FILL_STROKE);
    }

    /** Text that ends at {@code right}. */
    Canvas textEndingAt(float right, float y, float size, Color color, String line) {
        return text(right - widthOf(line, size), y, size, color, line);
    }

    /** Breaks the text into lines of at most {@code width} and returns where the next line would stand. */
    float paragraph(float x, float y, float width, float size, Color color, String text) {
        float at = y;
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && widthOf(line + " " + word, size) > width) {
                text(x, at, size, color, line.toString());
                at += size * LINE_SPACING;
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        text(x, at, size, color, line.toString());
        return at + size * LINE_SPACING;
    }

    Canvas fill(float x, float y, float width, float height, Color color) {
        return draw(() -> {
            content.setNonStrokingColor(color);
            content.addRect(x, HEIGHT - y - height, width, height);
            content.fill();
        });
    }

    /** A line through all points, given as x, y, x, y, … */
    Canvas stroke(float thickness, Color color, float... points) {
        return draw(() -> {
            content.setStrokingColor(color);
            content.setLineWidth(thickness);
            content.moveTo(points[0], HEIGHT - points[1]);
            for (int i = 2; i < points.length; i += 2) {
                content.lineTo(points[i], HEIGHT - points[i + 1]);
            }
            content.stroke();
        });
    }

    Canvas image(BufferedImage picture, float x, float y, float width, float height) {
        return draw(() -> content.drawImage(
                LosslessFactory.createFromImage(draft.document(), picture), x, HEIGHT - y - height, width, height));
    }

    float widthOf(String line, float size) {
        try {
            return draft.font().getStringWidth(line) / 1000 * size;
        } catch (IOException e) {
            throw new UncheckedIOException("The text could not be measured", e);
        }
    }

    @Override
    public void close() {
        draw(content::close);
    }

    private Canvas write(float x, float y, float size, Color color, String line, RenderingMode mode) {
        return draw(() -> {
            content.beginText();
            content.setNonStrokingColor(color);
            content.setStrokingColor(color);
            content.setLineWidth(size * BOLD_STROKE);
            content.setRenderingMode(mode);
            content.setFont(draft.font(), size);
            content.newLineAtOffset(x, HEIGHT - y);
            content.showText(line);
            content.endText();
        });
    }

    private Canvas draw(Drawing drawing) {
        try {
            drawing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("The page could not be drawn", e);
        }
        return this;
    }

    private static PDPageContentStream open(PdfDraft draft, PDPage page) {
        try {
            return new PDPageContentStream(draft.document(), page);
        } catch (IOException e) {
            throw new UncheckedIOException("The page could not be begun", e);
        }
    }

    /** Drawing calls of PDFBox, which all may throw. */
    @FunctionalInterface
    private interface Drawing {
        void run() throws IOException;
    }
}
