package io.github.processpool.sample.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.sample.document.DocumentView;
import io.github.processpool.sample.document.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SummaryTableTest {

    @Test
    void alignsItsColumnsAndEndsWithWhatHappened() {
        DocumentView good = document("report.pdf", 5, 5, 4711, null, 1234, Outcome.RENDERED, "5 pages were rendered.");
        DocumentView bad =
                document("a.pdf", 0, 0, 0, null, 0, Outcome.TIMED_OUT, "It took longer than a document may take.");

        assertThat(SummaryTable.of(List.of(good, bad)).lines())
                .containsExactly(
                        "",
                        "  document    pages  result     worker  time   what happened",
                        "  report.pdf  5/5    rendered   4711    1.2 s  5 pages were rendered.",
                        "  a.pdf       -      contained  -       0.0 s  It took longer than a document may take.");
    }

    @Test
    void saysWhichInstanceHadADocument() {
        DocumentView elsewhere = document("a.pdf", 1, 1, 4711, "127.0.0.1:7801", 1234, Outcome.RENDERED, "Done.");

        assertThat(SummaryTable.of(List.of(elsewhere))).contains("  4711 on 127.0.0.1:7801  ");
    }

    private static DocumentView document(
            String name,
            long done,
            long total,
            long pid,
            @Nullable String member,
            long millis,
            Outcome outcome,
            String words) {
        return new DocumentView("d1", name, 1, null, 1, "done", done, total, pid, member, 1, millis, outcome, words);
    }
}
