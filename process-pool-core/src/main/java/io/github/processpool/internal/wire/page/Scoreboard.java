package io.github.processpool.internal.wire.page;

import io.github.processpool.Progress;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A page of memory that one worker and its parent share: what was sent, what has begun, when, and whether the worker lives. It
 * still tells the truth after the worker has crashed.
 *
 * <pre>{@code
 *    0  byte   not 0: the heap was exhausted (written by the JVM's OnOutOfMemoryError command)
 *    8  long   heartbeat: the worker's nanoTime when it last showed that it lives
 *   16  long   used heap in bytes
 *   24  long   not 0: the parent wants a Began message for every task
 *   32  long   committed heap in bytes, at the last heartbeat
 *   40  long   memory in bytes that was needed after the last collection that the parent asked for
 *   48  long   live heap in bytes after that collection
 *   56  long   how many such collections there were
 *   64  64 x { long entry, long beganNanos }
 * 1152  long   the chunk that runs: 39 bits of its ticket, 1 bit: cut, 24 bits: how many elements have begun
 * 2048  progress: long version (odd while it is written), long ticket, long done, long total, int length, text
 * }</pre>
 *
 * <p>An entry holds a <em>ticket</em>, which names one sending of one task, and its state. Every move is one compare-and-set, so
 * a kill or a taking-back meets the task it was meant for, or nothing:
 *
 * <pre>{@code
 *   FREE -> OFFERED               parent, before it sends the task
 *           OFFERED -> BEGUN      worker, when it begins
 *           OFFERED -> REVOKED    parent, to take it back: it will never run
 *                      BEGUN -> FREE        worker, after its answer has left
 *                      BEGUN -> CONDEMNED   parent, before it kills: nothing after it will run
 *                      REVOKED -> FREE      worker, when it comes to it and skips it
 * }</pre>
 *
 * <p><b>Thread safety:</b> every field is read and written with volatile semantics or by compare-and-set; progress is written
 * by one thread at a time of the worker.
 */
public final class Scoreboard {

    /** How many tasks can be under way to one worker. */
    public static final int ENTRIES = 64;

    private static final int SIZE = 4096;
    private static final int EXHAUSTED = 0;
    private static final int HEARTBEAT = 8;
    private static final int HEAP = 16;
    private static final int ANNOUNCE = 24;
    private static final int COMMITTED = 32;
    private static final int NEEDED = 40;
    private static final int LIVE = 48;
    private static final int COLLECTIONS = 56;
    private static final int CHUNK = 1152;
    private static final int TABLE = 64;
    private static final int ENTRY_SIZE = 16;
    private static final int PROGRESS = 2048;
    private static final int TEXT = PROGRESS + 40;
    private static final int LONGEST_TEXT = 1000;

    /** How many elements a chunk can have. */
    public static final int MOST_ELEMENTS = 1 << 20;

    private static final int BEGUN_BITS = 24;
    private static final long CUT = 1L << BEGUN_BITS;
    private static final long CHUNK_TICKETS = (1L << (63 - BEGUN_BITS)) - 1;

    private static final int STATE_BITS = 3;
    private static final long FREE = 0;
    private static final long OFFERED = 1;
    private static final long BEGUN = 2;
    private static final long REVOKED = 3;
    private static final long CONDEMNED = 4;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();

    private final ByteBuffer page;

    private Scoreboard(ByteBuffer page) {
        this.page = page.order(ByteOrder.nativeOrder());
    }

    /**
     * Makes the page; the parent does.
     *
     * @param file does not exist yet
     * @return an empty page
     * @throws IOException if it can't be made
     */
    public static Scoreboard create(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // Written in full, so that a full disk is an error here and not a fault at the first access.
            channel.write(ByteBuffer.allocate(SIZE));
            return new Scoreboard(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
        }
    }

    /**
     * Maps the page that the parent has made; the worker does.
     *
     * @param file exists
     * @return the shared page
     * @throws IOException if it can't be mapped
     */
    public static Scoreboard open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Scoreboard(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
        }
    }

    // -- The life of one sending --

    /**
     * Parent: announces a ticket before it is sent.
     *
     * @param ticket a number that only grows
     * @return false if the worker has not come past the ticket that used the entry before
     */
    public boolean offer(long ticket) {
        long before = get(entry(ticket));
        return (before & 7) == FREE && cas(entry(ticket), before, word(ticket, OFFERED));
    }

    /**
     * Worker: begins a ticket.
     *
     * @param ticket what it was sent
     * @param nowNanos its clock
     * @return false if the parent has taken it back
     */
    public boolean begin(long ticket, long nowNanos) {
        set(entry(ticket) + Long.BYTES, nowNanos);
        return cas(entry(ticket), word(ticket, OFFERED), word(ticket, BEGUN));
    }

    /**
     * Worker: is done with a ticket, after its answer has left.
     *
     * @param ticket what it began
     * @return false if the parent has condemned it: the worker must not begin anything any more
     */
    public boolean end(long ticket) {
        return cas(entry(ticket), word(ticket, BEGUN), word(ticket, FREE));
    }

    /**
     * Worker: passes over a ticket that it could not begin.
     *
     * @param ticket what it was sent
     * @return false if it was not taken back either, which breaks the protocol
     */
    public boolean skip(long ticket) {
        return cas(entry(ticket), word(ticket, REVOKED), word(ticket, FREE));
    }

    /**
     * Parent: takes a ticket back.
     *
     * @param ticket what it has sent
     * @return true: it will never run
     */
    public boolean revoke(long ticket) {
        return cas(entry(ticket), word(ticket, OFFERED), word(ticket, REVOKED));
    }

    /**
     * Parent: makes sure that the worker, which is to be killed for this ticket, does not begin another one.
     *
     * @param ticket what it has sent
     * @return false if the worker does not run it
     */
    public boolean condemn(long ticket) {
        return cas(entry(ticket), word(ticket, BEGUN), word(ticket, CONDEMNED));
    }

    /**
     * Returns whether the worker has begun a ticket and is not done with it.
     *
     * @param ticket what was sent
     * @return true if so, also after it was condemned
     */
    public boolean hasBegun(long ticket) {
        long word = get(entry(ticket));
        return word == word(ticket, BEGUN) || word == word(ticket, CONDEMNED);
    }

    /**
     * Returns whether the worker can't have begun a ticket.
     *
     * @param ticket what was sent
     * @return true: it never ran
     */
    public boolean hasNotBegun(long ticket) {
        long word = get(entry(ticket));
        return word == word(ticket, OFFERED) || word == word(ticket, REVOKED);
    }

    /**
     * Returns when a ticket began.
     *
     * @param ticket for which {@link #hasBegun} is true
     * @return the worker's clock
     */
    public long beganNanos(long ticket) {
        return get(entry(ticket) + Long.BYTES);
    }

    // -- The elements of a chunk --

    /**
     * Worker: is about to begin a chunk; called before {@link #begin}, so that who sees it begun can see its elements.
     *
     * @param ticket what it was sent
     */
    public void beginChunk(long ticket) {
        set(CHUNK, chunkWord(ticket));
    }

    /**
     * Worker: begins the next element. This and {@link #cutChunk} meet in one compare-and-set, so no element runs twice.
     *
     * @param ticket the chunk
     * @param index how many elements have begun before
     * @return false if the parent has taken this element and those behind it
     */
    public boolean beginElement(long ticket, int index) {
        return cas(CHUNK, chunkWord(ticket) | index, chunkWord(ticket) | (index + 1));
    }

    /**
     * Parent: takes the elements of a chunk that have not begun.
     *
     * @param ticket the chunk
     * @param least how many elements must have begun
     * @return how many elements have begun; -1 if these are fewer, if the worker does not run the chunk, if it has been cut, or if
     *     the page changes all the time, as only a worker that is up to no good lets it
     */
    public int cutChunk(long ticket, int least) {
        // An honest worker is ahead once for each element at most.
        for (int tries = 0; tries <= MOST_ELEMENTS; tries++) {
            long word = get(CHUNK);
            if ((word & ~(CUT - 1)) != chunkWord(ticket) || (word & (CUT - 1)) < least || !hasBegun(ticket)) {
                return -1;
            }
            if (cas(CHUNK, word, word | CUT)) {
                return (int) (word & (CUT - 1));
            }
        }
        return -1;
    }

    /**
     * Returns how many elements of a chunk have begun.
     *
     * @param ticket of a chunk whose worker is dead
     * @return none if the chunk has not begun
     */
    public int elementsBegun(long ticket) {
        long word = get(CHUNK);
        return (word & ~(CUT | CUT - 1)) == chunkWord(ticket) ? (int) (word & (CUT - 1)) : 0;
    }

    private static long chunkWord(long ticket) {
        return (ticket & CHUNK_TICKETS) << (BEGUN_BITS + 1);
    }

    // -- The worker's condition --

    /**
     * Worker: shows that it lives.
     *
     * @param nowNanos its clock
     * @param heapBytes its used heap; -1 if the heap is not its own
     * @param committedBytes what its heap has from the operating system
     */
    public void beat(long nowNanos, long heapBytes, long committedBytes) {
        set(HEAP, heapBytes);
        set(COMMITTED, committedBytes);
        set(HEARTBEAT, nowNanos);
    }

    /**
     * Returns when the worker last showed that it lives.
     *
     * @return its clock; 0 before the first time
     */
    public long heartbeatNanos() {
        return get(HEARTBEAT);
    }

    /**
     * Returns the heap that the worker used at its last heartbeat.
     *
     * @return bytes; -1 before the first time, or if the heap is not its own
     */
    public long heapBytes() {
        return get(HEARTBEAT) == 0 ? -1 : get(HEAP);
    }

    /**
     * Returns the heap that the worker had from the operating system at its last heartbeat.
     *
     * @return bytes; 0 before the first time
     */
    public long committedBytes() {
        return get(COMMITTED);
    }

    /**
     * Worker: tells what a collection has left.
     *
     * @param liveBytes its heap
     * @param neededBytes its memory, the heap counted with what is live
     */
    public void collected(long liveBytes, long neededBytes) {
        set(LIVE, liveBytes);
        set(NEEDED, neededBytes);
        set(COLLECTIONS, get(COLLECTIONS) + 1);
    }

    /**
     * Returns how many collections the worker has made because the parent asked.
     *
     * @return 0 or more; the two figures below are those of the last one
     */
    public long collections() {
        return get(COLLECTIONS);
    }

    /**
     * Returns the memory that the worker needed after the last collection.
     *
     * @return bytes
     */
    public long neededBytes() {
        return get(NEEDED);
    }

    /**
     * Returns the live heap after the last collection.
     *
     * @return bytes
     */
    public long liveBytes() {
        return get(LIVE);
    }

    /**
     * Returns whether the JVM has run its OnOutOfMemoryError command.
     *
     * @return true if so
     */
    public boolean isHeapExhausted() {
        VarHandle.acquireFence();
        return page.get(EXHAUSTED) != 0;
    }

    /**
     * Parent: asks for a Began message for every task that begins after this call, or no longer.
     *
     * @param wanted whether somebody waits for one
     */
    public void announceBeginnings(boolean wanted) {
        set(ANNOUNCE, wanted ? 1 : 0);
    }

    /**
     * Worker: looks whether it is to announce beginnings.
     *
     * @return true if so
     */
    public boolean isToAnnounceBeginnings() {
        return get(ANNOUNCE) != 0;
    }

    // -- Progress --

    /**
     * Cuts a text to what fits on the page.
     *
     * @param text of any length
     * @return at most 1000 bytes of UTF-8, no character cut in two
     */
    public static String cut(String text) {
        if (text.length() <= LONGEST_TEXT / 3) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LONGEST_TEXT);
        while (length < bytes.length && length > 0 && (bytes[length] & 0xC0) == 0x80) {
            length--;
        }
        return length == bytes.length ? text : new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * Worker: reports progress. Only one thread at a time.
     *
     * @param ticket the task it belongs to
     * @param progress what to show
     */
    public void writeProgress(long ticket, Progress progress) {
        byte[] text = cut(progress.message()).getBytes(StandardCharsets.UTF_8);
        int length = text.length;
        long version = get(PROGRESS);
        set(PROGRESS, version + 1);
        VarHandle.fullFence();
        set(PROGRESS + 8, ticket);
        set(PROGRESS + 16, progress.done());
        set(PROGRESS + 24, progress.total());
        INTS.setVolatile(page, PROGRESS + 32, length);
        page.put(TEXT, text, 0, length);
        VarHandle.fullFence();
        set(PROGRESS, version + 2);
    }

    /**
     * Reads the progress of a ticket.
     *
     * @param ticket the task it must belong to
     * @return what it last reported; empty if nothing, or if it is being written time and again
     */
    public Optional<Progress> readProgress(long ticket) {
        for (int tries = 0; tries < 100; tries++) {
            long version = get(PROGRESS);
            if ((version & 1) == 0) {
                long owner = get(PROGRESS + 8);
                long done = get(PROGRESS + 16);
                long total = get(PROGRESS + 24);
                int length = (int) INTS.getVolatile(page, PROGRESS + 32);
                // A torn length is possible here; the version check below throws the whole reading away then.
                byte[] text = new byte[Math.max(0, Math.min(length, LONGEST_TEXT))];
                page.get(TEXT, text);
                VarHandle.fullFence();
                if (get(PROGRESS) == version) {
                    return version > 0 && owner == ticket
                            ? Optional.of(new Progress(done, total, new String(text, StandardCharsets.UTF_8)))
                            : Optional.empty();
                }
            }
            Thread.onSpinWait();
        }
        return Optional.empty();
    }

    private static int entry(long ticket) {
        return TABLE + (int) (ticket % ENTRIES) * ENTRY_SIZE;
    }

    private static long word(long ticket, long state) {
        return ticket << STATE_BITS | state;
    }

    private long get(int offset) {
        return (long) LONGS.getVolatile(page, offset);
    }

    private void set(int offset, long value) {
        LONGS.setVolatile(page, offset, value);
    }

    private boolean cas(int offset, long expected, long update) {
        return LONGS.compareAndSet(page, offset, expected, update);
    }
}
