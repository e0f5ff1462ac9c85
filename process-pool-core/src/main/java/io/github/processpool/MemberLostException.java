package io.github.processpool;

/**
 * The member of the cluster that had the task was lost: it was killed, it hung, or the network parted. Whether the task has run, or still
 * runs, nobody can say; a task that may be run twice is given another attempt, see {@link TaskOptions.Builder#maxAttempts(int)}.
 */
public class MemberLostException extends ProcessPoolException {

    private static final long serialVersionUID = 1L;

    /** What is known of a lost task. */
    public enum Begun {
        /** It was sent, and may have begun. */
        UNKNOWN,
        /** It had begun. */
        YES
    }

    /** Its name. */
    private final String member;

    /** Whether the task had begun. */
    private final Begun begun;

    /**
     * A loss.
     *
     * @param message says which task and which member, and what can be done
     * @param member the name of the member
     * @param begun whether the task had begun
     */
    public MemberLostException(String message, String member, Begun begun) {
        super(message, null);
        this.member = member;
        this.begun = begun;
    }

    /**
     * Returns the member that was lost.
     *
     * @return its name
     */
    public String member() {
        return member;
    }

    /**
     * Returns whether the task had begun, as far as that was told.
     *
     * @return {@link Begun#UNKNOWN} if it may have
     */
    public Begun begun() {
        return begun;
    }
}
