package io.github.processpool.internal.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CustomValuesTest {

    private static final int LIMIT = 100_000;

    /** Writes a text as one byte per character, and reads more than it has written if it is let. */
    private static final class Greedy implements PayloadSerializer {
        private static final long serialVersionUID = 1L;

        @Override
        public void write(Object value, OutputStream target) throws IOException {
            for (char character : ((String) value).toCharArray()) {
                target.write(character);
            }
        }

        @Override
        public Object read(InputStream source) throws IOException {
            StringBuilder text = new StringBuilder();
            for (int next = source.read(); next >= 0; next = source.read()) {
                text.append((char) next);
            }
            return text.toString();
        }
    }

    private final DefinitionTable table = new DefinitionTable();
    private final Definitions definitions = new Definitions(CustomValuesTest.class.getClassLoader());
    private final CustomValues values = new CustomValues(new Greedy(), Sharing.NOTHING);

    private Payload write(Object... all) throws IOException {
        EncodedValue encoded = values.write(all, 0, table, LIMIT);
        for (int number : encoded.definitions()) {
            definitions.define(table.definition(number));
        }
        return encoded.payload();
    }

    private Object[] read(Payload payload) throws IOException, ClassNotFoundException {
        return values.read(payload, new Decoding(definitions, Sharing.NOTHING, new ValueFilter("", false), values));
    }

    @Test
    void noValueReadsWhatIsAnothers() throws Exception {
        assertThat(read(write("a", null, "", "bcd"))).containsExactly("a", null, "", "bcd");
    }

    @Test
    void exceptionsAndValuesStandSideBySide() throws Exception {
        Object[] back = read(write("a", new IllegalStateException("x"), "b"));

        assertThat(back[0]).isEqualTo("a");
        assertThat(back[1]).isInstanceOf(IllegalStateException.class);
        assertThat(back[2]).isEqualTo("b");
    }

    @Test
    void aDefinitionThatManyValuesNeedIsNamedOnce() throws Exception {
        Object[] exceptions = new Object[500];
        Arrays.setAll(exceptions, i -> new IllegalStateException("x" + i));

        int[] many = values.write(exceptions, 0, table, 10 << 20).definitions();

        assertThat(many).doesNotHaveDuplicates().isNotEmpty();
        assertThat(values.write(new Object[] {exceptions[0]}, 0, table, LIMIT).definitions())
                .containsExactlyInAnyOrder(many);
    }

    @Test
    void theLimitIsForAllValuesTogether() throws Exception {
        write("x".repeat(40_000), "x".repeat(40_000));

        assertThatThrownBy(() -> write("x".repeat(40_000), "x".repeat(70_000)))
                .isInstanceOf(PayloadOutput.LimitExceededException.class);
    }

    @Test
    void whatIsNoPayloadIsRefused() throws Exception {
        Payload good = write("abc", "def");

        for (int length = 0; length < good.length(); length++) {
            Payload cut = new Payload(Payload.Form.CUSTOM, Arrays.copyOf(good.bytes(), length), length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> read(new Payload(Payload.Form.CUSTOM, new byte[] {127, 0, 0, 0, 'n'}, 5)))
                .isInstanceOf(InvalidObjectException.class);
    }

    @Test
    void randomBytesAreRefusedOrReadButNeverAskForMoreThanThereIs() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[4 + random.nextInt(40)];
            random.nextBytes(bytes);
            Arrays.fill(bytes, 0, 3, (byte) 0);
            bytes[3] = (byte) random.nextInt(4);
            try {
                Object[] back = read(new Payload(Payload.Form.CUSTOM, bytes, bytes.length));
                assertThat(back.length).isLessThanOrEqualTo(bytes.length);
            } catch (IOException | ClassNotFoundException e) {
                assertThat(e).hasMessageNotContaining("OutOfMemory");
            }
        }
    }

    @Test
    void aPoolWithoutSerializerRefusesSuchAPayload() throws Exception {
        JavaCodec codec = new JavaCodec(table, definitions, "", LIMIT, Sharing.NOTHING);

        assertThatThrownBy(() -> codec.readValue(write("a")))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("serializer");
    }
}
