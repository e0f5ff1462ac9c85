package io.github.processpool.internal.parent.crew;

import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerClock;

/**
 * How long a worker has been without a sign of life, and how long it has not gone on to the task that it should have begun, both
 * by this JVM's clock: the worker's page only says whether anything has changed. The {@code Patrol} and the {@code TaskClocks}
 * look at it; what is too long is up to them.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
public final class Pulse {

    private final WorkerHandle worker;
    /** The last heartbeat that was seen, on the worker's clock; 0: none. */
    private long beat;
    /** When that was new. */
    private long beatNanos;

    private long lastLook;
    /** What the worker did not go on from when it was looked at last; 0: nothing. */
    private long stuckTicket;

    private long stuckSince;
    /** Until then the worker is not taken for hung, because it was asked to stand still; 0: it never was. */
    private long excusedUntil;

    Pulse(WorkerHandle worker) {
        this.worker = worker;
        this.lastLook = worker.startedNanos();
    }

    /** Returns how long there has been no new heartbeat; 0 before the first one. */
    public long silentNanos(long now) {
        long last = worker.link().scoreboard().vitals().heartbeatNanos();
        if (last != beat) {
            beat = last;
            // Since the last look, whatever it says itself.
            beatNanos = WorkerClock.plausible(worker.link().toOurs(last), lastLook, now);
        }
        lastLook = now;
        return beatNanos == 0 ? 0 : now - beatNanos;
    }

    /** Returns how long it has been seen not to begin, or not to pass over, what it has been sent, with nothing before that. */
    public long stuckNanos(long now) {
        long ticket = worker.life().isReady() ? worker.workload().stuckTicket() : 0;
        if (ticket != stuckTicket) {
            stuckTicket = ticket;
            stuckSince = now;
        }
        return ticket == 0 ? 0 : now - stuckSince;
    }

    /** The worker may be without a sign of life for a while. */
    public void excuseUntil(long nanos) {
        excusedUntil = nanos;
    }

    /** Returns whether its silence means nothing. */
    public boolean isExcused(long now) {
        return excusedUntil != 0 && now - excusedUntil < 0;
    }
}
