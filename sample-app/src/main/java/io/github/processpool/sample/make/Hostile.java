package io.github.processpool.sample.make;

import static io.github.processpool.sample.make.Canvas.MARGIN;
import static io.github.processpool.sample.make.Canvas.WIDTH;

import io.github.processpool.sample.render.StandInCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.graphics.color.PDDeviceRGB;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;

/**
 * Documents that harm the process which reads them. All are small and, but for the truncated one,
 * valid: they use what the format allows. Each begins with a harmless page that says what the second
 * one does.
 */
final class Hostile {

    /** 20 000 × 20 000 pixels of three bytes: 1.2 GB once they are decoded. */
    private static final int HUGE_SIDE = 20_000;

    /** Thirteen levels of forms that each draw the next one ten times: ten to the thirteenth squares. */
    private static final int LEVELS = 13;

    private static final int DRAWS_PER_LEVEL = 10;

    private Hostile() {}

    /** Its second page shows an image that declares more pixels than a worker's heap can hold. */
    static byte[] hugeImage() {
        try (PdfDraft draft = new PdfDraft("A huge image in a small file")) {
            explain(
                    draft,
                    "A huge image in a small file",
                    "The next page shows an image of 400 million pixels. In the"
                            + " file they take a few bytes; decoded they take 1.2 GB, more than a worker's whole heap.");
            addImagePage(draft, image(draft, HUGE_SIDE));
            return draft.toBytes();
        }
    }

    /** Its second page draws a form that draws a form, and so on: it would take years. */
    static byte[] endlessPage() {
        try (PdfDraft draft = new PdfDraft("A page without end")) {
            explain(
                    draft,
                    "A page without end",
                    "The next page draws a form ten times, which draws a form ten times,"
                            + " and so on, thirteen levels deep: ten million million squares. That needs no memory, only"
                            + " time, and an interrupt does not stop it.");
            PDPage page = new PDPage(PDRectangle.A4);
            draft.document().addPage(page);
            PDFormXObject form = form(draft, new PDResources(), "0.5 g 0 0 90 90 re f\n");
            for (int level = 1; level < LEVELS; level++) {
                form = form(draft, drawing(form), "/Next Do\n".repeat(DRAWS_PER_LEVEL));
            }
            page.setResources(drawing(form));
            page.setContents(stream(draft, "/Next Do\n".repeat(DRAWS_PER_LEVEL)));
            return draft.toBytes();
        }
    }

    /** Its second page has an image marked for the {@link StandInCodec}, which halts the JVM. */
    static byte[] crashingCodec() {
        try (PdfDraft draft = new PdfDraft("An image that crashes its decoder")) {
            explain(
                    draft,
                    "An image that crashes its decoder",
                    "The image on the next page is meant for a native"
                            + " decoder with a fault. No such decoder is part of this sample: a stand-in halts the JVM the"
                            + " way a crash in native code would, without an exception that could be caught.");
            PDImageXObject image = image(draft, 8);
            image.getCOSObject().setString(StandInCodec.MARKER, StandInCodec.CRASH);
            addImagePage(draft, image);
            return draft.toBytes();
        }
    }

    /** The first third of a good document, as an interrupted download leaves it. */
    static byte[] truncated() {
        byte[] whole = IllustratedBooklet.make();
        return Arrays.copyOf(whole, whole.length / 3);
    }

    private static void explain(PdfDraft draft, String title, String text) {
        try (Canvas page = draft.page()) {
            page.fill(0, 0, WIDTH, 16, Ink.WARNING);
            page.bold(MARGIN, 110, 22, Ink.WARNING, title);
            page.paragraph(MARGIN, 160, WIDTH - 2 * MARGIN, 13, Ink.TEXT, text);
            page.text(MARGIN, 780, 10, Ink.QUIET, "This page is harmless. The document as a whole is not.");
        }
    }

    private static void addImagePage(PdfDraft draft, PDImageXObject image) {
        PDPage page = new PDPage(PDRectangle.A4);
        draft.document().addPage(page);
        PDResources resources = new PDResources();
        resources.put(COSName.getPDFName("Image"), image);
        page.setResources(resources);
        page.setContents(stream(draft, "q 480 0 0 480 56 180 cm /Image Do Q\n"));
    }

    /** An RGB image of {@code side} × {@code side} declared pixels, of which the file holds sixty-four. */
    private static PDImageXObject image(PdfDraft draft, int side) {
        try {
            PDStream pixels = new PDStream(draft.document());
            try (OutputStream out = pixels.createOutputStream(COSName.FLATE_DECODE)) {
                out.write(new byte[64 * 3]);
            }
            PDImageXObject image = new PDImageXObject(pixels, null);
            image.setWidth(side);
            image.setHeight(side);
            image.setBitsPerComponent(8);
            image.setColorSpace(PDDeviceRGB.INSTANCE);
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException("The image could not be made", e);
        }
    }

    private static PDResources drawing(PDFormXObject next) {
        PDResources resources = new PDResources();
        resources.put(COSName.getPDFName("Next"), next);
        return resources;
    }

    private static PDFormXObject form(PdfDraft draft, PDResources resources, String operators) {
        PDFormXObject form = new PDFormXObject(stream(draft, operators));
        form.setBBox(new PDRectangle(100, 100));
        form.setResources(resources);
        return form;
    }

    private static PDStream stream(PdfDraft draft, String operators) {
        try {
            PDStream stream = new PDStream(draft.document());
            try (OutputStream out = stream.createOutputStream(COSName.FLATE_DECODE)) {
                out.write(operators.getBytes(StandardCharsets.US_ASCII));
            }
            return stream;
        } catch (IOException e) {
            throw new UncheckedIOException("The drawing operators could not be written", e);
        }
    }
}
