package io.github.processpool.internal.wire.page;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that two processes have mapped into their memory: numbers at offsets, which {@link Scoreboard}, {@link Vitals} and {@link
 * ProgressNote} give their meaning.
 *
 * <p><b>Thread safety:</b> numbers are read and written with volatile semantics or by compare-and-set; bytes are plain, and
 * whoever uses them sees to their order.
 */
final class SharedPage {

    private static final int SIZE = 4096;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();

    private final ByteBuffer bytes;

    private SharedPage(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.nativeOrder());
    }

    static SharedPage create(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // Written in full, so that a full disk is an error here and not a fault at the first access.
            channel.write(ByteBuffer.allocate(SIZE));
            return new SharedPage(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
        }
    }

    static SharedPage open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new SharedPage(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
        }
    }

    long get(int offset) {
        return (long) LONGS.getVolatile(bytes, offset);
    }

    void set(int offset, long value) {
        LONGS.setVolatile(bytes, offset, value);
    }

    boolean cas(int offset, long expected, long update) {
        return LONGS.compareAndSet(bytes, offset, expected, update);
    }

    int getInt(int offset) {
        return (int) INTS.getVolatile(bytes, offset);
    }

    void setInt(int offset, int value) {
        INTS.setVolatile(bytes, offset, value);
    }

    byte getByte(int offset) {
        return bytes.get(offset);
    }

    void copyTo(int offset, byte[] target) {
        bytes.get(offset, target);
    }

    void copyFrom(int offset, byte[] source) {
        bytes.put(offset, source);
    }
}
