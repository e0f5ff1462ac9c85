package io.github.processpool.internal.parent.crew;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The turn of one start, from {@link StartTurns}: the thread of the start waits for it, tells from time to time how much of a
 * processor the start has used, and closes it.
 *
 * <pre>{@code
 * WAITING -> BUSY <-> RESTING      look: a start that uses no processor lets the next one go on
 *    '---------+---------'-------> ENDED    close
 * }</pre>
 *
 * <p><b>Thread safety:</b> used by the thread that has entered the line; any thread may wake it.
 */
public final class StartTurn implements AutoCloseable {

    /** How far the looks at the used time are apart. */
    public static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A start that uses less than this part of a processor waits for something else; on a crowded machine it is still more. */
    private static final int SMALL_PART = 10;

    enum State {
        WAITING,
        BUSY,
        RESTING,
        ENDED
    }

    /** Changed under the lock of the turns; volatile for the thread that waits. */
    volatile State state = State.WAITING;

    private final StartTurns turns;
    private final Thread owner;

    // -- The owner's only --

    private long lookedAt;
    private long usedNanos;

    StartTurn(StartTurns turns, Thread owner) {
        this.turns = turns;
        this.owner = owner;
    }

    void grant() {
        state = State.BUSY;
        LockSupport.unpark(owner);
    }

    /** Returns whether the start may go on. */
    public boolean isGranted() {
        return state != State.WAITING;
    }

    /** Any thread: the condition of {@link #await} may have changed. */
    public void wake() {
        LockSupport.unpark(owner);
    }

    /** Waits until the start may go on; false if it was given up before. The one before it in line gives its turn back in time. */
    public boolean await(BooleanSupplier givenUp) throws InterruptedException {
        while (!isGranted() && !givenUp.getAsBoolean()) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return !givenUp.getAsBoolean();
    }

    /** Looks, if it is time and somebody waits, how much of a processor the start has used in all; nothing: that is not known. */
    public void look(Supplier<OptionalLong> used, long now) {
        if (lookedAt == 0) {
            lookedAt = now;
        } else if (now - lookedAt >= LOOK_NANOS && (state == State.RESTING || turns.areWaitedFor())) {
            OptionalLong nanos = used.get();
            boolean busy = nanos.isEmpty() || nanos.getAsLong() - usedNanos > (now - lookedAt) / SMALL_PART;
            usedNanos = nanos.orElse(0);
            lookedAt = now;
            turns.use(this, busy);
        }
    }

    /** Gives the turn back. */
    @Override
    public void close() {
        turns.leave(this);
    }
}
