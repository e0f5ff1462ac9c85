package io.github.processpool.internal.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SimpleValuesTest {

    private static Object[] roundTrip(Object... values) throws IOException {
        assertThat(SimpleValues.areAll(values)).isTrue();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SimpleValues.write(values, bytes);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        Object[] read = SimpleValues.read(in);
        assertThat(in.available()).isZero();
        return read;
    }

    @Test
    void everyTypeIsTheSameAfterItHasBeenWrittenAndRead() throws IOException {
        Object[] values = {
            null,
            true,
            false,
            (byte) -128,
            (short) -32768,
            '\uFFFF',
            Integer.MIN_VALUE,
            Long.MAX_VALUE,
            -0.0f,
            Float.MIN_VALUE,
            -0.0,
            Double.MAX_VALUE,
            "",
            "text with \0 and \u20AC and \uD83D\uDE00"
        };

        assertThat(roundTrip(values)).containsExactly(values);
    }

    @Test
    void loneSurrogatesSurvive() throws IOException {
        assertThat(roundTrip("\uD800", "\uDC00\uD800", "a\uDFFFb"))
                .containsExactly("\uD800", "\uDC00\uD800", "a\uDFFFb");
    }

    @Test
    void theBitsOfNotANumberSurvive() throws IOException {
        double oddDouble = Double.longBitsToDouble(0x7ff8_0000_dead_beefL);
        float oddFloat = Float.intBitsToFloat(0x7fc0_beef);
        Object[] read = roundTrip(oddDouble, oddFloat);

        assertThat(Double.doubleToRawLongBits((Double) read[0])).isEqualTo(0x7ff8_0000_dead_beefL);
        assertThat(Float.floatToRawIntBits((Float) read[1])).isEqualTo(0x7fc0_beef);
    }

    @Test
    void theLongestStringAndTheMostValuesFit() throws IOException {
        String longest = "\u20AC".repeat(16_000);
        Object[] most = new Object[100];
        Arrays.fill(most, 7L);

        assertThat(roundTrip(longest)).containsExactly(longest);
        assertThat(roundTrip(most)).containsExactly(most);
    }

    @Test
    void theLastMayBeAnArrayOfSimpleValues() throws IOException {
        Object[] array = {1, "two", null, 3.0};

        assertThat(roundTrip("first", array)).containsExactly("first", array);
        assertThat(roundTrip((Object) new Object[0])).containsExactly((Object) new Object[0]);
        assertThat(SimpleValues.areAll(new Object[] {array, array})).isFalse();
        assertThat(SimpleValues.areAll(new Object[] {array, 1})).isFalse();
        assertThat(SimpleValues.areAll(new Object[] {new Object[] {array}})).isFalse();
        assertThat(SimpleValues.areAll(new Object[] {new Object[101]})).isFalse();
        assertThat(SimpleValues.areAll(new Object[] {new Integer[] {1}})).isFalse();
        byte[] first = {2, 'a', 0, 'n'};
        assertThatExceptionOfType(StreamCorruptedException.class)
                .isThrownBy(() -> SimpleValues.read(new DataInputStream(new ByteArrayInputStream(first))));
    }

    @Test
    void whatDoesNotFitIsNotSimple() {
        assertThat(SimpleValues.areAll(new Object[101])).isFalse();
        assertThat(SimpleValues.areAll(new Object[] {"x".repeat(16_001)})).isFalse();
        assertThat(SimpleValues.areAll(new Object[] {1, BigInteger.ONE})).isFalse();
        assertThat(SimpleValues.areAll(new Object[] {new int[0]})).isFalse();
    }

    @Test
    void anUnknownTagOrAnEarlyEndIsRefused() {
        assertThatExceptionOfType(StreamCorruptedException.class)
                .isThrownBy(() ->
                        SimpleValues.read(new DataInputStream(new ByteArrayInputStream(new byte[] {1, (byte) '?'}))));
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(
                        () -> SimpleValues.read(new DataInputStream(new ByteArrayInputStream(new byte[] {2, 'n'}))));
    }
}
