package io.github.processpool.benchmarks.soak;

/** How a future ended. */
enum Outcome {
    SUCCEEDED,
    THREW_AS_PLANNED,
    CRASHED,
    REFUSED,
    TIMED_OUT,
    CANCELLED,
    COMPLETED_FROM_OUTSIDE,
    VIOLATION
}
