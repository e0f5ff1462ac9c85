package io.github.processpool.internal.wire.message;

import io.github.processpool.internal.system.SharedBytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One end of the private channel between the parent and one worker: takes messages from any thread, sends them in the order of
 * {@link #post}, and hands received ones to the one thread that calls {@link #receive} or {@link #poll}.
 *
 * <p>The socket is in non-blocking mode throughout, because a blocking one is <em>closed</em> when its thread is interrupted,
 * and threads of users write here. The {@link Outbox} sends; the receiving thread helps it when the socket has room again.
 *
 * <p>It does not interpret messages; it only refuses those that are not for its side.
 *
 * <p><b>Thread safety:</b> {@code post}, {@code flush}, {@code awaitSent} and {@code close} from any thread; {@code receive} and {@code
 * poll} from one at a time, which sees what the one before has read.
 */
public final class MessageChannel implements Closeable {

    private final SocketChannel socket;
    private final Selector selector;
    private final Side side;
    private final Outbox outbox;

    // -- Receiving: belongs to the receiving thread --
    private Inlet inlet;
    private @Nullable SharedBytes memory;

    private final FrameReader frameReader;
    private final SpinLimit spin = new SpinLimit();
    private final RoomListener room;
    private long receivedBytes;

    /** Takes the messages that arrive. */
    @FunctionalInterface
    public interface Receiver {

        /**
         * Called on the receiving thread, in order.
         *
         * @param message from the other side
         * @throws IOException ends the reception
         */
        void onMessage(Message message) throws IOException;
    }

    /**
     * Takes over a connected socket.
     *
     * @param socket connected; closed with this channel
     * @param maxBodyLength the largest body to accept, in bytes
     * @param side the side that reads here; messages for the other one are refused
     * @throws IOException if the socket is not usable
     */
    public MessageChannel(SocketChannel socket, int maxBodyLength, Side side) throws IOException {
        this.socket = socket;
        this.side = side;
        this.frameReader = new FrameReader(maxBodyLength);
        socket.configureBlocking(false);
        this.selector = Selector.open();
        this.inlet = new SocketInlet(socket);
        this.outbox = new Outbox(new SocketOutlet(socket, socket.register(selector, SelectionKey.OP_READ)));
        this.room = new RoomListener(outbox);
    }

    /**
     * From now on all bytes go through memory that both sides share, one half of it for each direction, and the socket is but a doorbell.
     * For the receiving thread, when all that was posted has left and all that was received has been taken; the other side does the same
     * at the same place of the streams.
     *
     * @param shared by both sides, and nobody's else
     * @throws IOException if something is still on its way
     */
    public void share(SharedBytes shared) throws IOException {
        memory = shared;
        Doorbell bell = new Doorbell(socket);
        boolean parent = side == Side.PARENT;
        outbox.turnTo(new RingWriter(Ring.half(shared, parent ? 0 : 1), bell));
        inlet = new RingReader(Ring.half(shared, parent ? 1 : 0), bell);
    }

    /**
     * Queues a message; {@link #flush} sends it. Does nothing once the peer is gone.
     *
     * @param message for the other side
     */
    public void post(Message message) {
        outbox.post(message);
    }

    /**
     * Returns how many bytes of log events, and of answers to calls, were posted that the socket has not taken yet: nothing else
     * that is posted without being waited for can be without end.
     *
     * @return bytes
     */
    public long waitingBytes() {
        return outbox.waitingBytes();
    }

    /**
     * Returns how much is kept of a message whose rest has not arrived; for the receiving thread.
     *
     * @return bytes
     */
    public long incompleteBytes() {
        return frameReader.heldBytes();
    }

    /**
     * Sends what is queued, as far as the socket takes it. If another thread is sending already, that one sends ours, too.
     * Never blocks and never fails: the receiving thread is the one that learns of a dead peer.
     */
    public void flush() {
        outbox.flush();
    }

    /**
     * Looks, from time to time, whether a thread has got lost while it was sending, as one may when the heap is full. Nobody knows
     * then what has left: nothing more does, and this end is of no use any more.
     *
     * @return whether that has happened
     */
    public boolean isLost() {
        outbox.lookAtWriter();
        return outbox.isLost();
    }

    /**
     * Waits until everything queued so far has left this process, whatever interrupts come; an interrupt is restored.
     */
    public void awaitSent() {
        outbox.awaitSent();
    }

    /**
     * Waits for bytes and hands on the messages that they complete. Yields for a moment before it blocks where answers come
     * sooner than a sleeping thread can be woken, and where the other side takes what is to be sent.
     *
     * @param receiver takes the messages
     * @param timeoutMillis how long to block; 0: until something comes
     * @return false at the end of the stream
     * @throws ProtocolException if the peer does not speak the protocol
     * @throws IOException if the receiver throws it
     */
    public boolean receive(Receiver receiver, long timeoutMillis) throws IOException {
        int count = look();
        if (count == 0) {
            count = awaitBytes(timeoutMillis);
        }
        take(count, receiver);
        return count >= 0;
    }

    /**
     * Hands on the messages that have come and waits for none. The receiving thread for this time is the one that calls it; who waits
     * in {@link #receive} next learns of the end of the stream.
     *
     * @param receiver takes the messages
     * @return whether something has come
     * @throws ProtocolException if the peer does not speak the protocol
     * @throws IOException if the receiver throws it
     */
    public boolean poll(Receiver receiver) throws IOException {
        int count = look();
        take(count, receiver);
        return count > 0;
    }

    private int look() throws IOException {
        if (outbox.isStuck()) {
            outbox.sendOn();
        }
        return inlet.fill();
    }

    private void take(int count, Receiver receiver) throws IOException {
        if (count > 0) {
            receivedBytes += count;
            handOn(inlet, receiver);
        }
    }

    /** Returns whether messages follow one another so quickly that it pays to look for the next one; for the receiving thread. */
    public boolean isBusy() {
        return spin.nanos() > 0;
    }

    /** Returns whether something that was posted waits for room, which the receiving thread has to notice. */
    public boolean isStuck() {
        return outbox.isStuck();
    }

    /** Whatever the receiver throws, no message is handed on twice. */
    private void handOn(Inlet from, Receiver receiver) throws IOException {
        ByteBuffer bytes = from.bytes();
        try {
            for (Frame frame = next(bytes); frame != null; frame = next(bytes)) {
                receiver.onMessage(MessageFormat.read(frame, side));
                if (from != inlet && bytes.hasRemaining()) {
                    throw new ProtocolException("more than was to come before the memory is shared");
                }
            }
        } finally {
            from.taken();
        }
    }

    private @Nullable Frame next(ByteBuffer bytes) throws ProtocolException {
        try {
            return frameReader.next(bytes);
        } catch (InternalError e) {
            throw RingReader.shortened(e);
        }
    }

    private int awaitBytes(long timeoutMillis) throws IOException {
        long start = System.nanoTime();
        long lastMove = start;
        long spinNanos = spin.nanos();
        int count = 0;
        while (count == 0 && System.nanoTime() - lastMove < (outbox.isStuck() ? SpinLimit.SPIN_NANOS : spinNanos)) {
            Thread.yield();
            if (outbox.isStuck() && outbox.sendOn()) {
                lastMove = System.nanoTime();
            }
            count = inlet.fill();
        }
        if (count == 0) {
            block(timeoutMillis);
            count = inlet.fill();
        }
        if (count != 0) {
            spin.waited(System.nanoTime() - start);
        }
        return count;
    }

    /** Returns how many bytes have arrived so far; for the receiving thread. */
    public long receivedBytes() {
        return receivedBytes;
    }

    /** Makes a blocked {@link #receive} return. */
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void close() {
        outbox.breakOff();
        try {
            socket.close();
            selector.close();
        } catch (IOException e) {
            // Closing is all that was left to do with it.
        }
        outbox.close();
    }

    /** Closes this channel when nobody receives any more, and gives the memory back that was shared. */
    public void closeForGood() {
        close();
        SharedBytes shared = memory;
        if (shared != null) {
            shared.release(); // Nobody writes, since it is broken, and nobody reads.
        }
    }

    private void block(long timeoutMillis) throws IOException {
        try {
            if (inlet.mayBlock()) {
                selector.select(room, timeoutMillis);
            }
        } catch (ClosedSelectorException e) {
            // Closed by another thread: the next read says so.
        }
        inlet.woken();
        if (outbox.isStuck()) {
            outbox.onRoom();
        }
    }

    /**
     * Returns how long reception spins before it blocks, for anybody who waits on the same event.
     *
     * @return nanoseconds
     */
    public static long spinNanos() {
        return SpinLimit.SPIN_NANOS;
    }
}
