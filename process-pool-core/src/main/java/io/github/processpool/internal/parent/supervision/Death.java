package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.federation.GuestAnswer.Crashed;
import io.github.processpool.internal.parent.process.Obituary;
import io.github.processpool.internal.parent.process.WorkerLink;

/**
 * How a worker died that had a task, here or on another member of a cluster: what the {@link Losses} judge by. Immutable.
 *
 * @param reason why
 * @param story how, as a sentence that begins with the worker
 * @param circumstances the facts
 */
record Death(ExitReason reason, String story, Circumstances circumstances) {

    /** What a task has to do with it. */
    enum Part {
        /** It had begun. */
        BEGUN,
        /** It had not, and nor had any other: it was the first that the worker was to begin. */
        FIRST,
        /** It was behind that one. */
        BEHIND,
        /** None: others had begun, or the pool has ended the worker. */
        NONE
    }

    static Death of(WorkerLink worker, Obituary obituary) {
        return new Death(obituary.reason(), worker.describe() + " " + obituary.words(), obituary.circumstances());
    }

    static Death of(Crashed crash, String member) {
        return new Death(crash.reason(), crash.words() + " on member " + member, crash.circumstances());
    }

    /** Returns what is said of it to the submitter of a guest. */
    Crashed crash() {
        return new Crashed(reason, story, circumstances);
    }

    /** Returns whether the worker was killed by its task, and not by the pool. */
    boolean isTasksDoing() {
        return switch (reason) {
            case CRASHED, HUNG, OUT_OF_MEMORY, PROTOCOL_ERROR -> true;
            default -> false;
        };
    }

    /** Whoever has a worker killed for its task does not want to see it in the next one. */
    boolean mayFollow() {
        return reason != ExitReason.KILLED;
    }

    /** Returns whether somebody outside kills workers, be it the operating system. */
    boolean isFromOutside() {
        return reason == ExitReason.CRASHED
                && circumstances.signal().filter("SIGKILL"::equals).isPresent();
    }
}
