package io.github.processpool.cluster.internal.engine;

import io.github.processpool.cluster.MemberAddress;

/** Is told of members, without a lock, by the thread that has the news: it must not wait. */
public interface EngineListener {

    /**
     * There is a session with a member.
     *
     * @param member the other side
     */
    void joined(MemberAddress member);

    /**
     * The session with a member is over.
     *
     * @param member the other side
     * @param why the rest of a sentence that begins with the member
     */
    void left(MemberAddress member, String why);

    /**
     * There will be no session with a member.
     *
     * @param member in view
     * @param why the rest of a sentence that begins with the member
     */
    void refused(MemberAddress member, String why);

    /**
     * There is something to say to people.
     *
     * @param line writes to a log, which may take as long as it likes
     */
    default void log(Runnable line) {
        line.run();
    }
}
