package io.github.processpool.cluster;

/** What a member does for the others. */
public enum Role {
    /** Runs tasks of others, and has others run its own. */
    BOTH,
    /** Has others run its tasks, and runs none of theirs. */
    SUBMIT,
    /** Runs tasks of others; its own run here. */
    WORK
}
