package io.github.processpool.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Replaces what stands between two markers of a page, so that the text around them can be written by hand. */
final class PerformancePage {

    static final String BEGIN = "<!-- side-by-side: begin -->";
    static final String END = "<!-- side-by-side: end -->";

    private PerformancePage() {}

    /** Writes the report into the page; a page without markers gets them at its end, and one that is missing is made. */
    static void write(Path page, String report) throws IOException {
        String old = Files.exists(page) ? Files.readString(page) : "";
        Files.writeString(page, replaced(old, report));
    }

    static String replaced(String page, String report) {
        String section = BEGIN + "\n\n" + report.strip() + "\n\n" + END;
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END, Math.max(begin, 0));
        if (begin < 0 || end < 0) {
            return (page.isBlank() ? "" : page.stripTrailing() + "\n\n") + section + "\n";
        }
        return page.substring(0, begin) + section + page.substring(end + END.length());
    }
}
