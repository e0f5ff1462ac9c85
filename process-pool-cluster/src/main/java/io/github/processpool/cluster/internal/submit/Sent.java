package io.github.processpool.cluster.internal.submit;

import io.github.processpool.cluster.internal.protocol.ClusterMessage.Running;
import io.github.processpool.internal.federation.AwayTask;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A task that is away.
 *
 * <pre>{@code
 * SENT -> BEGUN -> over      answered, refused or lost: out of the books
 *   '------------> over      the same, or given back because it was asked for
 * }</pre>
 *
 * <p><b>Thread safety:</b> needs the engine's lock; moved by {@link AwayDesk} alone.
 */
final class Sent {

    /** How long the end of a session may take to be noticed on the other side, after its failure timeout and the grace period. */
    private static final long SLACK_NANOS = TimeUnit.SECONDS.toNanos(2);

    final AwayTask task;
    final Counterpart at;
    /** Names it on the wire: the ticket of a pool that is opened again may come again, this does not. */
    final long number;

    /** A worker over there has begun it, as far as that was told. */
    boolean begun;
    /** Which one, once it has begun. */
    long pid;
    /** On the clock of the cluster, once it has begun. */
    long begunNanos;

    Sent(AwayTask task, Counterpart at, long number) {
        this.task = task;
        this.at = at;
        this.number = number;
    }

    void markBegun(Running news, long now) {
        begun = true;
        pid = news.pid();
        begunNanos = now - news.begunAgoNanos();
    }

    /** Returns how long it may run on over there once it is known to be lost. */
    long lingersNanos(long graceOfPool) {
        return task.options().gracePeriod().map(Duration::toNanos).orElse(graceOfPool) + SLACK_NANOS;
    }
}
