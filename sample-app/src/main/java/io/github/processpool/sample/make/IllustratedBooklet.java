package io.github.processpool.sample.make;

import static io.github.processpool.sample.make.Canvas.MARGIN;
import static io.github.processpool.sample.make.Canvas.WIDTH;

/** A booklet of seven pages, most of them a computed picture with a caption. */
final class IllustratedBooklet {

    private IllustratedBooklet() {}

    static byte[] make() {
        try (PdfDraft draft = new PdfDraft("Six landscapes made of sines")) {
            try (Canvas page = draft.page()) {
                page.image(Picture.NIGHT.draw(300, 425), 0, 0, WIDTH, Canvas.HEIGHT);
                page.bold(MARGIN, 120, 30, Ink.PANEL, "Six landscapes");
                page.text(MARGIN, 152, 16, Ink.PANEL, "made of sines");
            }
            int number = 1;
            for (Picture picture : Picture.values()) {
                plate(draft, picture, number++);
            }
            return draft.toBytes();
        }
    }

    private static void plate(PdfDraft draft, Picture picture, int number) {
        try (Canvas page = draft.page()) {
            page.image(picture.draw(360, 403), MARGIN, MARGIN, WIDTH - 2 * MARGIN, 540);
            page.paragraph(MARGIN, 640, WIDTH - 2 * MARGIN, 14, Ink.TEXT, picture.caption());
            page.textEndingAt(WIDTH - MARGIN, 786, 11, Ink.QUIET, "Plate " + number);
        }
    }
}
