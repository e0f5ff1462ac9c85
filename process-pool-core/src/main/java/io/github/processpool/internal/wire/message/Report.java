package io.github.processpool.internal.wire.message;

import io.github.processpool.Progress;
import java.util.Optional;

/**
 * The part that {@link Message.Result} and {@link Message.Failure}, the two ends of a task, have in common.
 *
 * @param ticket the sending of the task
 * @param beganNanos when it began, on the worker's clock
 * @param executionNanos how long the user's code took
 * @param serializationNanos how long reading the task and writing the result took
 * @param fitness whether the worker can go on
 * @param printed whether the output it wrote is closed by a mark that the parent has to wait for
 * @param progress its last report; empty if there was none
 */
public record Report(
        long ticket,
        long beganNanos,
        long executionNanos,
        long serializationNanos,
        Fitness fitness,
        boolean printed,
        Optional<Progress> progress) {

    /** How many characters of the progress' message are kept: as many as fit on the page, so that nothing of a worker's is cut. */
    private static final int LONGEST_MESSAGE = 1000;

    /** No time is negative, and no message longer than it can be: it stays with the future. */
    public Report {
        executionNanos = Math.max(0, executionNanos);
        serializationNanos = Math.max(0, serializationNanos);
        if (progress.isPresent() && progress.get().message().length() > LONGEST_MESSAGE) {
            progress = Optional.of(shortened(progress.get()));
        }
    }

    /**
     * Returns a report of progress whose message is no longer than it can be.
     *
     * @param whole was not written by this process
     * @return the same if it is short
     */
    public static Progress shortened(Progress whole) {
        return whole.message().length() <= LONGEST_MESSAGE
                ? whole
                : new Progress(whole.done(), whole.total(), whole.message().substring(0, LONGEST_MESSAGE));
    }

    /** Whether the worker can go on. */
    public enum Fitness {
        /** It can. */
        FIT,
        /** Its heap was exhausted. */
        HEAP_EXHAUSTED,
        /** Another {@link VirtualMachineError} reached the runner. */
        VIRTUAL_MACHINE_ERROR,
        /** A class is of no use in it any more; the parent's own judgement, which no worker sends. */
        CLASS_BROKEN;

        public static final Fitness[] VALUES = values();
    }

    /** Returns the same with another judgement. */
    public Report withFitness(Fitness other) {
        return new Report(ticket, beganNanos, executionNanos, serializationNanos, other, printed, progress);
    }

    void writeTo(HeaderWriter header) {
        header.putLong(ticket).putLong(beganNanos).putLong(executionNanos).putLong(serializationNanos);
        header.putEnum(fitness).putBoolean(printed).putBoolean(progress.isPresent());
        if (progress.isPresent()) {
            Progress last = progress.get();
            header.putLong(last.done()).putLong(last.total()).putString(last.message());
        }
    }

    static Report readFrom(HeaderReader header) throws ProtocolException {
        return new Report(
                header.takeLong(),
                header.takeLong(),
                header.takeLong(),
                header.takeLong(),
                header.takeEnum(Fitness.VALUES),
                header.takeBoolean(),
                header.takeBoolean()
                        ? Optional.of(new Progress(header.takeLong(), header.takeLong(), header.takeString()))
                        : Optional.empty());
    }
}
