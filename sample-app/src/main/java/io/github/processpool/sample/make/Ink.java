package io.github.processpool.sample.make;

import java.awt.Color;

/** The colours of the shipped documents. */
final class Ink {

    static final Color TEXT = new Color(0x1f2933);
    static final Color QUIET = new Color(0x6b7785);
    static final Color RULE = new Color(0xd5dbe1);
    static final Color PANEL = new Color(0xf2f5f7);
    static final Color ACCENT = new Color(0x0f6e6e);
    static final Color WARM = new Color(0xc8682c);
    static final Color WARNING = new Color(0xa3262a);

    private Ink() {}
}
