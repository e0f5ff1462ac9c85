package io.github.processpool.internal.federation;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.wire.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * How a task of another member has ended: in a host on its way to the submitter, and at the submitter before it is read.
 *
 * @param end what it was worth
 * @param pid the process that worked on it last; 0: none
 * @param begunAgoNanos how long ago it began, from when this was made; 0: it has not
 * @param elementsBegun of a chunk that was lost or stopped: how many elements had begun, as its worker's page says; -1: not known
 */
public record GuestAnswer(End end, long pid, long begunAgoNanos, int elementsBegun) {

    /** One of which nobody knows how many elements had begun, or needs to. */
    public GuestAnswer(End end, long pid, long begunAgoNanos) {
        this(end, pid, begunAgoNanos, -1);
    }

    /** What it was worth. */
    public sealed interface End {}

    /**
     * The worker has answered; payloads are self-contained, and were read by nobody.
     *
     * @param message a {@link Message.Result} or a {@link Message.Failure}, whose ticket means nothing here
     * @param elementsRun of a chunk; 1 otherwise
     */
    public record Answered(Message message, int elementsRun) implements End {}

    /**
     * The worker was lost with it. If the task has not begun, the worker had begun nothing else either, and may have died of what it had
     * received. Whether there is another attempt is for the submitter to say.
     *
     * @param reason why it has ended
     * @param words what happened, without the name of the task: "worker 1 (pid 4711) was killed by SIGSEGV"
     * @param circumstances all that is known
     */
    public record Crashed(ExitReason reason, String words, Circumstances circumstances) implements End {}

    /**
     * Its time was up.
     *
     * @param clock which one
     * @param threadDump of its worker
     */
    public record TimedOut(Clock clock, @Nullable String threadDump) implements End {}

    /**
     * It was cancelled, by the submitter or because the host's pool has ended or is broken. One that has not begun and was not cancelled
     * by its submitter may as well run elsewhere.
     */
    public record Cancelled() implements End {}

    /**
     * The host's pool has failed it for a reason of its own.
     *
     * @param kind which exception the submitter makes of it
     * @param words what happened
     */
    public record Failed(Kind kind, String words) implements End {}

    /** Which exception the submitter makes of a failure. */
    public enum Kind {
        /** A {@link io.github.processpool.TaskQuarantinedException}. */
        QUARANTINED,
        /** A {@link io.github.processpool.PayloadTooLargeException}. */
        TOO_LARGE,
        /** A {@link io.github.processpool.TaskSerializationException}. */
        UNREADABLE,
        /** A {@link io.github.processpool.ResultSerializationException}. */
        RESULT_LOST;

        /** All of them, for reading. */
        public static final Kind[] VALUES = values();
    }
}
