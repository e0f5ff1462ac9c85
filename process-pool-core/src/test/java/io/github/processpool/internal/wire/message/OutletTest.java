package io.github.processpool.internal.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.internal.wire.message.Message.Interrupt;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What an outbox makes of an outlet without room, and of one that fails. */
class OutletTest {

    private final Way way = new Way();
    private final Outbox outbox = new Outbox(way);

    /** Has room, or none, and fails, as the test wants. */
    private final class Way implements Outlet {

        private final ByteBuffer bytes = ByteBuffer.allocate(1 << 10);
        private int sent;
        private boolean full;
        private boolean fullAfterAll = true;
        private boolean stuckBefore;
        private int failures;

        @Override
        public ByteBuffer room() {
            return bytes;
        }

        @Override
        public boolean isEmpty() {
            return bytes.position() == 0;
        }

        @Override
        public boolean send(boolean patient) {
            if (failures > 0) {
                failures--;
                throw new OutOfMemoryError("of this test");
            }
            if (full) {
                return false;
            }
            sent += bytes.position();
            bytes.clear();
            return true;
        }

        @Override
        public long sentBytes() {
            return sent;
        }

        @Override
        public boolean expectRoom(boolean expected) {
            stuckBefore |= expected && outbox.isStuck();
            full &= !expected || fullAfterAll;
            return !full;
        }

        @Override
        public void remind() {
            // Nobody sleeps.
        }
    }

    @Test
    void roomThatWasMadeJustBeforeSomebodySaidThatHeWaitsForItIsUsed() {
        way.full = true;
        way.fullAfterAll = false;
        outbox.post(new Interrupt(1, true));

        outbox.flush();

        assertThat(way.stuckBefore).isTrue(); // Otherwise a thread that is told of room in between would not go on.
        assertThat(way.sent).isPositive();
        assertThat(outbox.isStuck()).isFalse();
    }

    @Test
    void theReceivingThreadSendsOnWhenThereIsRoom() {
        way.full = true;
        outbox.post(new Interrupt(1, true));
        outbox.flush();
        assertThat(outbox.isStuck()).isTrue();
        assertThat(outbox.sendOn()).isFalse();

        way.full = false;

        assertThat(outbox.sendOn()).isTrue();
        assertThat(outbox.isStuck()).isFalse();
    }

    @Test
    void whatAnErrorHasLeftBehindIsSentThoughNoOtherMessageComes() {
        way.failures = 1;
        outbox.post(new Interrupt(1, true));
        assertThatThrownBy(outbox::flush).isInstanceOf(OutOfMemoryError.class);

        outbox.lookAtWriter();

        assertThat(way.sent).isPositive();
    }
}
