package io.github.processpool.cluster;

/** What becomes of the tasks that run here for a member that is lost: nobody waits for their results any more. */
public enum OnSubmitterLoss {
    /** They are interrupted, and their workers killed if they do not end in their grace period. */
    STOP,
    /** They run to their end. */
    FINISH
}
