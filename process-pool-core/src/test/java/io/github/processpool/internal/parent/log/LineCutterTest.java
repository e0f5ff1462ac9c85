package io.github.processpool.internal.parent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineCutterTest {

    private final List<String> lines = new ArrayList<>();
    private final LineCutter cutter = cutter(LineCutter.LONGEST_LOGGED);

    private LineCutter cutter(int longest) {
        return new LineCutter(
                (bytes, length) -> lines.add(new String(bytes, 0, length, StandardCharsets.UTF_8)), longest);
    }

    private void read(String text) {
        cutter.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void cutsAtLineFeeds() {
        read("one\n\ntwo\n");

        assertThat(lines).containsExactly("one", "", "two");
    }

    @Test
    void whatHasNoLineFeedAtTheEndIsALineToo() {
        read("one\ntw");

        assertThat(lines).containsExactly("one", "tw");
    }

    @Test
    void aLineThatIsTooLongIsCutBetweenTwoCharacters() {
        String text = "é".repeat(10_000);

        read("x" + text);

        assertThat(lines).hasSizeGreaterThan(1);
        assertThat(String.join("", lines)).isEqualTo("x" + text);
    }

    @Test
    void aLineThatIsPrintedAsItIsStaysWholeUpToAMegabyte() {
        String whole = "é".repeat(300_000);
        String tooLong = "x".repeat(LineCutter.LONGEST_PRINTED + 1);

        cutter(LineCutter.LONGEST_PRINTED)
                .read(new ByteArrayInputStream((whole + "\n\n" + tooLong + "\nend").getBytes(StandardCharsets.UTF_8)));

        assertThat(lines).containsExactly(whole, "", tooLong.substring(1), "x", "end");
    }

    @Test
    void whatWasReadBeforeAnErrorIsALine() {
        cutter.read(new InputStream() {
            private int count;

            @Override
            public int read() throws IOException {
                if (count++ < 3) {
                    return 'a';
                }
                throw new IOException("gone");
            }
        });

        assertThat(lines).containsExactly("aaa");
    }
}
