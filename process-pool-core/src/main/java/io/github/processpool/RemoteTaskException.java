package io.github.processpool;

import org.jspecify.annotations.Nullable;

/**
 * Stands in for an exception that a task threw but that can't cross the border: it can't be serialized, its class is unknown
 * in the parent, or the result filter rejects it. An exception that can cross, but has a cause or a suppressed one that can't, has
 * this in its place; one of which something else could not be sent has this as a suppressed exception that says so.
 *
 * <p>Also stands in for one that was logged in a worker, when the parent logs that event again; then it has no stack trace of its
 * own, and its message is the remote one.
 */
public class RemoteTaskException extends ProcessPoolException {

    private static final long serialVersionUID = 1L;

    /** The class of the original exception. */
    private final String remoteClassName;

    /** As the original printed it, causes included. */
    private final String remoteStackTrace;

    /**
     * Creates the exception.
     *
     * @param message names the original class and says why it did not cross
     * @param remoteClassName the class of the original exception
     * @param remoteStackTrace its printed stack trace, causes included
     */
    public RemoteTaskException(String message, String remoteClassName, String remoteStackTrace) {
        this(message, remoteClassName, remoteStackTrace, null);
    }

    /**
     * Creates the exception.
     *
     * @param message names the original class and says why it did not cross
     * @param remoteClassName the class of the original exception
     * @param remoteStackTrace its printed stack trace, causes included
     * @param cause the cause of the original, if that has crossed
     */
    public RemoteTaskException(
            String message, String remoteClassName, String remoteStackTrace, @Nullable Throwable cause) {
        super(message, cause);
        this.remoteClassName = remoteClassName;
        this.remoteStackTrace = remoteStackTrace;
    }

    /**
     * Returns the class of the exception that the task threw.
     *
     * @return a binary class name
     */
    public String remoteClassName() {
        return remoteClassName;
    }

    /**
     * Returns the stack trace that the original exception printed in the worker, causes included.
     *
     * @return the text; cut at 64 KB
     */
    public String remoteStackTrace() {
        return remoteStackTrace;
    }
}
