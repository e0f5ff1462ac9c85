package io.github.processpool.internal.parent.log.logback;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import io.github.processpool.internal.parent.log.event.Slf4jEvents;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An exception of a worker, as Logback sees exceptions, read from the stack trace that it printed there: with the names of its class
 * and of those of its causes, which need not exist here. It prints as in the worker. Immutable.
 *
 * <p>Suppressed exceptions stay lines among the frames.
 */
final class RemoteThrowable extends ThrowableProxy {

    private static final Pattern CAUSE = Pattern.compile("(?m)^Caused by: ");
    /** Logback goes from cause to cause by recursion. */
    private static final int MOST_CAUSES = 100;

    private final String className;
    private final @Nullable String message;
    /** With class and message, as it was printed. */
    private final String beginning;

    private final StackTraceElementProxy[] frames;
    private final @Nullable RemoteThrowable cause;

    private RemoteThrowable(
            Throwable thrown, RemoteProblem problem, String beginning, String rest, @Nullable RemoteThrowable cause) {
        super(thrown);
        this.className = problem.className();
        this.message = problem.message();
        this.beginning = beginning;
        this.frames = rest.lines().map(RemoteFrame::of).toArray(StackTraceElementProxy[]::new);
        this.cause = cause;
    }

    static RemoteThrowable of(RemoteProblem problem) {
        Throwable thrown = Slf4jEvents.inWords(problem);
        String[] parts = CAUSE.split(problem.stackTrace().stripTrailing(), MOST_CAUSES);
        RemoteThrowable made = null;
        for (int i = parts.length - 1; i > 0; i--) {
            made = of(thrown, null, parts[i], made);
        }
        return of(thrown, problem, parts[0], made);
    }

    private static RemoteThrowable of(
            Throwable thrown, @Nullable RemoteProblem known, String part, @Nullable RemoteThrowable cause) {
        String text = part.stripTrailing();
        int end = text.indexOf("\n\t");
        String beginning = end < 0 ? text : text.substring(0, end);
        RemoteProblem problem = known == null ? problem(beginning) : known;
        return new RemoteThrowable(thrown, problem, beginning, end < 0 ? "" : text.substring(end + 1), cause);
    }

    private static RemoteProblem problem(String beginning) {
        int end = beginning.indexOf(": ");
        return end < 0
                ? new RemoteProblem(beginning, null, "")
                : new RemoteProblem(beginning.substring(0, end), beginning.substring(end + 2), "");
    }

    @Override
    public String getClassName() {
        return className;
    }

    @Override
    public @Nullable String getMessage() {
        return message;
    }

    /** Where an exception has words of its own for what it is. */
    @Override
    public @Nullable String getOverridingMessage() {
        return beginning.equals(className + ": " + message) ? null : beginning;
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return frames.clone();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        return cause;
    }
}
