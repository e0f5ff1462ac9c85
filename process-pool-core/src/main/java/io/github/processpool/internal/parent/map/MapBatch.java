package io.github.processpool.internal.parent.map;

import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.parent.task.ChunkOutcome;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.message.Payload;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Neighbouring positions of a map that share one fate: one task, ordinary or a chunk, or a failure before there was one.
 *
 * <pre>{@code
 * UNSENT -> SENT -> DONE       send, the task's end
 *    '----------------^        fail: it can't be written, or the map takes no more
 * }</pre>
 *
 * <p>When its end shows that some of its elements never began, they become a batch of their own, which is unsent again.
 *
 * <p><b>Thread safety:</b> used by the map's consumer only, but that {@link MapRun#close} looks at the task.
 */
public final class MapBatch {

    /** The work of an input that can't be written. */
    static final EncodedTask NOTHING = new EncodedTask("", -1, 1, Payload.NONE, new int[0]);

    /** What was written; its elements are these, or more. */
    private final EncodedTask written;
    /** The inputs as the iterable gave them, where the consumer gets them back. */
    private final @Nullable Object @Nullable [] inputs;
    /** The first of the elements that are its own. */
    private final int from;

    private int count;
    /** Volatile for who closes the stream. */
    private volatile @Nullable PendingTask<?> task;

    private @Nullable Throwable failure;
    private @Nullable ChunkOutcome outcome;
    private @Nullable Object value;
    private int next;
    private boolean measured;

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

    /** What is to be sent. */
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

    boolean isDone() {
        PendingTask<?> sent = task;
        return failure != null || (sent != null && sent.outcomeIfDone() != null);
    }

    /** Reads the end of the task; returns the elements that never began, if there are any. */
    @Nullable
    MapBatch open(boolean limited) {
        PendingTask<?> sent = task;
        Outcome end = sent == null ? null : sent.outcomeIfDone();
        if (sent == null || end == null || failure != null) {
            return null;
        }
        int begun = count;
        if (end.failure() != null) {
            failure = end.failure();
            begun = begunBefore(failure, sent.chunk().begun(), limited);
        } else if (written.isChunk() && end.value() instanceof ChunkOutcome ends) {
            outcome = ends;
            begun = ends.values().length;
        } else {
            value = end.value();
        }
        return begun < count ? splitAt(begun) : null;
    }

    /** The element that was lost with the worker had begun, even if that could not be noted any more. */
    private int begunBefore(Throwable problem, int noted, boolean limited) {
        boolean partial = problem instanceof WorkerCrashedException
                || (limited
                        && problem instanceof TaskTimeoutException timeout
                        && timeout.clock() == TaskTimeoutException.Clock.EXECUTION);
        return written.isChunk() && partial && noted >= 0 ? Math.max(1, Math.min(count, noted)) : count;
    }

    /** Tells the planner once how long it took. */
    void measure(ChunkPlanner planner) {
        PendingTask<?> sent = task;
        if (measured || sent == null || !planner.isAutomatic()) {
            return;
        }
        Outcome end = sent.outcomeIfDone();
        if (end != null && end.value() instanceof ChunkOutcome ends) {
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
        PendingTask<?> sent = task;
        Outcome end = sent == null ? null : sent.outcomeIfDone();
        return end != null && end.value() instanceof ChunkOutcome ends ? ends.bytes() : 0;
    }

    // -- Its elements, one after the other --

    boolean hasNext() {
        return next < count;
    }

    int left() {
        return count - next;
    }

    void advance() {
        next++;
    }

    /** Why the element before which it stands has no value; null if it has one. */
    @Nullable
    Throwable currentFailure() {
        Throwable all = failure;
        if (all != null) {
            return next == 0 ? all : another(all);
        }
        ChunkOutcome ends = outcome;
        return ends == null || ends.failures().isEmpty()
                ? null
                : ends.failures().get(next);
    }

    /** Elements that were lost together have their own exceptions, to which the caller may add what it likes. */
    private static Throwable another(Throwable problem) {
        Throwable copy = problem;
        if (problem instanceof WorkerCrashedException crash) {
            Circumstances facts = new Circumstances(
                    crash.pid(),
                    crash.exitCode(),
                    crash.signal(),
                    crash.outOfMemory(),
                    crash.stderrTail(),
                    crash.crashReport());
            copy = new WorkerCrashedException(String.valueOf(crash.getMessage()), facts, crash.getCause());
        } else if (problem instanceof TaskTimeoutException late) {
            copy = new TaskTimeoutException(
                    String.valueOf(late.getMessage()),
                    late.clock(),
                    late.threadDump().orElse(null));
        }
        return copy;
    }

    @Nullable
    Object currentValue() {
        ChunkOutcome ends = outcome;
        return ends == null ? value : ends.values()[next];
    }

    @Nullable
    Object currentInput() {
        return inputs == null ? null : inputs[from + next];
    }

    /** Why the stream ends when it is not the tasks' fault. */
    static CancellationException cancelled(String words, @Nullable Throwable cause) {
        CancellationException problem = new CancellationException(words);
        problem.initCause(cause);
        return problem;
    }
}
