package io.github.processpool.internal.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.internal.wire.message.Message.Interrupt;
import io.github.processpool.testing.Threads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.WritableByteChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The promise: frames arrive whole, once and in order, whatever fails on the way. */
@Timeout(120)
class OutboxTest {

    /** As often somebody looks before a writer is taken for lost. */
    private static final int LOOKS = 4;

    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    private int takes = Integer.MAX_VALUE;
    private int failures;
    private Runnable onWrite = () -> {};
    private Selector selector;
    private final Outbox outbox = new Outbox(new SocketOutlet(new Peer(), new Key()));

    /** Takes a few bytes at a time, and fails as often as wanted after it has taken some. */
    private final class Peer implements WritableByteChannel {

        @Override
        public int write(ByteBuffer bytes) {
            onWrite.run();
            int count = Math.min(takes, bytes.remaining());
            for (int i = 0; i < count; i++) {
                arrived.write(bytes.get());
            }
            if (failures > 0) {
                failures--;
                throw new OutOfMemoryError("of this test");
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** Nobody waits at a selector. */
    private final class Key extends AbstractSelectionKey {

        private int operations = SelectionKey.OP_READ;

        @Override
        public SelectableChannel channel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Selector selector() {
            return selector;
        }

        @Override
        public int interestOps() {
            return operations;
        }

        @Override
        public SelectionKey interestOps(int wanted) {
            operations = wanted;
            return this;
        }

        @Override
        public int readyOps() {
            return 0;
        }
    }

    @BeforeEach
    void open() throws IOException {
        selector = Selector.open();
    }

    @AfterEach
    void close() throws IOException {
        selector.close();
    }

    private byte[] undisturbed() {
        Outbox other = new Outbox(new SocketOutlet(new Peer(), new Key()));
        for (int i = 0; i < 3; i++) {
            other.post(new Interrupt(i, true));
        }
        other.flush();
        byte[] bytes = arrived.toByteArray();
        arrived.reset();
        return bytes;
    }

    @Test
    void aSendingThatFailsInTheMiddleOfAFrameGoesOnBehindWhatHasLeft() {
        byte[] expected = undisturbed();
        outbox.post(new Interrupt(0, true));
        outbox.post(new Interrupt(1, true));
        takes = 5;
        failures = 1;
        assertThatThrownBy(outbox::flush).isInstanceOf(OutOfMemoryError.class);
        takes = Integer.MAX_VALUE;
        outbox.post(new Interrupt(2, true));

        outbox.flush();

        assertThat(arrived.toByteArray()).isEqualTo(expected);
    }

    // -- Threads that vanish while they write: HotSpot may pop their frames without running their handlers --

    private static FutureTask<Void> start(Runnable action) {
        FutureTask<Void> task = new FutureTask<>(action, null);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private boolean isNobodyWriting() {
        boolean free = outbox.writeLock.tryLock();
        if (free) {
            outbox.writeLock.unlock();
        }
        return free;
    }

    /** It lives on, but is not in its write any more. */
    private Thread loseAWriter() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        Thread writer = new Thread(() -> {
            outbox.writeLock.lock();
            lost.countDown();
            LockSupport.park();
        });
        writer.setDaemon(true);
        writer.start();
        assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
        return writer;
    }

    @Test
    void whatIsPostedBehindAWriterThatWasLostLeavesNoMoreAndThoseWhoLookLearnOfIt() throws Exception {
        loseAWriter();
        outbox.post(new Interrupt(0, true));
        outbox.flush();
        assertThat(outbox.isLost()).isFalse();

        for (int i = 0; i < LOOKS; i++) {
            outbox.lookAtWriter();
        }

        assertThat(outbox.isLost()).isTrue();
        outbox.post(new Interrupt(1, true));
        outbox.flush();
        assertThat(arrived.size()).isZero();
    }

    @Test
    void nobodyWaitsForEverForAWriterThatWasLost() throws Exception {
        outbox.post(new Interrupt(0, true));
        takes = 1;
        FutureTask<Void> waiter = start(outbox::awaitSent);
        Awaitility.await().until(() -> arrived.size() > 0 && isNobodyWriting());
        loseAWriter();
        FutureTask<Void> receiver = start(outbox::onRoom);
        FutureTask<Void> closer = start(outbox::close);

        waiter.get(30, TimeUnit.SECONDS);
        receiver.get(30, TimeUnit.SECONDS);
        closer.get(30, TimeUnit.SECONDS);
        assertThat(outbox.isLost()).isTrue();
    }

    @Test
    void aWriterThatIsInItsWriteForLongIsNotTakenForLost() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        byte[] expected = undisturbed();
        CountDownLatch inWrite = new CountDownLatch(1);
        onWrite = () -> {
            inWrite.countDown();
            Threads.awaitUninterruptibly(go);
        };
        for (int i = 0; i < 3; i++) {
            outbox.post(new Interrupt(i, true));
        }
        FutureTask<Void> writer = start(outbox::flush);
        assertThat(inWrite.await(30, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < 10 * LOOKS; i++) {
            outbox.lookAtWriter();
        }

        assertThat(outbox.isLost()).isFalse();
        go.countDown();
        writer.get(30, TimeUnit.SECONDS);
        assertThat(arrived.toByteArray()).isEqualTo(expected);
    }

    /** Its lock was released by a caller whose frames were left, and what it has written is not known. */
    @Test
    void aWriteThatWasLeftInTheMiddleIsTheLastOne() {
        onWrite = () -> {
            onWrite = () -> {};
            outbox.post(new Interrupt(1, true));
            outbox.flush();
        };
        outbox.post(new Interrupt(0, true));
        outbox.flush();

        assertThat(outbox.isLost()).isTrue();
        int before = arrived.size();
        outbox.post(new Interrupt(2, true));
        outbox.flush();
        assertThat(arrived.size()).isEqualTo(before);
    }
}
