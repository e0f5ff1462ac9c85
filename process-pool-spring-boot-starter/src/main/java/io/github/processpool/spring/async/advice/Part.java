package io.github.processpool.spring.async.advice;

/** The part that advice has in a call, in the order in which the caller's side runs: the body's comes last, in the worker. */
public enum Part {
    /** Makes the invocation known to other advice; wherever that runs. */
    EXPOSURE(true, true),
    /** Says who may call. */
    AUTHORIZATION(true, true),
    /** Says what may be passed. */
    VALIDATION(true, false),
    /** A user has said so of it; on the thread of the caller. */
    USERS(true, false),
    /** A user has said so, and wants it in the worker too. */
    USERS_OF_BOTH(true, true),
    /** Has the result perhaps. */
    CACHE(true, false),
    /** Says whether, when and how often there is a task; perhaps on another thread, because it has to wait. */
    REPETITION(true, false),
    /** Surrounds the method. */
    BODY(false, true);

    private final boolean inCaller;
    private final boolean inWorker;

    Part(boolean inCaller, boolean inWorker) {
        this.inCaller = inCaller;
        this.inWorker = inWorker;
    }

    /** Whether it runs before the call is submitted. */
    public boolean isInCaller() {
        return inCaller;
    }

    /** Whether it runs around the method of a call that the caller has let through. */
    public boolean isInWorker() {
        return inWorker;
    }

    /** Those with a lower rank run first, whatever the order of the advice says; within one rank that order holds. */
    int rank() {
        return this == USERS_OF_BOTH ? USERS.ordinal() : ordinal();
    }
}
