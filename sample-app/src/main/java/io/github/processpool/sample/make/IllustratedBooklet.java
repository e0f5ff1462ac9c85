package io.github.processpool.sample.make;

import static io.github.processpool.sample.make.Canvas.MARGIN;
import static io.github.processpool.sample.make.Canvas.WIDTH;

import java.util.Map;

/** A booklet of seven pages, most of them a computed picture with a caption. */
final class IllustratedBooklet {

    private static final Map<Picture, String> CAPTIONS = Map.of(
            Picture.DUNES, "Dunes. Two sine waves for the crests and a gradient for the evening sky.",
            Picture.LAGOON, "Lagoon. The rings of two stones that fell into the same water.",
            Picture.COAST, "Coast. A small piece of the Mandelbrot set, which looks like a shore from above.",
            Picture.NIGHT, "Night. A disc, its halo, and hills that are cut out of the dark.",
            Picture.MEADOW, "Meadow. Blades of grass from two waves that disturb each other.",
            Picture.WEAVE, "Weave. Warp and weft, with a third wave that makes the cloth shimmer.");

    private IllustratedBooklet() {}

    static byte[] make() {
        try (PdfDraft draft = new PdfDraft("Six landscapes made of sines")) {
            try (Canvas page = draft.page()) {
                page.image(Picture.NIGHT.draw(300, 425), 0, 0, WIDTH, Canvas.HEIGHT);
                page.bold(MARGIN, 120, 30, Ink.PANEL, "Six landscapes");
                page.text(MARGIN, 152, 16, Ink.PANEL, "made of sines");
            }
            for (Picture picture : Picture.values()) {
                plate(draft, picture);
            }
            return draft.toBytes();
        }
    }

    private static void plate(PdfDraft draft, Picture picture) {
        try (Canvas page = draft.page()) {
            page.image(picture.draw(360, 403), MARGIN, MARGIN, WIDTH - 2 * MARGIN, 540);
            page.paragraph(MARGIN, 640, WIDTH - 2 * MARGIN, 14, Ink.TEXT, CAPTIONS.get(picture));
            page.textEndingAt(WIDTH - MARGIN, 786, 11, Ink.QUIET, "Plate " + (picture.ordinal() + 1));
        }
    }
}
