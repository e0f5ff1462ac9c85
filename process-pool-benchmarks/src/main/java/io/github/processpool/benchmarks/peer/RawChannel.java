package io.github.processpool.benchmarks.peer;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Length-prefixed messages over one Unix socket, coalesced until {@link #flush()}: the least that a pool must do.
 *
 * <p>Waits in one of two ways. Blocking reads go to sleep in the kernel at once. The yielding spin tries again for up
 * to 20 µs, giving the core away between tries, and sleeps in a selector after that.
 *
 * <p><b>Thread safety:</b> none; each end belongs to one thread.
 */
final class RawChannel implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final long SPIN_NANOS = 20_000;

    private final SocketChannel socket;
    private final boolean spins;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);

    RawChannel(SocketChannel socket, boolean spins) throws IOException {
        this.socket = socket;
        this.spins = spins;
        this.selector = Selector.open();
        if (spins) {
            socket.configureBlocking(false);
            socket.register(selector, SelectionKey.OP_READ);
        }
    }

    void send(byte[] message) throws IOException {
        if (out.remaining() < Integer.BYTES) {
            flush();
        }
        out.putInt(message.length);
        for (int sent = 0; sent < message.length; ) {
            if (!out.hasRemaining()) {
                flush();
            }
            int part = Math.min(out.remaining(), message.length - sent);
            out.put(message, sent, part);
            sent += part;
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // The way to wait that this channel is there to measure.
    void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            if (socket.write(out) == 0) {
                Thread.yield();
            }
        }
        out.clear();
    }

    byte[] receive() throws IOException {
        if (in.remaining() < Integer.BYTES) {
            fill(Integer.BYTES);
        }
        byte[] message = new byte[in.getInt()];
        for (int read = 0; read < message.length; ) {
            if (!in.hasRemaining()) {
                fill(1);
            }
            int part = Math.min(in.remaining(), message.length - read);
            in.get(message, read, part);
            read += part;
        }
        return message;
    }

    /** Whether more has come already, so that a reply need not be flushed yet. */
    boolean hasMore() {
        return in.hasRemaining();
    }

    private void fill(int wanted) throws IOException {
        in.compact();
        while (in.position() < wanted) {
            if (spins) {
                awaitBytes();
            } else {
                read();
            }
        }
        in.flip();
    }

    @SuppressWarnings("ThreadPriorityCheck") // The way to wait that this channel is there to measure.
    private void awaitBytes() throws IOException {
        long giveUp = System.nanoTime() + SPIN_NANOS;
        while (read() == 0) {
            if (System.nanoTime() < giveUp) {
                Thread.yield();
            } else {
                selector.select(key -> {});
            }
        }
    }

    private int read() throws IOException {
        int count = socket.read(in);
        if (count < 0) {
            throw new EOFException("The other end closed the socket");
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        socket.close();
    }
}
