package io.github.processpool.internal.parent.guest;

/**
 * How long the last guests took, of which the {@link GuestHost} tells.
 *
 * <p><b>Thread safety:</b> any thread; guarded by this object's lock, under which nothing is called.
 */
final class GuestTimes {

    static final int MOST = 100;

    private final long[] last = new long[MOST];
    private long count;
    private long sum;

    /** A guest has taken so long. */
    synchronized void note(long nanos) {
        int place = (int) (count % MOST);
        long taken = Math.max(0, nanos);
        sum += taken - last[place];
        last[place] = taken;
        count++;
    }

    /** Returns how long they took on average; 0 if there was none, and at least 1 if there was. */
    synchronized long meanNanos() {
        return count == 0 ? 0 : Math.max(1, sum / Math.min(count, MOST));
    }
}
