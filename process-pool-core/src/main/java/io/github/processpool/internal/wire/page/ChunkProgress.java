package io.github.processpool.internal.wire.page;

/**
 * The part of a {@link Scoreboard} that tells how many elements have begun of the chunk that runs, and lets the parent take those that
 * have not.
 *
 * <pre>{@code
 *   n begun -> n + 1 begun     worker, before each element
 *   n begun -> n begun, cut    parent: no other element begins
 * }</pre>
 *
 * <p><b>Thread safety:</b> each move is one compare-and-set; the worker's are those of one thread.
 */
public final class ChunkProgress {

    /** How many elements a chunk can have. */
    public static final int MOST_ELEMENTS = 1 << 20;

    private static final int OFFSET = 1152;
    private static final int BEGUN_BITS = 24;
    private static final long CUT = 1L << BEGUN_BITS;
    private static final long TICKETS = (1L << (63 - BEGUN_BITS)) - 1;

    private final SharedPage page;
    private final Scoreboard scoreboard;

    ChunkProgress(SharedPage page, Scoreboard scoreboard) {
        this.page = page;
        this.scoreboard = scoreboard;
    }

    /**
     * Worker: is about to begin a chunk; called before {@link Scoreboard#begin}, so that its elements can be seen as soon as it is seen
     * begun.
     *
     * @param ticket the sending of the task
     */
    public void begin(long ticket) {
        page.set(OFFSET, word(ticket));
    }

    /**
     * Worker: begins the next element. This and {@link #cut} meet in one compare-and-set, so no element runs twice.
     *
     * @param ticket the chunk
     * @param index how many elements have begun before
     * @return false if the parent has taken this element and those behind it
     */
    public boolean beginElement(long ticket, int index) {
        return page.cas(OFFSET, word(ticket) | index, word(ticket) | (index + 1));
    }

    /**
     * Parent: takes the elements of a chunk that have not begun.
     *
     * @param ticket the chunk
     * @param least how many elements must have begun
     * @return how many elements have begun; -1 if these are fewer, if the worker does not run the chunk, if it has been cut, or if
     *     the page changes all the time, as only a worker that is up to no good lets it
     */
    public int cut(long ticket, int least) {
        // An honest worker is ahead once for each element at most.
        for (int tries = 0; tries <= MOST_ELEMENTS; tries++) {
            long word = page.get(OFFSET);
            if ((word & ~(CUT - 1)) != word(ticket) || (word & (CUT - 1)) < least || !scoreboard.hasBegun(ticket)) {
                return -1;
            }
            if (page.cas(OFFSET, word, word | CUT)) {
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
        long word = page.get(OFFSET);
        return (word & ~(CUT | CUT - 1)) == word(ticket) ? (int) (word & (CUT - 1)) : 0;
    }

    private static long word(long ticket) {
        return (ticket & TICKETS) << (BEGUN_BITS + 1);
    }
}
