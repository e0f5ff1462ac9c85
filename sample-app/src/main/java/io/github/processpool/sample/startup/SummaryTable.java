package io.github.processpool.sample.startup;

import io.github.processpool.sample.document.DocumentView;
import io.github.processpool.sample.document.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The first round as a table of text: one line per document. */
final class SummaryTable {

    private static final List<String> HEAD = List.of("document", "pages", "result", "worker", "time", "what happened");

    private SummaryTable() {}

    static String of(List<DocumentView> documents) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        documents.forEach(document -> rows.add(row(document)));
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            appendRow(table, row, widths(rows));
        }
        return table.toString();
    }

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    static String result(DocumentView document) {
        return document.outcome() == null ? document.state() : words(document.outcome());
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case RENDERED -> "rendered";
            case DAMAGED -> "unreadable";
            case HEAP_EXHAUSTED, TIMED_OUT, WORKER_CRASHED -> "contained";
            case CANCELLED -> "cancelled";
            case MEMBER_LOST, NO_WORKER, FAILED -> "failed";
        };
    }

    private static List<String> row(DocumentView document) {
        return List.of(
                document.name(),
                document.pagesTotal() == 0 ? "-" : document.pagesDone() + "/" + document.pagesTotal(),
                result(document),
                worker(document),
                seconds(document.millis()),
                String.valueOf(document.words()));
    }

    static String worker(DocumentView document) {
        if (document.workerPid() == 0) {
            return "-";
        }
        return document.workerPid() + (document.member() == null ? "" : " on " + document.member());
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    /** The last column ends the line and needs no padding. */
    private static void appendRow(StringBuilder table, List<String> row, int[] widths) {
        table.append(System.lineSeparator()).append("  ");
        for (int i = 0; i < widths.length - 1; i++) {
            String cell = row.get(i);
            table.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
        }
        table.append(row.get(widths.length - 1));
    }
}
