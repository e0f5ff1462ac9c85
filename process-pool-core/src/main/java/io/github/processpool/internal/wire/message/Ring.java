package io.github.processpool.internal.wire.message;

import io.github.processpool.internal.system.SharedBytes;

/**
 * One direction of a channel as memory that both sides share: bytes go in at one end, as a {@link RingWriter} writes them, and out at
 * the other, as a {@link RingReader} finds them. What is in it outlives the process that has written it, so bytes have left a process
 * as soon as they are here.
 *
 * <pre>{@code
 *    0  long   written: how many bytes have ever been put in; the writer's
 *   64  long   read: how many of them have been taken out; the reader's
 *  128  long   not 0: the reader sleeps, or is about to, and is to be woken when there are bytes
 *  192  long   not 0: the writer waits, or is about to, and is to be told when there is room
 *  256  bytes  the byte with number n is at n modulo their number
 * }</pre>
 *
 * <p>Neither side loses a wake-up: whoever is about to sleep says so first and looks again then; whoever has put in or taken out bytes
 * says so first and then looks whether the other one sleeps. Of several who see that, one takes the mark away, and wakes.
 *
 * <p>Neither side believes the other one's number: it can be anything if the other process is up to no good.
 *
 * <p><b>Thread safety:</b> immutable; each end belongs to one thread at a time.
 *
 * @param memory holds it
 * @param start where it begins there; a multiple of eight
 * @param capacity how many bytes it holds
 */
record Ring(SharedBytes memory, int start, int capacity) {

    private static final int WRITTEN = 0;
    private static final int READ = 64;
    private static final int READER_SLEEPS = 128;
    private static final int WRITER_WAITS = 192;
    private static final int BYTES = 256;
    private static final int STEP = 128 * 1024;

    /** Returns one of the two halves of a piece of memory. */
    static Ring half(SharedBytes memory, int number) {
        int half = memory.length() / 2;
        return new Ring(memory, number * half, half - BYTES);
    }

    long written() {
        return memory.get(start + WRITTEN);
    }

    void setWritten(long count) {
        memory.set(start + WRITTEN, count);
    }

    long read() {
        return memory.get(start + READ);
    }

    void setRead(long count) {
        memory.set(start + READ, count);
    }

    void setReaderSleeps(boolean sleeps) {
        memory.set(start + READER_SLEEPS, sleeps ? 1 : 0);
    }

    void setWriterWaits(boolean waits) {
        memory.set(start + WRITER_WAITS, waits ? 1 : 0);
    }

    boolean isReaderAsleep() {
        return memory.get(start + READER_SLEEPS) != 0;
    }

    /** Returns true to one of those who ask: the reader sleeps, and is to be woken. */
    boolean takeSleepingReader() {
        return isReaderAsleep() && memory.cas(start + READER_SLEEPS, 1, 0);
    }

    /** Returns true to one of those who ask: the writer waits, and is to be told. */
    boolean takeWaitingWriter() {
        return memory.get(start + WRITER_WAITS) != 0 && memory.cas(start + WRITER_WAITS, 1, 0);
    }

    /** Returns where the byte with a number is. */
    int offsetOf(long number) {
        return start + BYTES + (int) (number % capacity);
    }

    /**
     * Returns how many of so many bytes, from that one on, are put in or taken out before the other side hears of them. Far fewer than
     * the ring holds, so that both sides copy at the same time instead of waiting for each other in turn; and in one piece.
     */
    int step(long count, long number) {
        return (int) Math.min(Math.min(count, STEP), capacity - number % capacity);
    }

    /** Returns whether so many bytes can be in it. */
    boolean canHold(long count) {
        return count >= 0 && count <= capacity;
    }
}
