package io.github.processpool;

import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * Memory that a pool's parent and its workers see together: a named, mapped file. Large data is written once and read where it
 * is needed, instead of being copied to every task. The handle is serializable: give it to a task as an argument or a captured
 * value, and the task maps the same memory at its first use.
 *
 * <pre>{@code
 * try (SharedBuffer pixels = pool.sharedBuffer(image.length)) {
 *     pixels.buffer().put(image);
 *     int half = image.length / 2;
 *     ProcessFuture<Long> top = pool.submit(() -> sum(pixels.slice(0, half)));
 *     ProcessFuture<Long> bottom = pool.submit(() -> sum(pixels.slice(half, half)));
 *     System.out.println(top.get() + bottom.get());
 * }
 * }</pre>
 *
 * <p>It is made by {@link ProcessPoolExecutor#sharedBuffer(long)}, filled with zeros, and all of its memory is there from then
 * on. It lies in {@code /dev/shm} where that exists and has room, else in the pool's temporary folder; in {@code /dev/shm} it
 * counts as memory of the container. The idea is that of Python's {@code multiprocessing.shared_memory.SharedMemory}.
 *
 * <p><b>Life:</b> {@link #close()} by the process that made it removes the file; so does the end of its pool. Views stay valid
 * after that, in every process, and the memory is given back when the last view of the last process has been collected as garbage;
 * so rather use one buffer again than make many. If the process
 * that made it is killed, its workers remove the file, or, if it had none, the next pool on this machine does.
 *
 * <p>The handle may be used in the tasks of any pool of the process that made it. As a result it is the parent's own object
 * again.
 *
 * <p><b>Thread safety:</b> the methods may be called from any thread; each call returns a view of its own. The bytes are plain
 * memory, as those of any {@link ByteBuffer}: what was written before a task was submitted is seen by the task, and what a task
 * has written is seen by who has its result. Between tasks that run at the same time nothing is ordered but by what they do
 * themselves, with {@link java.lang.invoke.MethodHandles#byteBufferViewVarHandle} for instance.
 */
public interface SharedBuffer extends Serializable, AutoCloseable {

    /**
     * Returns the name of the buffer: unique, and not to be guessed.
     *
     * @return a file name
     */
    String name();

    /**
     * Returns how large it is.
     *
     * @return bytes
     */
    long size();

    /**
     * Returns a view of all of it, from position 0 to its size, with big-endian order as every new {@code ByteBuffer}; in the
     * machine's own order, {@code order(ByteOrder.nativeOrder())}, large numbers are read faster.
     *
     * @return a direct buffer of its own position, limit and order
     * @throws IllegalStateException if it is larger than 2 GB, see {@link #slice}, or if it was closed here or by its owner
     * @throws java.io.UncheckedIOException if it can't be mapped
     */
    ByteBuffer buffer();

    /**
     * Returns a view of a part. With buffers beyond 2 GB each slice is a mapping of its own.
     *
     * @param offset where it begins, in bytes
     * @param length its length in bytes
     * @return a direct buffer from position 0 to that length, in big-endian order
     * @throws IndexOutOfBoundsException if that is not within the buffer
     * @throws IllegalStateException if it was closed here or by its owner
     * @throws java.io.UncheckedIOException if it can't be mapped
     */
    ByteBuffer slice(long offset, int length);

    /**
     * Ends the use of this object; views stay valid. In the process that made the buffer it removes the file, so that it can't be
     * opened any more. In a worker it closes nothing but this object. Closing twice does nothing.
     */
    @Override
    void close();
}
