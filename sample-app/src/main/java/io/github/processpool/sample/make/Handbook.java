package io.github.processpool.sample.make;

import static io.github.processpool.sample.make.Canvas.MARGIN;
import static io.github.processpool.sample.make.Canvas.WIDTH;

import java.util.Random;

/** A handbook of forty pages of text, long enough to watch its progress. */
final class Handbook {

    static final int PAGES = 40;

    private static final String[] WHO = {
        "The keeper", "A good mate", "Whoever stands watch", "The new hand", "The pilot"
    };
    private static final String[] DOES = {"checks", "writes down", "greases", "counts", "coils", "calls out", "repairs"
    };
    private static final String[] WHAT = {
        "the mooring lines", "each lamp", "the depth at the pier", "every rope", "the tide table", "the spare anchor"
    };
    private static final String[] WHEN = {
        "before the tide turns", "at first light", "whenever the wind shifts", "twice a day", "without being asked"
    };

    private Handbook() {}

    static byte[] make() {
        Random random = new Random(40);
        try (PdfDraft draft = new PdfDraft("The harbour handbook")) {
            for (int number = 1; number <= PAGES; number++) {
                page(draft, number, random);
            }
            return draft.toBytes();
        }
    }

    private static void page(PdfDraft draft, int number, Random random) {
        try (Canvas page = draft.page()) {
            page.bold(MARGIN, 90, 18, Ink.ACCENT, "Duty " + number);
            float at = 126;
            for (int paragraph = 0; paragraph < 6; paragraph++) {
                at = page.paragraph(MARGIN, at, WIDTH - 2 * MARGIN, 12, Ink.TEXT, sentences(random)) + 8;
            }
            page.textEndingAt(WIDTH - MARGIN, 790, 10, Ink.QUIET, number + " / " + PAGES);
        }
    }

    private static String sentences(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            text.append(i == 0 ? "" : " ")
                    .append(pick(WHO, random))
                    .append(' ')
                    .append(pick(DOES, random))
                    .append(' ')
                    .append(pick(WHAT, random))
                    .append(' ')
                    .append(pick(WHEN, random))
                    .append('.');
        }
        return text.toString();
    }

    private static String pick(String[] words, Random random) {
        return words[random.nextInt(words.length)];
    }
}
