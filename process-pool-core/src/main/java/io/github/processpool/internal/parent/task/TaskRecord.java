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

    private final TaskHost host;
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
    /** Guarded by this. */
    private boolean startAnnounced;

    TaskRecord(TaskOrigin origin, TaskHost host) {
        this.host = host;
        this.queuedNanos = host.now();
        this.writingNanos = origin.writingNanos();
        this.bytes = origin.work().values().length();
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

    void markDone() {
        doneNanos = host.now();
    }

    synchronized void reported(Report end, int bytesOfAnswer) {
        answerBytes = bytesOfAnswer;
        report = end;
        end.progress().ifPresent(progress -> lastProgress = progress);
    }

    /** Reads how far it says it is, unless its worker has reported the end. */
    void lookAtProgress(Sending sending) {
        if (report == null) {
            sending.worker().scoreboard().progress().read(sending.ticket()).ifPresent(this::keepProgress);
        }
    }

    private synchronized void keepProgress(Progress progress) {
        if (report == null) { // Read while the worker went on, it must not replace what that said at the end.
            lastProgress = progress;
        }
    }

    Optional<Progress> lastProgress() {
        return Optional.ofNullable(lastProgress);
    }

    /** Says once that the start is to be told to listeners. */
    public synchronized boolean announceStart() {
        boolean first = !startAnnounced;
        startAnnounced = true;
        return first;
    }

    TaskTimings timings(long started, boolean done) {
        Report end = report;
        Instant since = queuedAt();
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
    private synchronized Instant queuedAt() {
        Instant known = queuedAt;
        if (known == null) {
            known = Instant.now().minusNanos(host.now() - queuedNanos);
            queuedAt = known;
        }
        return known;
    }
}
