package io.github.processpool.sample.make;

import io.github.processpool.sample.document.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The documents that the sample makes for itself, each with what must become of it. The same bytes
 * come out on every run.
 */
public enum ShippedDocument {
    REPORT("harbour-report.pdf", Outcome.RENDERED, 5, QuarterlyReport::make),
    HUGE_IMAGE("hostile-huge-image.pdf", Outcome.HEAP_EXHAUSTED, 2, Hostile::hugeImage),
    BOOKLET("six-landscapes.pdf", Outcome.RENDERED, 7, IllustratedBooklet::make),
    ENDLESS_PAGE("hostile-endless-page.pdf", Outcome.TIMED_OUT, 2, Hostile::endlessPage),
    INVOICES("invoices.pdf", Outcome.RENDERED, InvoiceSet.INVOICES, InvoiceSet::make),
    CRASHING_CODEC("hostile-crashing-codec.pdf", Outcome.WORKER_CRASHED, 2, Hostile::crashingCodec),
    TRUNCATED("hostile-truncated.pdf", Outcome.DAMAGED, 0, Hostile::truncated),
    HANDBOOK("harbour-handbook.pdf", Outcome.RENDERED, Handbook.PAGES, Handbook::make);

    private final String fileName;
    private final Outcome expected;
    private final int pages;
    private final Supplier<byte[]> maker;

    ShippedDocument(String fileName, Outcome expected, int pages, Supplier<byte[]> maker) {
        this.fileName = fileName;
        this.expected = expected;
        this.pages = pages;
        this.maker = maker;
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
        return maker.get();
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
