package io.github.processpool.sample.document;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Looks at what comes from outside before it reaches the catalog: names and the first bytes. Whether a file that begins like a
 * PDF is one, only a worker finds out.
 */
public final class PdfCheck {

    private static final int LONGEST_NAME = 120;

    /** Readers accept some bytes in front of the signature; PDFBox looks this far. */
    private static final int SIGNATURE_WITHIN = 1024;

    private PdfCheck() {}

    /** Returns the name as given if it is a plain file name. */
    public static String plainName(@Nullable String given) {
        if (given == null || given.isBlank()) {
            throw new RejectedDocumentException("The document has no name.");
        }
        String name = given.strip();
        if (name.contains("/") || name.contains("\\") || name.equals(".") || name.equals("..")) {
            throw new RejectedDocumentException("The name contains a path; only plain file names are accepted.");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new RejectedDocumentException("The name contains control characters.");
        }
        if (name.length() > LONGEST_NAME) {
            throw new RejectedDocumentException("The name is longer than " + LONGEST_NAME + " characters.");
        }
        return name;
    }

    public static void size(long bytes, DataSize largest) {
        if (bytes == 0) {
            throw new RejectedDocumentException("The file is empty.");
        }
        if (bytes > largest.toBytes()) {
            throw new RejectedDocumentException("The file is too large: " + megabytes(bytes) + ", accepted are up to "
                    + megabytes(largest.toBytes()) + ".");
        }
    }

    static void signature(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String beginning = new String(in.readNBytes(SIGNATURE_WITHIN), StandardCharsets.ISO_8859_1);
            if (!beginning.contains("%PDF-")) {
                throw new RejectedDocumentException("The file is not a PDF.");
            }
        }
    }

    private static String megabytes(long bytes) {
        double megabytes = bytes / (double) DataSize.ofMegabytes(1).toBytes();
        return BigDecimal.valueOf(megabytes)
                        .setScale(1, RoundingMode.CEILING)
                        .stripTrailingZeros()
                        .toPlainString()
                + " MB";
    }
}
