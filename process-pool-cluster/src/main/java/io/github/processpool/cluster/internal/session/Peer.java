package io.github.processpool.cluster.internal.session;

import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.internal.protocol.ClusterMessage.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Another member as {@link Membership}, which alone moves it, knows it.
 *
 * <pre>{@code
 * UNSEEN  -> GREETED        it has come into view, and was sent a hello with a new number
 * GREETED -> OPEN           it has said our number: both know both
 * GREETED -> INCOMPATIBLE   it speaks no version that we speak
 * OPEN    -> GREETED        it has begun a new session, or has broken the protocol: a new number
 * OPEN    -> PARTED         it said goodbye; -> GREETED with its next hello or the next view
 * any     -> SHUT_OUT       three mistakes in a minute; -> GREETED with the next view
 * any     -> UNSEEN         it is out of view
 * }</pre>
 *
 * <p><b>Thread safety:</b> needs the {@link EngineLock}.
 */
final class Peer {

    /** Where it stands. */
    enum State {
        UNSEEN,
        GREETED,
        OPEN,
        INCOMPATIBLE,
        PARTED,
        SHUT_OUT
    }

    final MemberAddress address;
    State state = State.UNSEEN;

    // -- The numbers --

    /** Our number for it; each one greater than all before. */
    long mine;
    /** Its number, said in its last hello; 0: not heard since ours was chosen. */
    long theirs;
    /** The greatest number that was ever heard of it: a lesser one comes late. */
    long highest;
    /** Which of its numbers was said to it together with ours. */
    long told;

    /** In state OPEN only. */
    @Nullable
    Session session;

    /** One that has come before the view with it. */
    @Nullable
    Hello early;

    /** Why its session has to end, as long as that is not done; null: it has not to. */
    @Nullable
    String broken;

    // -- Its mistakes --

    int mistakes;
    long firstMistakeNanos;

    Peer(MemberAddress address) {
        this.address = address;
    }

    /** Counts a mistake among those of the last minute. */
    void countMistake(long now, long withinNanos) {
        if (mistakes == 0 || now - firstMistakeNanos > withinNanos) {
            mistakes = 0;
            firstMistakeNanos = now;
        }
        mistakes++;
    }

    void forgetNumbers() {
        theirs = 0;
        told = 0;
    }
}
