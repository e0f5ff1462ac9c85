package io.github.processpool.cluster.internal.session;

import io.github.processpool.cluster.MemberAddress;

/** Is told by {@link Membership}, with the {@link EngineLock} held, what becomes of sessions. */
public interface SessionListener {

    /**
     * Both sides know each other's number.
     *
     * @param session open
     */
    void opened(Session session);

    /**
     * Nothing of a session counts any more. Told again if it has thrown.
     *
     * @param session ended
     * @param why the rest of a sentence that begins with the member
     */
    void ended(Session session, String why);

    /**
     * There will be no session with a member for now.
     *
     * @param member in view
     * @param why the rest of a sentence that begins with the member
     */
    void refused(MemberAddress member, String why);

    /**
     * There is something to say to people.
     *
     * @param line writes to a log, which may take as long as it likes: not with the lock held
     */
    void log(Runnable line);
}
