package io.github.processpool.benchmarks.peer;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The worker process of the raw socket: connects to the address it is given, and answers each message.
 *
 * <p>The first byte of a message says what to do: {@link #ECHO} returns the message, {@link #BURN} burns the CPU time
 * in the eight bytes behind it and returns what it burned, {@link #HEAP_TAKEN} returns how many bytes of heap were taken.
 */
public final class RawSocketWorker {

    static final byte ECHO = 0;
    static final byte BURN = 1;
    static final byte HEAP_TAKEN = 2;

    private RawSocketWorker() {}

    /** Arguments: the socket's address, and whether to spin before blocking. */
    public static void main(String[] args) throws IOException {
        SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(args[0]));
        try (RawChannel channel = new RawChannel(socket, Boolean.parseBoolean(args[1]))) {
            while (true) {
                channel.send(answerTo(channel.receive()));
                if (!channel.hasMore()) {
                    channel.flush();
                }
            }
        } catch (EOFException e) {
            // The driver has ended, and so does this process.
        }
    }

    private static byte[] answerTo(byte[] message) {
        if (message[0] == ECHO) {
            return message;
        }
        long figure = message[0] == HEAP_TAKEN
                ? HeapTaken.here()
                : CpuBurner.burn(ByteBuffer.wrap(message, 1, Long.BYTES).getLong());
        return ByteBuffer.allocate(Long.BYTES).putLong(figure).array();
    }
}
