package io.github.processpool.internal.parent.crew;

import io.github.processpool.WorkerState;

/**
 * Where a worker is in its life, as the crew sees it; owned and moved by its {@link WorkerHandle}.
 *
 * <pre>{@code
 * WAITING
 *    ^
 *    v
 * STARTING ------> STANDBY ------> IN_SERVICE <-> WRITING_HEAP    ready, takeOver, markWritingHeap
 *    |   |            |               |    ^
 *    |   |            |               v    |                      requireWarmUp, warm again
 *    |   |            |             COLD   |
 *    |   |            v               v    |
 *    |   '-------> WARMING_UP <-------'    |
 *    |                |  '------ready------'   (or to STANDBY, if it stood by)
 *    v                v
 *   RETIRING -> STOPPING -> ENDED          retire and stop: from every state; markEnded: from every state
 * }</pre>
 *
 * <p>WRITING_HEAP hides whichever ready state is behind it, and that comes back when the heap is written.
 *
 * <p>A worker that is in service is idle or busy; its {@link Workload} knows. A spare worker is one that stands by, or is about
 * to, without a slot. A worker that is due, because it is too old or too large, stays in service until its successor stands by.
 *
 * <p><b>Thread safety:</b> immutable.
 */
enum Life {
    /** Its start waits for its turn; there is no process. */
    WAITING,
    /** Its process is started and has not become ready. */
    STARTING,
    /** It has been ready, warms up, and has no task meanwhile: as good as starting once more. */
    WARMING_UP,
    /** Ready, and takes no task before it has taken over from another worker, or got a slot. */
    STANDBY,
    /** Ready, takes tasks. */
    IN_SERVICE,
    /** Finishes what it has and takes no further task before it has warmed up. */
    COLD,
    /** Ready, but stands still, or is about to; takes no task, and then goes on as before. */
    WRITING_HEAP,
    /** Takes no new task, and ends when it has finished what it has. */
    RETIRING,
    /** Has no task, was told to end, and will be killed if it does not. */
    STOPPING,
    /** Its process is gone. */
    ENDED;

    /** Returns whether it has become ready and was not told to go. */
    boolean isReady() {
        return this == STANDBY || this == IN_SERVICE || this == COLD || this == WRITING_HEAP;
    }

    /** Returns whether it takes no task any more, ever. */
    boolean isLeaving() {
        return this == RETIRING || this == STOPPING || this == ENDED;
    }

    /** Returns what people see of it. */
    WorkerState shown(boolean hasTasks) {
        return switch (this) {
            case WAITING -> WorkerState.WAITING;
            case STARTING, WARMING_UP -> WorkerState.STARTING;
            case STANDBY -> WorkerState.STANDBY;
            case IN_SERVICE, COLD, WRITING_HEAP -> hasTasks ? WorkerState.BUSY : WorkerState.IDLE;
            case RETIRING, STOPPING -> WorkerState.RETIRING;
            case ENDED -> WorkerState.ENDED;
        };
    }
}
