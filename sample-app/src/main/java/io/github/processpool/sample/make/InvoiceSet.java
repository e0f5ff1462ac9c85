package io.github.processpool.sample.make;

import static io.github.processpool.sample.make.Canvas.MARGIN;
import static io.github.processpool.sample.make.Canvas.WIDTH;

import java.util.Locale;
import java.util.Random;

/** Twelve invoices, one per page, as a billing run would put them into one file. */
final class InvoiceSet {

    static final int INVOICES = 12;

    private static final String[] CUSTOMERS = {"Alder & Sons", "Birch Bakery", "Cedar Books", "Dogwood Dairy"};
    private static final String[] GOODS = {
        "Rope, 20 m", "Lamp oil, 5 l", "Brass hook", "Sail cloth, per metre", "Tar, 10 kg", "Oak plank", "Compass"
    };
    private static final float RIGHT = WIDTH - MARGIN;

    private InvoiceSet() {}

    static byte[] make() {
        Random random = new Random(20260115);
        try (PdfDraft draft = new PdfDraft("Invoices of January")) {
            for (int number = 1; number <= INVOICES; number++) {
                invoice(draft, number, random);
            }
            return draft.toBytes();
        }
    }

    private static void invoice(PdfDraft draft, int number, Random random) {
        try (Canvas page = draft.page()) {
            page.fill(0, 0, 14, Canvas.HEIGHT, Ink.ACCENT);
            page.bold(MARGIN, 84, 22, Ink.TEXT, "Invoice");
            page.textEndingAt(RIGHT, 84, 12, Ink.QUIET, "No. 2026-" + (100 + number));
            page.text(MARGIN, 130, 12, Ink.TEXT, CUSTOMERS[number % CUSTOMERS.length]);
            page.text(MARGIN, 148, 12, Ink.QUIET, number + " Harbour Street");
            float at = line(page, 210, "Item", "Pieces", "Price", "Amount");
            int total = 0;
            for (int i = 0, lines = 3 + random.nextInt(9); i < lines; i++) {
                int pieces = 1 + random.nextInt(12);
                int cents = 150 + random.nextInt(9000);
                total += pieces * cents;
                String item = GOODS[random.nextInt(GOODS.length)];
                at = line(page, at, item, Integer.toString(pieces), money(cents), money(pieces * cents));
            }
            page.bold(RIGHT - 190, at + 26, 13, Ink.TEXT, "Total");
            page.textEndingAt(RIGHT, at + 26, 13, Ink.TEXT, money(total));
            page.text(
                    MARGIN, 780, 10, Ink.QUIET, "Payable within thirty days. Nobody owes this money; it is a sample.");
        }
    }

    private static float line(Canvas page, float y, String item, String pieces, String price, String amount) {
        page.text(MARGIN, y, 11, Ink.TEXT, item);
        page.textEndingAt(RIGHT - 190, y, 11, Ink.TEXT, pieces);
        page.textEndingAt(RIGHT - 90, y, 11, Ink.TEXT, price);
        page.textEndingAt(RIGHT, y, 11, Ink.TEXT, amount);
        page.stroke(0.6f, Ink.RULE, MARGIN, y + 8, RIGHT, y + 8);
        return y + 26;
    }

    private static String money(int cents) {
        return String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
    }
}
