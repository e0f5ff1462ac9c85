package io.github.processpool;

/**
 * Where a task of a pool that is shared by the members of a cluster may run. In a pool without a cluster it makes no difference.
 *
 * @see TaskOptions.Builder#placement(Placement)
 */
public enum Placement {
    /** On whichever member has room: here first. */
    ANYWHERE,
    /** In a worker of the member that submits it. */
    HERE
}
