package io.github.processpool.spring.async.carry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PackedTextsTest {

    private static final String LONG = "x".repeat(10_000);

    @Test
    void textsOfEveryKindComeOutAsTheyWere() {
        String[] texts = {"", "a", "\u0000\u0001", "\uD83D\uDE00", "\uD83D", "1:2,3=4\n", LONG, ""};

        assertThat(PackedTexts.unpack(PackedTexts.of(texts))).containsExactly(texts);
        assertThat(PackedTexts.unpack(PackedTexts.of())).isEmpty();
        assertThat(PackedTexts.of("a") + PackedTexts.of("b", "c")).isEqualTo(PackedTexts.of("a", "b", "c"));
    }

    @Test
    void onlyTextsOfSomeLengthFit() {
        assertThat(PackedTexts.fits(LONG)).isTrue();
        assertThat(PackedTexts.fits(LONG + "x")).isFalse();
        assertThat(PackedTexts.fits(null)).isFalse();
        assertThat(PackedTexts.fits(1)).isFalse();
    }

    @Test
    void aMapArrivesAsItWasWhateverIsInIt() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("user", "me");
        texts.put("", "");

        assertThat(PackedTexts.of(texts)).isEqualTo(PackedTexts.of("user", "me", "", ""));
        assertThat(arrived(texts)).isEqualTo(texts);
        assertThat(arrived(Map.of("long", LONG + "x"))).isEqualTo(Map.of("long", LONG + "x"));
        assertThat(arrived(Collections.singletonMap("nothing", null))).containsEntry("nothing", null);
        assertThat(arrived(Map.of())).isEmpty();
    }

    private static Map<String, String> arrived(Map<String, String> entries) {
        Map<String, String> arrived = new HashMap<>();
        PackedTexts.unpack(PackedTexts.of(entries), arrived::put);
        return arrived;
    }
}
