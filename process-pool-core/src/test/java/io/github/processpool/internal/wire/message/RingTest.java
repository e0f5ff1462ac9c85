package io.github.processpool.internal.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.internal.wire.page.Scoreboard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two ends of a ring, moved by hand. */
class RingTest {

    @TempDir
    Path folder;

    private final Bell bell = new Bell();
    private Ring ring;
    private RingWriter writer;
    private RingReader reader;

    /** Counts the strokes, and fails as often as wanted. */
    private static final class Bell implements ByteChannel {

        private int strokes;
        private int failures;

        @Override
        public int write(ByteBuffer bytes) {
            if (failures > 0) {
                failures--;
                throw new OutOfMemoryError("of this test");
            }
            strokes++;
            return bytes.remaining();
        }

        @Override
        public int read(ByteBuffer bytes) {
            return 0;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void make() throws IOException {
        Scoreboard page = Scoreboard.create(folder.resolve("page"));
        page.seal();
        ring = Ring.half(page.streams(), 0);
        writer = new RingWriter(ring, new Doorbell(bell));
        reader = new RingReader(ring, new Doorbell(bell));
    }

    private boolean write(int count) throws IOException {
        writer.room().put(new byte[count]);
        return writer.send(true);
    }

    /** Returns how much it took to leave no room. */
    private int fill() throws IOException {
        int all = 0;
        for (int room = writer.room().remaining();
                room > 0;
                room = writer.room().remaining()) {
            write(room);
            all += room;
        }
        return all;
    }

    private int take() throws IOException {
        int count = reader.fill();
        reader.bytes().position(reader.bytes().limit());
        reader.taken();
        return count;
    }

    @Test
    void theDoorbellIsRungOnceForASleepingReaderAndNotForOneThatIsAwake() throws IOException {
        write(10);
        assertThat(bell.strokes).isZero();
        assertThat(take()).isEqualTo(10);
        assertThat(reader.mayBlock()).isTrue();

        write(10);
        write(10);

        assertThat(bell.strokes).isEqualTo(1);
    }

    @Test
    void aReaderDoesNotSleepIfBytesHaveComeBeforeItSaidSo() throws IOException {
        write(10);

        assertThat(reader.mayBlock()).isFalse();
    }

    @Test
    void aWriterWithoutRoomSaysSoAndIsToldWhenThereIsSome() throws IOException {
        assertThat(fill()).isEqualTo(ring.capacity());
        assertThat(writer.send(true)).isFalse();
        assertThat(writer.expectRoom(true)).isFalse();

        int taken = take();

        assertThat(bell.strokes).isEqualTo(1);
        assertThat(writer.expectRoom(true)).isTrue();
        assertThat(writer.send(true)).isTrue();
        assertThat(writer.room().remaining()).isEqualTo(taken);
    }

    @Test
    void theReaderHasTheFirstBytesOfManyBeforeTheLastAreWritten() throws IOException {
        int first = writer.room().remaining();
        write(first);

        assertThat(first).isLessThanOrEqualTo(ring.capacity() / 4);
        assertThat(take()).isEqualTo(first);
    }

    @Test
    void theWriterHasRoomBeforeTheReaderHasTakenAll() throws IOException {
        fill();

        int taken = take();

        assertThat(taken).isLessThanOrEqualTo(ring.capacity() / 4);
        assertThat(writer.send(true)).isTrue();
        assertThat(writer.room().remaining()).isEqualTo(taken);
    }

    @Test
    void bytesComeInTheirOrderAcrossTheEndOfTheRing() throws IOException {
        byte next = 0;
        byte expected = 0;
        for (int sent = 0, got = 0; got < 3 * ring.capacity(); ) {
            ByteBuffer room = writer.room();
            while (room.hasRemaining()) {
                room.put(next++);
                sent++;
            }
            writer.send(false);
            while (sent > got && reader.fill() > 0) {
                for (ByteBuffer bytes = reader.bytes(); bytes.hasRemaining(); got++) {
                    assertThat(bytes.get()).isEqualTo(expected++);
                }
                reader.taken();
            }
        }
    }

    @Test
    void whatWasPutInIsSentThoughAnErrorHasComeInBetween() throws IOException {
        writer.room().put(new byte[10]);
        assertThat(writer.isEmpty()).isFalse();

        writer.room().put(new byte[5]);
        writer.send(true);

        assertThat(writer.isEmpty()).isTrue();
        assertThat(take()).isEqualTo(15);
    }

    @Test
    void aReaderWhomAnErrorHasKeptFromBeingWokenIsRemindedUntilItHasRead() throws IOException {
        assertThat(reader.mayBlock()).isTrue();
        writer.room().put(new byte[10]);
        bell.failures = 1;
        assertThatThrownBy(() -> writer.send(true)).isInstanceOf(OutOfMemoryError.class);

        writer.remind();
        assertThat(bell.strokes).isEqualTo(1);
        take();
        writer.remind();

        assertThat(bell.strokes).isEqualTo(1);
    }
}
