package io.github.processpool.internal.parent.task;

import io.github.processpool.Progress;
import io.github.processpool.TaskTimings;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.wire.message.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The course of a task, as the task and its worker tell it: when it came and ended, how far it says it is, and what its worker
 * reported at the end.
 *
 * <p><b>Thread safety:</b> any thread; fields that have to fit together are changed under this object's lock.
 */
public final class TaskRecord {

    private final long queuedNanos;
    private final long writingNanos;
    private final int bytes;

    /** Written before anybody can see that the task is done. */
    private long doneNanos;
    /** Volatile for those who only look, like the two below. */
    private volatile @Nullable Report report;

    private volatile int answerBytes;
    private volatile @Nullable Progress lastProgress;
    /** Guarded by this. */
    private @Nullable Instant queuedAt;

    TaskRecord(TaskOrigin origin, long now) {
        this.queuedNanos = now;
        this.writingNanos = origin.writingNanos();
        this.bytes = origin.work().length();
    }

    /** Returns how many bytes its arguments take. */
    public int bytes() {
        return bytes;
    }

    /** Returns how many bytes arguments and result have as they are sent, once it has ended. */
    long heldBytes() {
        return (long) bytes + answerBytes;
    }

    /** Returns when it was submitted. */
    public long queuedNanos() {
        return queuedNanos;
    }

    void markDone(long now) {
        doneNanos = now;
    }

    synchronized void reported(Report end, int bytesOfAnswer) {
        answerBytes = bytesOfAnswer;
        report = end;
        end.progress().ifPresent(progress -> lastProgress = progress);
    }

    /** Returns how long its worker says that it has worked on it, and not on its way here: no longer than {@code most}. */
    public long workNanos(long most) {
        Report end = report;
        return end == null ? most : Math.min(most, end.executionNanos() + end.serializationNanos());
    }

    /** Reads how far it says it is, if it is with a worker and that has not reported the end. */
    void lookAtProgress(@Nullable Sending sending) {
        if (report == null && sending != null) {
            sending.worker().scoreboard().progress().read(sending.ticket()).ifPresent(this::keepProgress);
        }
    }

    private synchronized void keepProgress(Progress progress) {
        if (report == null) { // Read while the worker went on, it must not replace what that said at the end.
            lastProgress = progress;
        }
    }

    /** The member that has it has said how far it is. */
    public void noteProgress(Progress progress) {
        keepProgress(Report.shortened(progress));
    }

    Optional<Progress> lastProgress() {
        return Optional.ofNullable(lastProgress);
    }

    TaskTimings timings(long now, long started, boolean done) {
        Report end = report;
        Instant since = queuedAt(now);
        return new TaskTimings(
                since,
                started == 0 ? Optional.empty() : Optional.of(since.plusNanos(Math.max(0, started - queuedNanos))),
                done ? Optional.of(since.plusNanos(Math.max(0, doneNanos - queuedNanos))) : Optional.empty(),
                Duration.ofNanos(writingNanos + (end == null ? 0 : end.serializationNanos())),
                Duration.ofNanos(end == null ? 0 : end.executionNanos()),
                bytes,
                answerBytes);
    }

    /** Worked out backwards when somebody asks, which for most tasks nobody does. */
    private synchronized Instant queuedAt(long now) {
        Instant known = queuedAt;
        if (known == null) {
            known = Instant.now().minusNanos(now - queuedNanos);
            queuedAt = known;
        }
        return known;
    }
}
