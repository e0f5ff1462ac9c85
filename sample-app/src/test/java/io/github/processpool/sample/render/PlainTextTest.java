package io.github.processpool.sample.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void putsEverythingOnOneLine() {
        assertThat(PlainText.oneLine("  one\n\ttwo\u0000\u001b[31m three\r\n", 100))
                .isEqualTo("one two [31m three");
    }

    @Test
    void cutsLongTextAndSaysSo() {
        assertThat(PlainText.oneLine("abc def", 3)).isEqualTo("abc…");
        assertThat(PlainText.oneLine("abc", 3)).isEqualTo("abc");
    }

    @Test
    void neverCutsWithinACharacter() {
        assertThat(PlainText.oneLine("🚢🚢🚢", 2)).isEqualTo("🚢🚢…");
    }
}
