package io.github.processpool.internal.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private static final int LIMIT = 1 << 26;

    private static Frame frame(int type, int headerLength, int bodyLength) {
        Random random = new Random(type);
        byte[] header = new byte[headerLength];
        byte[] body = new byte[bodyLength];
        random.nextBytes(header);
        random.nextBytes(body);
        return new Frame((byte) type, header, body, bodyLength);
    }

    /** Returns the bytes that FrameWriter makes of frames, through a buffer of a certain size. */
    private static byte[] written(List<Frame> frames, int bufferSize) {
        ByteBuffer all =
                ByteBuffer.allocate(frames.stream().mapToInt(Frame::wireLength).sum());
        ByteBuffer buffer = ByteBuffer.allocate(bufferSize);
        FrameWriter writer = new FrameWriter();
        for (Frame frame : frames) {
            writer.begin(frame);
            while (!writer.isIdle()) {
                writer.copyInto(buffer);
                all.put(buffer.flip());
                buffer.clear();
            }
        }
        assertThat(all.hasRemaining()).isFalse();
        return all.array();
    }

    private static void assertSame(List<Frame> actual, List<Frame> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).type()).isEqualTo(expected.get(i).type());
            assertThat(actual.get(i).header()).isEqualTo(expected.get(i).header());
            assertThat(Arrays.copyOf(actual.get(i).body(), actual.get(i).bodyLength()))
                    .isEqualTo(Arrays.copyOf(
                            expected.get(i).body(), expected.get(i).bodyLength()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 10, 11, 64, 100, 1000, 10_000})
    void framesAreFoundWhateverThePiecesInWhichTheyCome(int fragment) throws ProtocolException {
        List<Frame> frames = List.of(
                frame(1, 0, 0), frame(2, 5, 0), frame(3, 0, 7), frame(4, 100, 1000), frame(5, 1, 1), frame(6, 0, 0));
        byte[] bytes = written(frames, 64);
        FrameReader reader = new FrameReader(LIMIT);
        List<Frame> found = new ArrayList<>();
        for (int start = 0; start < bytes.length; start += fragment) {
            ByteBuffer piece = ByteBuffer.wrap(bytes, start, Math.min(fragment, bytes.length - start));
            for (Frame frame = reader.next(piece); frame != null; frame = reader.next(piece)) {
                found.add(frame);
            }
            assertThat(piece.hasRemaining()).isFalse();
        }
        assertSame(found, frames);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 13, 4096, 1 << 20})
    void framesAreWrittenWhateverTheSizeOfTheBuffer(int bufferSize) throws ProtocolException {
        List<Frame> frames = List.of(frame(1, 3, 5), frame(2, 0, 0), frame(3, 9, 70_000));
        ByteBuffer bytes = ByteBuffer.wrap(written(frames, bufferSize));
        FrameReader reader = new FrameReader(LIMIT);

        assertSame(List.of(reader.next(bytes), reader.next(bytes), reader.next(bytes)), frames);
    }

    @Test
    void aBodyThatIsLongerThanTheFirstAllocationGrowsAsItComes() throws ProtocolException {
        Frame large = frame(1, 10, (1 << 24) + 12_345);
        ByteBuffer bytes = ByteBuffer.wrap(written(List.of(large), 1 << 16));

        assertSame(List.of(new FrameReader(LIMIT).next(bytes)), List.of(large));
    }

    @Test
    void onlyTheUsedPartOfABodyIsWritten() throws ProtocolException {
        Frame padded = new Frame((byte) 1, new byte[] {4}, new byte[] {1, 2, 3, 99, 99}, 3);
        ByteBuffer bytes = ByteBuffer.wrap(written(List.of(padded), 100));

        Frame read = new FrameReader(LIMIT).next(bytes);

        assertThat(read.body()).startsWith(1, 2, 3);
        assertThat(read.bodyLength()).isEqualTo(3);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, -1", "1048577, 0", "0, 67108865", "2147483647, 0", "0, 2147483647", "-2147483648, 5"})
    void aForgedLengthIsRefusedWithoutAnAllocation(int headerLength, int bodyLength) {
        ByteBuffer forged = ByteBuffer.allocate(Frame.PREFIX_LENGTH)
                .putInt(headerLength)
                .putInt(bodyLength)
                .put((byte) 1)
                .flip();
        FrameReader reader = new FrameReader(LIMIT);
        long before = allocatedBytes();

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> reader.next(forged))
                .withMessageContaining("limit");
        assertThat(allocatedBytes() - before).isLessThan(10 << 20);
    }

    @Test
    void aLengthIsNotBelievedBeforeTheBytesHaveCome() throws ProtocolException {
        FrameReader reader = new FrameReader(Integer.MAX_VALUE);
        ByteBuffer claim = ByteBuffer.allocate(1000)
                .putInt(0)
                .putInt(Integer.MAX_VALUE - 100)
                .put((byte) 1)
                .clear();
        long before = allocatedBytes();

        assertThat(reader.next(claim)).isNull();
        assertThat(allocatedBytes() - before).isLessThan(10 << 20);
    }

    @Test
    void aLongBodyTakesItsMemoryOnceAfterAFirstPart() throws ProtocolException {
        byte[] bytes = written(List.of(frame(1, 3, LIMIT)), 1 << 16);
        FrameReader reader = new FrameReader(LIMIT);
        long before = allocatedBytes();

        assertThat(reader.next(ByteBuffer.wrap(bytes))).isNotNull();

        assertThat(allocatedBytes() - before).isLessThan(LIMIT + (2 << 20));
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void aBodyForWhichTheHeapHasNoRoomIsPassedOverAndWhatIsBehindItIsRead() throws ProtocolException {
        Frame large = frame(2, 5, 3 << 20);
        byte[] bytes = written(List.of(frame(1, 3, 7), large, frame(3, 4, 5)), 64);
        FrameReader reader = new FrameReader(LIMIT, 2 << 20);
        ByteBuffer all = ByteBuffer.wrap(bytes);

        assertSame(List.of(reader.next(all)), List.of(frame(1, 3, 7)));
        Frame lost = reader.next(all);

        assertThat(lost.isLost()).isTrue();
        assertThat(lost.bodyLength()).isEqualTo(large.bodyLength());
        assertThat(lost.header()).isEqualTo(large.header());
        assertThat(lost.body()).isEmpty();
        assertSame(List.of(reader.next(all)), List.of(frame(3, 4, 5)));
    }

    @Test
    void onlyWhatIsNotCompleteCountsAsHeld() throws ProtocolException {
        byte[] bytes = written(List.of(frame(1, 10, 100)), 1000);
        FrameReader reader = new FrameReader(LIMIT);
        assertThat(reader.heldBytes()).isZero();

        reader.next(ByteBuffer.wrap(bytes, 0, 50));
        assertThat(reader.heldBytes()).isEqualTo(110);

        reader.next(ByteBuffer.wrap(bytes, 50, bytes.length - 50));
        assertThat(reader.heldBytes()).isZero();
    }
}
