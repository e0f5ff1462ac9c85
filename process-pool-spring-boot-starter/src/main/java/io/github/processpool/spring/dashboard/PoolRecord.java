package io.github.processpool.spring.dashboard;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolListener;
import java.util.function.LongSupplier;

/**
 * Hears the events of one pool and keeps what the dashboard shows of its last minutes, in a few hundred kilobytes at most. Times are
 * kept for two {@link Period}s, of which the older one is dropped when the younger one is over.
 *
 * <p>The number of waiting tasks is counted along with the events. Where events were dropped it would be wrong from then on, so the
 * snapshot's number is taken whenever the pool has been quiet for a moment.
 *
 * <p><b>Thread safety:</b> a thread of the pool tells events, those of viewers ask; they meet under the lock of this object, which no
 * foreign code runs under.
 */
final class PoolRecord implements ProcessPoolListener {

    static final long PERIOD_MILLIS = 300_000;
    static final long QUIET_MILLIS = 1_000;

    private final LongSupplier clock;
    private final History history = new History();
    private Period period = new Period();
    private Period earlier = new Period();
    private long periodEnds = PERIOD_MILLIS;
    private long lastEvent;

    /**
     * Begins now.
     *
     * @param clock milliseconds since the beginning
     */
    PoolRecord(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public void taskQueued(ProcessFuture<?> task) {
        addWaiting(1);
    }

    @Override
    public void taskStarted(ProcessFuture<?> task) {
        addWaiting(-1);
    }

    @Override
    public void taskRetried(ProcessFuture<?> task, int attempt) {
        addWaiting(1);
    }

    @Override
    public void taskFinished(ProcessFuture<?> task) {
        TaskEnd end = TaskEnd.of(task);
        if (!end.hasBegun()) {
            addWaiting(-1);
        }
        add(end);
    }

    private synchronized void addWaiting(int change) {
        lastEvent = clock.getAsLong();
        history.addWaiting(lastEvent, change);
    }

    synchronized void add(TaskEnd end) {
        lastEvent = clock.getAsLong();
        history.addEnd(lastEvent, end.failure() != null);
        turnPages(lastEvent);
        period.add(end);
    }

    /**
     * Returns the figures.
     *
     * @param waiting the number of waiting tasks as the pool's snapshot has it
     */
    synchronized PoolFigures figures(int waiting) {
        long now = clock.getAsLong();
        if (now - lastEvent >= QUIET_MILLIS) {
            history.setWaiting(now, waiting);
        }
        turnPages(now);
        Period both = new Period();
        both.add(earlier);
        both.add(period);
        return new PoolFigures(
                history.endsPerSecond(now),
                history.lines(now),
                both.waits(),
                both.runs(),
                both.slowest(),
                both.failing());
    }

    private void turnPages(long now) {
        if (now < periodEnds) {
            return;
        }
        earlier = now < periodEnds + PERIOD_MILLIS ? period : new Period();
        period = new Period();
        periodEnds = now - now % PERIOD_MILLIS + PERIOD_MILLIS;
    }
}
