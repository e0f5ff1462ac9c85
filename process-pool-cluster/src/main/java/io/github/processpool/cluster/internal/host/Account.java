package io.github.processpool.cluster.internal.host;

/**
 * The credits of one submitter, as {@link Ledger}, which alone moves them, keeps them.
 *
 * <pre>{@code
 * room -> outstanding -> used        a task has come with it
 *              |-------> back        released
 *              '-------> asked back  a revoke is on its way; then used or back, one of the two
 * }</pre>
 *
 * <p>All of them end with the session.
 *
 * <p><b>Thread safety:</b> needs the engine's lock.
 */
final class Account {

    /** Given, and neither used nor back. */
    int outstanding;
    /** Of these, how many were asked back. */
    int revoked;
    /** How many tasks wait over there, less what was given since that was said. */
    int demand;
    /** Since when there was neither a task nor a release, while something was outstanding. */
    long quietSinceNanos;
    /** When room was given to one that had none and needed it; 0: what comes next tells nothing about the way. */
    long askedNanos;

    /** Credits that are not asked back. */
    int free() {
        return outstanding - revoked;
    }
}
