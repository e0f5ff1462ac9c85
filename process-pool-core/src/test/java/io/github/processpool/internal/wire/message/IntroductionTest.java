package io.github.processpool.internal.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class IntroductionTest {

    private static final byte[] TOKEN = new byte[Introduction.TOKEN_LENGTH];

    static {
        Arrays.fill(TOKEN, (byte) 'T');
    }

    private static final Introduction INTRODUCTION =
            new Introduction(TOKEN, "/tmp/söcket", "/tmp/page", 4711, 1 << 28, "mark", true);

    private static byte[] written() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        INTRODUCTION.writeTo(bytes);
        return bytes.toByteArray();
    }

    @Test
    void isTheSameAfterItHasBeenWrittenAndRead() throws IOException {
        assertThat(Introduction.readFrom(new ByteArrayInputStream(written())))
                .usingRecursiveComparison()
                .isEqualTo(INTRODUCTION);
    }

    @Test
    void whatAUserTypesIsNotAnIntroduction() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> Introduction.readFrom(
                        new ByteArrayInputStream("hello world".getBytes(StandardCharsets.US_ASCII))))
                .withMessageContaining("no introduction");
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> Introduction.readFrom(new ByteArrayInputStream(new byte[0])));
    }

    @Test
    void everyEarlyEndIsAnError() throws IOException {
        byte[] whole = written();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(EOFException.class)
                    .isThrownBy(() -> Introduction.readFrom(new ByteArrayInputStream(cut)));
        }
    }

    @Test
    void theTokenIsNeverShown() {
        assertThat(INTRODUCTION.toString()).doesNotContain("TTTT").doesNotContain("84, 84");
    }

    // -- The mark that closes what a task has printed --

    @Test
    void aMarkIsFoundAtTheEndOfALineAndGivesItsTicket() {
        OutputMark mark = new OutputMark("secret");
        String line = "no line end" + new String(mark.bytes(4711), StandardCharsets.US_ASCII).stripTrailing();
        int index = mark.indexIn(line);

        assertThat(index).isEqualTo("no line end".length());
        assertThat(mark.ticketAt(line, index)).isEqualTo(OptionalLong.of(4711));
    }

    @Test
    void whatOnlyLooksLikeAMarkIsNone() {
        OutputMark mark = new OutputMark("secret");

        assertThat(mark.indexIn("secret:1")).isEqualTo(-1);
        assertThat(mark.indexIn("\0other:1")).isEqualTo(-1);
        assertThat(mark.ticketAt("\0secret:1x", 0)).isEmpty();
        assertThat(mark.ticketAt("\0secret:", 0)).isEmpty();
    }
}
