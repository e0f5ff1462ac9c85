package io.github.processpool.internal.system;

import java.nio.ByteBuffer;

/**
 * Memory that this process shares with another one, or two parts of one process with each other: numbers at offsets, read and written
 * with volatile semantics or by compare-and-set, and plain bytes, to whose order their users see.
 *
 * <p>Every method may throw an {@link InternalError} when the other side has made the file behind it shorter.
 *
 * <p><b>Thread safety:</b> any thread, until it is released.
 */
public interface SharedBytes {

    /** Returns how long it is. */
    int length();

    /** Reads a number at an offset that is a multiple of eight. */
    long get(int offset);

    /** Writes a number at an offset that is a multiple of eight. */
    void set(int offset, long value);

    /** Writes a number if it is the expected one; returns whether it was. */
    boolean cas(int offset, long expected, long update);

    /** Returns a view of all of it, with a position and a limit of its own. */
    ByteBuffer view();

    /** Gives the memory back to the system, for both sides, as far as this side has made it: nobody may use it from now on. */
    void release();
}
