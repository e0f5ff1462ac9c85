package io.github.processpool.cluster;

/**
 * Hears of the other members of a cluster. Called by one thread, one after the other; what it throws is logged.
 */
public interface ClusterListener {

    /**
     * Tasks may go to a member, and come from it.
     *
     * @param member the other one
     */
    default void memberJoined(MemberAddress member) {}

    /**
     * A member is lost, has left, or begins anew. Tasks that it had are run again where that is allowed, or fail.
     *
     * @param member the other one
     * @param reason the rest of a sentence that begins with the member
     */
    default void memberLeft(MemberAddress member, String reason) {}

    /**
     * A member is in view, but nothing is sent to it and nothing is taken from it.
     *
     * @param member the other one
     * @param reason the rest of a sentence that begins with the member
     */
    default void memberRefused(MemberAddress member, String reason) {}
}
