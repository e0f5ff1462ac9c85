package io.github.processpool.sample.make;

import io.github.processpool.sample.document.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The documents that the sample makes for itself, each with what must become of it. The same bytes
 * come out on every run.
 */
public enum ShippedDocument {
    REPORT("harbour-report.pdf", Outcome.RENDERED, 5),
    HUGE_IMAGE("hostile-huge-image.pdf", Outcome.HEAP_EXHAUSTED, 2),
    BOOKLET("six-landscapes.pdf", Outcome.RENDERED, 7),
    ENDLESS_PAGE("hostile-endless-page.pdf", Outcome.TIMED_OUT, 2),
    INVOICES("invoices.pdf", Outcome.RENDERED, InvoiceSet.INVOICES),
    CRASHING_CODEC("hostile-crashing-codec.pdf", Outcome.WORKER_CRASHED, 2),
    TRUNCATED("hostile-truncated.pdf", Outcome.DAMAGED, 0),
    HANDBOOK("harbour-handbook.pdf", Outcome.RENDERED, Handbook.PAGES);

    private final String fileName;
    private final Outcome expected;
    private final int pages;

    ShippedDocument(String fileName, Outcome expected, int pages) {
        this.fileName = fileName;
        this.expected = expected;
        this.pages = pages;
    }

    /** The one with this file name, if any. */
    public static Optional<ShippedDocument> named(String fileName) {
        return Arrays.stream(values())
                .filter(document -> document.fileName.equals(fileName))
                .findFirst();
    }

    public String fileName() {
        return fileName;
    }

    /** What must become of it when it is processed. */
    public Outcome expected() {
        return expected;
    }

    /** How many pages it has, 0 when it can't be read far enough to tell. */
    public int pages() {
        return pages;
    }

    public byte[] toBytes() {
        return switch (this) {
            case REPORT -> QuarterlyReport.make();
            case BOOKLET -> IllustratedBooklet.make();
            case INVOICES -> InvoiceSet.make();
            case HANDBOOK -> Handbook.make();
            case HUGE_IMAGE -> Hostile.hugeImage();
            case ENDLESS_PAGE -> Hostile.endlessPage();
            case CRASHING_CODEC -> Hostile.crashingCodec();
            case TRUNCATED -> Hostile.truncated();
        };
    }

    /** Makes all of them in a folder and returns the files in the order of the constants. */
    public static List<Path> writeAll(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (ShippedDocument document : values()) {
            Files.write(folder.resolve(document.fileName), document.toBytes());
        }
        return Arrays.stream(values())
                .map(document -> folder.resolve(document.fileName))
                .toList();
    }
}
