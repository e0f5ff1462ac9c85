package io.github.processpool.cluster.internal.host;

import io.github.processpool.ProcessFuture;
import io.github.processpool.Progress;
import io.github.processpool.cluster.internal.session.EngineLock;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestTask;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task of another member that is here. Its future belongs to the pool.
 *
 * <pre>{@code
 * ARRIVED -> GIVEN -> ENDED      answered, or refused by an end that proves that it has not begun; not told if its session is over
 *    '--------------> ENDED      the pool did not take it: refused
 * }</pre>
 *
 * <p>Recalled is no state: the pool is asked for one that is GIVEN, and ends it if it has not begun. Cancelled is no state: it is said to
 * the future as soon as there is one, and the future ends. It has ended when the future has, and no process works on it any more.
 *
 * <p><b>Thread safety:</b> needs the engine's lock; moved by {@link GuestDesk} alone.
 */
final class Guest {

    final Submitter submitter;
    final long ticket;
    final GuestTask task;
    State state = State.ARRIVED;

    /** Set by the thread that gives it to the pool, before the lock is taken for that; volatile for those who follow its end. */
    volatile @Nullable ProcessFuture<GuestAnswer> given;

    /** The same, known to all. */
    @Nullable
    ProcessFuture<GuestAnswer> future;

    /** The pool has said that the future ends, perhaps before it was known; volatile for the one who gives it. */
    volatile boolean ends;

    // -- Nobody wants it any more --

    /** By its submitter, or because that is lost. */
    boolean cancelled;
    /** Whether it is to be stopped, and not only forgotten. */
    boolean interrupt;
    /** Its submitter is lost, and it was stopped for that. */
    boolean orphan;
    /** Its submitter has asked for it, if it has not begun. */
    boolean recalled;

    // -- What its submitter was told --

    /** When it was first seen to run; 0: not yet. */
    long beganNanos;
    /** When it was last told of; 0: not yet. */
    long toldNanos;

    Optional<Progress> progress = Optional.empty();
    /** That its time is up. */
    boolean timeUp;

    /** Follows its end: prepared for a time when there is no memory. */
    EngineLock.@Nullable Later following;

    /** Where it stands. */
    enum State {
        ARRIVED,
        GIVEN,
        ENDED
    }

    Guest(Submitter submitter, long ticket, GuestTask task) {
        this.submitter = submitter;
        this.ticket = ticket;
        this.task = task;
    }
}
