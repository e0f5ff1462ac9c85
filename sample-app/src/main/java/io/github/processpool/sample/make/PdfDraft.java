package io.github.processpool.sample.make;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.TimeZone;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * A document being made. The same calls always give the same bytes: dates, the document id and the
 * font are fixed, and nothing is taken from the clock, the machine or its installed fonts.
 *
 * <p>Not safe for use by several threads.
 */
final class PdfDraft implements Closeable {

    private static final LocalDate MADE_ON = LocalDate.of(2026, 1, 15);
    private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    private final PDDocument document = new PDDocument();
    private final PDFont font;

    PdfDraft(String title) {
        this.font = embeddedFont(document);
        document.setDocumentId((long) title.hashCode());
        PDDocumentInformation information = document.getDocumentInformation();
        information.setTitle(title);
        information.setCreator("process-pool sample application");
        information.setCreationDate(madeOn());
        information.setModificationDate(madeOn());
    }

    PDDocument document() {
        return document;
    }

    PDFont font() {
        return font;
    }

    /** Adds an upright A4 page; the canvas must be closed before the next page begins. */
    Canvas page() {
        PDPage page = new PDPage(PDRectangle.A4);
        document.addPage(page);
        return new Canvas(this, page);
    }

    /** Ends the document and returns it as a file's content. */
    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            document.save(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("The document could not be written", e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        try {
            document.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The document could not be closed", e);
        }
    }

    private static PDFont embeddedFont(PDDocument document) {
        try (InputStream file = PDDocument.class.getResourceAsStream(FONT)) {
            if (file == null) {
                throw new IllegalStateException("PDFBox no longer ships the font " + FONT);
            }
            return PDType0Font.load(document, file);
        } catch (IOException e) {
            throw new UncheckedIOException("The font could not be read", e);
        }
    }

    private static Calendar madeOn() {
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone(ZoneOffset.UTC), Locale.ROOT);
        calendar.setTimeInMillis(
                MADE_ON.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
        return calendar;
    }
}
