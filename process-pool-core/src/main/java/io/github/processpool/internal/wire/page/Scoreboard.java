package io.github.processpool.internal.wire.page;

import io.github.processpool.internal.system.SharedBytes;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A page of memory that one worker and its parent share: what was sent, what has begun, when, and whether the worker lives. It
 * still tells the truth after the worker has crashed. The entries are moved here; {@link ChunkProgress}, {@link Vitals} and
 * {@link ProgressNote} read and write the rest.
 *
 * <pre>{@code
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
 * <p>Its file has a name only until both have it, see {@link #seal}. Whether the heap was exhausted is in a file of its own, the
 * {@link HeapMark}.
 *
 * <p>An entry holds a <em>ticket</em>, which names one sending of one task, and its state. Every move is one compare-and-set, so
 * a kill or a taking-back meets the task it was meant for, or nothing:
 *
 * <pre>{@code
 *   FREE -> OFFERED               parent, before it sends the task
 *           OFFERED -> BEGUN      worker, when it begins
 *           OFFERED -> FREE       parent, if it could not be sent
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

    /** How many bytes the file takes that parent and worker share, with the streams behind the page. */
    public static final int FILE_SIZE = SharedPage.FILE_SIZE;

    private static final int TABLE = 64;
    private static final int ENTRY_SIZE = 16;

    private static final int STATE_BITS = 3;
    private static final long FREE = 0;
    private static final long OFFERED = 1;
    private static final long BEGUN = 2;
    private static final long REVOKED = 3;
    private static final long CONDEMNED = 4;

    private final SharedPage page;
    private final ChunkProgress chunk;
    private final Vitals vitals;
    private final ProgressNote progress;

    private Scoreboard(SharedPage page, HeapMark mark) {
        this.page = page;
        this.chunk = new ChunkProgress(page, this);
        this.vitals = new Vitals(page, mark);
        this.progress = new ProgressNote(page);
    }

    /**
     * Makes the page; the parent does. It is empty, and nobody's but the parent's own, until it is sealed.
     *
     * @param file does not exist yet
     * @return an empty page
     * @throws IOException if it can't be made
     */
    public static Scoreboard create(Path file) throws IOException {
        return new Scoreboard(SharedPage.create(file), HeapMark.of(file));
    }

    /**
     * Parent: shares the page with the worker, which has opened it, and with nobody else: its file has no name any more.
     *
     * @throws IOException if somebody has changed the file, or taken it away
     */
    public void seal() throws IOException {
        page.seal();
    }

    /**
     * Parent: returns whether its file became shorter all the same, as only a worker can bring about that is up to no good.
     *
     * @return true: what this page says is not what the worker says
     */
    public boolean isLost() {
        return page.isLost();
    }

    /**
     * Maps the page that the parent has made; the worker does.
     *
     * @param file exists
     * @return the shared page
     * @throws IOException if it can't be mapped
     */
    public static Scoreboard open(Path file) throws IOException {
        return new Scoreboard(SharedPage.open(file), HeapMark.open(file));
    }

    // -- The life of one sending --

    /**
     * Parent: announces a ticket before it is sent.
     *
     * @param ticket a number that only grows
     * @return false if the worker has not come past the ticket that used the entry before
     */
    public boolean offer(long ticket) {
        long before = page.get(entry(ticket));
        return (before & 7) == FREE && page.cas(entry(ticket), before, word(ticket, OFFERED));
    }

    /**
     * Parent: takes an offer back that the worker was not sent, and so will never come to.
     *
     * @param ticket the sending that failed
     * @return true: the entry is free again
     */
    public boolean retract(long ticket) {
        return page.cas(entry(ticket), word(ticket, OFFERED), word(ticket, FREE));
    }

    /**
     * Worker: begins a ticket.
     *
     * @param ticket the sending of the task
     * @param nowNanos its clock
     * @return false if the parent has taken it back
     */
    public boolean begin(long ticket, long nowNanos) {
        page.set(entry(ticket) + Long.BYTES, nowNanos);
        return page.cas(entry(ticket), word(ticket, OFFERED), word(ticket, BEGUN));
    }

    /**
     * Worker: is done with a ticket, after its answer has left.
     *
     * @param ticket the sending of the task
     * @return false if the parent has condemned it: the worker must not begin anything any more
     */
    public boolean end(long ticket) {
        return page.cas(entry(ticket), word(ticket, BEGUN), word(ticket, FREE));
    }

    /**
     * Worker: passes over a ticket that it could not begin.
     *
     * @param ticket the sending of the task
     * @return false if it was not taken back either, which breaks the protocol
     */
    public boolean skip(long ticket) {
        return page.cas(entry(ticket), word(ticket, REVOKED), word(ticket, FREE));
    }

    /**
     * Parent: takes a ticket back.
     *
     * @param ticket the sending of the task
     * @return true: it will never run
     */
    public boolean revoke(long ticket) {
        return page.cas(entry(ticket), word(ticket, OFFERED), word(ticket, REVOKED));
    }

    /**
     * Parent: makes sure that the worker, which is to be killed for this ticket, does not begin another one.
     *
     * @param ticket the sending of the task
     * @return false if the worker does not run it; true, too, if it was condemned before
     */
    public boolean condemn(long ticket) {
        return page.cas(entry(ticket), word(ticket, BEGUN), word(ticket, CONDEMNED))
                || page.get(entry(ticket)) == word(ticket, CONDEMNED);
    }

    /**
     * Returns whether the worker has begun a ticket and is not done with it.
     *
     * @param ticket the sending of the task
     * @return true if so, also after it was condemned
     */
    public boolean hasBegun(long ticket) {
        long word = page.get(entry(ticket));
        return word == word(ticket, BEGUN) || word == word(ticket, CONDEMNED);
    }

    /**
     * Returns whether the worker can't have begun a ticket.
     *
     * @param ticket the sending of the task
     * @return true: it never ran
     */
    public boolean hasNotBegun(long ticket) {
        long word = page.get(entry(ticket));
        return word == word(ticket, OFFERED) || word == word(ticket, REVOKED);
    }

    /**
     * Parent: returns whether a ticket could be offered now.
     *
     * @param ticket not offered yet
     * @return false if the worker has not come past the ticket that used the entry before
     */
    public boolean isFree(long ticket) {
        return (page.get(entry(ticket)) & 7) == FREE;
    }

    /**
     * Returns whether the worker has come past a ticket, after which no other one has used its entry.
     *
     * @param ticket the sending of the task
     * @return true if it has ended or was skipped
     */
    public boolean hasPassed(long ticket) {
        return page.get(entry(ticket)) == word(ticket, FREE);
    }

    /**
     * Returns when a ticket began.
     *
     * @param ticket for which {@link #hasBegun} is true
     * @return the worker's clock
     */
    public long beganNanos(long ticket) {
        return page.get(entry(ticket) + Long.BYTES);
    }

    // -- The other parts of the page --

    /**
     * Returns how far the chunk is that runs.
     *
     * @return the part of the page that tells it
     */
    public ChunkProgress chunk() {
        return chunk;
    }

    /**
     * Returns the worker's condition.
     *
     * @return the part of the page that tells it
     */
    public Vitals vitals() {
        return vitals;
    }

    /**
     * Returns the progress of the task that runs.
     *
     * @return the part of the page that tells it
     */
    public ProgressNote progress() {
        return progress;
    }

    /**
     * Returns memory for the streams of bytes between parent and worker, which is not the page's business.
     *
     * @return as long as one of the two lives; for the parent only once the page is sealed
     */
    public SharedBytes streams() {
        return page.streams();
    }

    /** For tests, which forge it. */
    SharedPage page() {
        return page;
    }

    private static int entry(long ticket) {
        return TABLE + (int) (ticket % ENTRIES) * ENTRY_SIZE;
    }

    private static long word(long ticket, long state) {
        return ticket << STATE_BITS | state;
    }
}
