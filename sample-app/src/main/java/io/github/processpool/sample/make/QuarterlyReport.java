package io.github.processpool.sample.make;

import static io.github.processpool.sample.make.Canvas.MARGIN;
import static io.github.processpool.sample.make.Canvas.WIDTH;

import java.awt.Color;
import java.util.Locale;

/** A report of five pages: a cover, running text, a bar chart, a line chart and a table. */
final class QuarterlyReport {

    private static final String[] HARBOURS = {"North Quay", "Old Basin", "Ferry Pier", "Dry Dock", "Lighthouse"};
    private static final int[] ARRIVALS = {412, 365, 528, 187, 296};
    private static final int[] WEEKS = {31, 34, 33, 40, 44, 41, 47, 52, 49, 55, 58, 54, 61};
    private static final float INNER = WIDTH - 2 * MARGIN;

    private QuarterlyReport() {}

    static byte[] make() {
        try (PdfDraft draft = new PdfDraft("Harbour report, fourth quarter")) {
            cover(draft);
            summary(draft);
            arrivals(draft);
            weeks(draft);
            table(draft);
            return draft.toBytes();
        }
    }

    private static void cover(PdfDraft draft) {
        try (Canvas page = draft.page()) {
            page.fill(0, 0, WIDTH, 330, Ink.ACCENT);
            page.bold(MARGIN, 200, 34, Color.WHITE, "Harbour report");
            page.text(MARGIN, 240, 18, Color.WHITE, "Fourth quarter");
            for (int wave = 0; wave < 5; wave++) {
                page.stroke(3, wave % 2 == 0 ? Ink.ACCENT : Ink.WARM, wave(400 + wave * 46));
            }
            page.text(MARGIN, 760, 11, Ink.QUIET, "Made by the sample application. Every figure is invented.");
        }
    }

    private static void summary(PdfDraft draft) {
        try (Canvas page = draft.page()) {
            float at = heading(page, "Summary");
            at = paragraph(
                    page,
                    at,
                    "More ships called at the five berths than in any quarter before. The growth came"
                            + " from small ferries, which stay for less than an hour and need little room on the quay.");
            at = paragraph(
                    page,
                    at,
                    "The dry dock was closed for nineteen days while its gate was replaced. Without that"
                            + " closure the number of repairs would have been about the same as a year ago.");
            at = paragraph(
                    page,
                    at,
                    "Waiting times fell again. A ship that was announced a day ahead waited eleven minutes"
                            + " for its berth, one that came unannounced waited three quarters of an hour.");
            page.fill(MARGIN, at + 10, INNER, 96, Ink.PANEL);
            page.bold(MARGIN + 20, at + 50, 26, Ink.ACCENT, "1 788");
            page.text(MARGIN + 20, at + 76, 11, Ink.QUIET, "arrivals in thirteen weeks");
            page.bold(MARGIN + 270, at + 50, 26, Ink.WARM, "11 min");
            page.text(MARGIN + 270, at + 76, 11, Ink.QUIET, "median wait of announced ships");
        }
    }

    private static void arrivals(PdfDraft draft) {
        try (Canvas page = draft.page()) {
            float top = heading(page, "Arrivals by berth") + 20;
            float floor = top + 400;
            for (int step = 0; step <= 6; step++) {
                float y = floor - step * 64;
                page.stroke(0.6f, Ink.RULE, MARGIN + 30, y, WIDTH - MARGIN, y);
                page.textEndingAt(MARGIN + 22, y + 4, 9, Ink.QUIET, Integer.toString(step * 100));
            }
            for (int i = 0; i < HARBOURS.length; i++) {
                float x = MARGIN + 48 + i * 88;
                float height = ARRIVALS[i] * 0.64f;
                page.fill(x, floor - height, 54, height, i == 2 ? Ink.WARM : Ink.ACCENT);
                page.bold(x + 14, floor - height - 8, 11, Ink.TEXT, Integer.toString(ARRIVALS[i]));
                page.text(x - 4, floor + 20, 10, Ink.TEXT, HARBOURS[i]);
            }
        }
    }

    private static void weeks(PdfDraft draft) {
        try (Canvas page = draft.page()) {
            float floor = heading(page, "Arrivals per week at the ferry pier") + 340;
            float[] points = new float[WEEKS.length * 2];
            for (int i = 0; i < WEEKS.length; i++) {
                points[2 * i] = MARGIN + 20 + i * 36;
                points[2 * i + 1] = floor - WEEKS[i] * 4.5f;
                page.textEndingAt(points[2 * i] + 5, floor + 18, 9, Ink.QUIET, Integer.toString(i + 1));
            }
            page.stroke(1, Ink.RULE, MARGIN, floor, WIDTH - MARGIN, floor);
            page.stroke(2.5f, Ink.ACCENT, points);
            for (int i = 0; i < WEEKS.length; i++) {
                page.fill(points[2 * i] - 3, points[2 * i + 1] - 3, 6, 6, Ink.WARM);
            }
            paragraph(
                    page,
                    floor + 60,
                    "Week by week the curve is uneven, because two storms emptied the pier for a day"
                            + " each; over the quarter the number of arrivals nearly doubled.");
        }
    }

    private static void table(PdfDraft draft) {
        try (Canvas page = draft.page()) {
            float at = heading(page, "Berths in figures") + 6;
            page.fill(MARGIN, at - 16, INNER, 24, Ink.ACCENT);
            row(page, at, Color.WHITE, "Berth", "Arrivals", "Per day", "Share");
            for (int i = 0; i < HARBOURS.length; i++) {
                at += 26;
                page.stroke(0.6f, Ink.RULE, MARGIN, at + 9, WIDTH - MARGIN, at + 9);
                row(
                        page,
                        at,
                        Ink.TEXT,
                        HARBOURS[i],
                        Integer.toString(ARRIVALS[i]),
                        String.format(Locale.ROOT, "%.1f", ARRIVALS[i] / 91.0),
                        String.format(Locale.ROOT, "%.0f %%", ARRIVALS[i] / 17.88));
            }
        }
    }

    private static void row(Canvas page, float y, Color color, String... cells) {
        page.text(MARGIN + 12, y, 11, color, cells[0]);
        for (int i = 1; i < cells.length; i++) {
            page.textEndingAt(MARGIN + 160 + i * 100, y, 11, color, cells[i]);
        }
    }

    private static float heading(Canvas page, String line) {
        page.bold(MARGIN, 90, 22, Ink.TEXT, line);
        page.fill(MARGIN, 104, 60, 3, Ink.WARM);
        return 146;
    }

    private static float paragraph(Canvas page, float y, String text) {
        return page.paragraph(MARGIN, y, INNER, 12, Ink.TEXT, text) + 10;
    }

    private static float[] wave(float y) {
        float[] points = new float[2 * 61];
        for (int i = 0; i <= 60; i++) {
            points[2 * i] = WIDTH * i / 60;
            points[2 * i + 1] = y + (float) (12 * StrictMath.sin(i * 0.42 + y));
        }
        return points;
    }
}
