package io.github.processpool.internal.parent.supervision;

import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.ChunkAnswer;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.Report;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has said about the end of a task, before it is read; from {@link TaskAnswers} to the {@link Delivery}. It remembers
 * whether it is still kept.
 *
 * <p><b>Thread safety:</b> any thread; it is let go under its own lock.
 */
final class Answer {

    private final Report report;
    private final Payload payload;
    // -- Of the thread that has received it --
    private boolean atOnce;
    private boolean lossCounted;
    private @Nullable PendingTask<?> task;
    /** Guarded by this. */
    private boolean left;

    Answer(Report report, Payload payload, boolean atOnce) {
        this.report = report;
        this.payload = payload;
        this.atOnce = atOnce;
    }

    static Answer of(Report report, Payload payload, Codec codec) {
        return new Answer(report, payload, codec.isReadAtOnce(payload));
    }

    /** It is the answer to this task; that to a guest is passed on as it is, which is no reading. */
    void isOf(PendingTask<?> asked) {
        atOnce |= asked.guest() != null;
    }

    /** That its worker has no heap left has been counted as a loss. */
    void markLossCounted() {
        lossCounted = true;
    }

    boolean isLossCounted() {
        return lossCounted;
    }

    /** Its task has left its worker: whoever has this answer is to deliver it. */
    void accept(PendingTask<?> answered) {
        task = answered;
    }

    /** Returns the task that is to be delivered; null if there is none. */
    @Nullable
    PendingTask<?> task() {
        return task;
    }

    /** Returns the worker's own account, which can always be read. */
    Report report() {
        return report;
    }

    /** Returns whether reading it takes no time and runs no code of the user's. */
    boolean atOnce() {
        return atOnce;
    }

    /** Returns how long it is. */
    int bytes() {
        return payload.length();
    }

    /** Returns how many elements it says that it is about, if it is one of a chunk; the worker's claim. */
    int elementsRun() {
        return ChunkAnswer.countIn(payload);
    }

    /** It need not be kept any more; returns whether that is news. */
    synchronized boolean leave() {
        boolean news = !left;
        left = true;
        return news;
    }
}
