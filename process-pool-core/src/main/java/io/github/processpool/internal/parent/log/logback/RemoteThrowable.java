package io.github.processpool.internal.parent.log.logback;

import ch.qos.logback.classic.spi.ThrowableProxy;
import io.github.processpool.internal.parent.log.event.Slf4jEvents;
import io.github.processpool.internal.wire.message.RemoteProblem;

/**
 * An exception of a worker, as Logback sees exceptions: it has the name of the worker's class, and prints the worker's stack trace.
 * Immutable.
 */
final class RemoteThrowable extends ThrowableProxy {

    private final RemoteProblem problem;

    RemoteThrowable(RemoteProblem problem) {
        super(Slf4jEvents.inWords(problem));
        this.problem = problem;
    }

    @Override
    public String getClassName() {
        return problem.className();
    }

    /** In front of it the name of the class is printed. */
    @Override
    public String getMessage() {
        String text = problem.stackTrace().stripTrailing();
        String name = problem.className();
        String rest = text.startsWith(name) ? text.substring(name.length()) : text;
        return rest.startsWith(": ") ? rest.substring(2) : rest;
    }
}
