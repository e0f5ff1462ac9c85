package io.github.processpool.internal.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.Payload.Form;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PayloadOutputTest {

    @Test
    void growsUpToItsLimitAndNotBeyond() throws IOException {
        PayloadOutput out = new PayloadOutput(1000);
        out.write(new byte[999]);
        out.write(1);

        assertThatExceptionOfType(PayloadOutput.LimitExceededException.class)
                .isThrownBy(() -> out.write(2))
                .withMessageContaining("1000");
        assertThatExceptionOfType(PayloadOutput.LimitExceededException.class).isThrownBy(() -> out.write(new byte[1]));
        out.write(new byte[0]);
        assertThat(out.toPayload(Form.STREAM).length()).isEqualTo(1000);
    }

    @Test
    void aPieceThatWouldOverflowAnIntIsRefused() throws IOException {
        PayloadOutput out = new PayloadOutput(Integer.MAX_VALUE - 64);
        out.write(new byte[100]);
        byte[] small = new byte[10];

        assertThatExceptionOfType(PayloadOutput.LimitExceededException.class)
                .isThrownBy(() -> out.write(small, 0, Integer.MAX_VALUE - 100));
    }

    @Test
    void holdsExactlyWhatWasWritten() throws IOException {
        for (int length : new int[] {0, 1, 511, 512, 513, 65_535, 65_536, 200_000}) {
            byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) length);
            PayloadOutput out = new PayloadOutput(1 << 20);
            for (byte value : bytes) {
                out.write(value);
            }
            Payload payload = out.toPayload(Form.SIMPLE);

            assertThat(payload.form()).isEqualTo(Form.SIMPLE);
            assertThat(payload.length()).isEqualTo(length);
            assertThat(Arrays.copyOf(payload.bytes(), length)).isEqualTo(bytes);
        }
    }
}
