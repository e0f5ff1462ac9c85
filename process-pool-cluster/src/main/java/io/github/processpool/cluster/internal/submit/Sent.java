package io.github.processpool.cluster.internal.submit;

import io.github.processpool.internal.federation.AwayTask;

/**
 * A task that is away.
 *
 * <pre>{@code
 * SENT -> BEGUN -> over      answered, refused or lost: out of the books
 *   '------------> over
 * }</pre>
 *
 * <p><b>Thread safety:</b> needs the engine's lock; moved by {@link AwayDesk} alone.
 */
final class Sent {

    final AwayTask task;
    final Counterpart at;
    /** Names it on the wire: the ticket of a pool that is opened again may come again, this does not. */
    final long number;

    /** A worker over there has begun it, as far as that was told. */
    boolean begun;

    Sent(AwayTask task, Counterpart at, long number) {
        this.task = task;
        this.at = at;
        this.number = number;
    }
}
