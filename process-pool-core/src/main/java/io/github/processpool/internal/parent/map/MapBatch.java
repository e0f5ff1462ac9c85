package io.github.processpool.internal.parent.map;

import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.internal.parent.task.ChunkOutcome;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Payload;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Neighbouring positions of a map that share one fate: one task, ordinary or a chunk, or a failure before there was one. The
 * {@link MapWriter} makes it, the {@link MapWindow} sends it, and its end gives the consumer {@link MapElements}.
 *
 * <pre>{@code
 * UNSENT -> SENT -> DONE       markSent, the task's end
 *    '----------------^        fail: it can't be written, or the map takes no more
 * }</pre>
 *
 * <p>When its end shows that some of its elements never began, they become a batch of their own, which is unsent again.
 *
 * <p><b>Thread safety:</b> used by the map's consumer only, but that {@link MapRun#close} looks at the task.
 */
final class MapBatch {

    /** The work of an input that can't be written. */
    static final EncodedTask NOTHING = new EncodedTask("", -1, 1, Payload.NONE, new int[0]);

    /** Its elements are those of this work, or some of them. */
    private final EncodedTask written;
    /** The inputs as the iterable gave them, where the consumer gets them back. */
    private final @Nullable Object @Nullable [] inputs;
    /** The first of the elements that are its own. */
    private final int from;

    private int count;
    /** Volatile for any thread that closes the stream. */
    private volatile @Nullable PendingTask<?> task;
    /** Why it has no task. */
    private @Nullable Throwable failure;

    private boolean measured;
    /** Of the consumer: whether it has had the elements. */
    private boolean taken;
    /** Whether it counts as ended; guarded by this. */
    private boolean landed;

    MapBatch(EncodedTask written, @Nullable Object @Nullable [] inputs) {
        this(written, inputs, 0, written.elements());
    }

    private MapBatch(EncodedTask written, @Nullable Object @Nullable [] inputs, int from, int count) {
        this.written = written;
        this.inputs = inputs;
        this.from = from;
        this.count = count;
    }

    // -- Before it is sent --

    /** The work that is to be sent. */
    EncodedTask work() {
        return isPart() ? written.part(from, count) : written;
    }

    /** Whether its elements were written together with others. */
    boolean isPart() {
        return count < written.elements();
    }

    int count() {
        return count;
    }

    boolean isUnsent() {
        return task == null && failure == null;
    }

    void markSent(PendingTask<?> sent) {
        task = sent;
    }

    void fail(Throwable reason) {
        failure = reason;
    }

    @Nullable
    PendingTask<?> task() {
        return task;
    }

    /** Takes the elements from an index on away, as a batch of their own. */
    MapBatch splitAt(int index) {
        MapBatch rest = new MapBatch(written, inputs, from + index, count - index);
        count = index;
        return rest;
    }

    // -- Its end --

    /** It has ended, which may be told twice; returns whether that is news. */
    synchronized boolean land() {
        boolean news = !landed;
        landed = true;
        return news;
    }

    /** The consumer has its elements, or those that it may have; a rest is another batch. */
    void markTaken() {
        taken = true;
    }

    boolean isTaken() {
        return taken;
    }

    boolean isDone() {
        return failure != null || end() != null;
    }

    private @Nullable Outcome end() {
        PendingTask<?> sent = task;
        return sent == null ? null : sent.outcomeIfDone();
    }

    /** Returns how its first elements have ended, once it is done; those behind them never began. */
    MapElements open(boolean limited) {
        Outcome end = end();
        if (end == null) {
            return MapElements.failed(inputs, from, count, Objects.requireNonNull(failure, "it is not done"));
        } else if (end.failure() != null) {
            return MapElements.failed(inputs, from, begunBefore(end.failure(), limited), end.failure());
        } else if (written.isChunk() && end.value() instanceof ChunkOutcome ends) {
            return MapElements.ended(inputs, from, ends);
        }
        return MapElements.returned(inputs, from, end.value());
    }

    /** An element that was lost with the worker had begun, even if that could not be noted any more. */
    private int begunBefore(Throwable problem, boolean limited) {
        PendingTask<?> sent = task;
        int noted = sent == null ? -1 : sent.chunk().begun();
        boolean partial = problem instanceof WorkerCrashedException
                || (limited
                        && problem instanceof TaskTimeoutException timeout
                        && timeout.clock() == TaskTimeoutException.Clock.EXECUTION);
        return written.isChunk() && partial && noted >= 0 ? Math.max(1, Math.min(count, noted)) : count;
    }

    /** Tells the planner once how long it took. */
    void measure(ChunkPlanner planner) {
        if (measured || !planner.isAutomatic()) {
            return;
        }
        PendingTask<?> sent = task;
        Outcome end = end();
        if (sent != null && end != null && end.value() instanceof ChunkOutcome ends) {
            measured = true;
            long nanos = sent.timings()
                    .execution()
                    .plus(sent.timings().serialization())
                    .toNanos();
            long sentBytes = (long) written.values().length() * ends.values().length / written.elements();
            planner.measured(ends.values().length, nanos, Math.max(sentBytes, ends.bytes()));
        }
    }

    /** How long the answer of a chunk is, if it is there. */
    int answerBytes() {
        Outcome end = end();
        return end != null && end.value() instanceof ChunkOutcome ends ? ends.bytes() : 0;
    }
}
