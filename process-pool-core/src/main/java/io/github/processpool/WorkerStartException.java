package io.github.processpool;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A worker process did not become ready: it could not be started, died, failed in its initializer or took too long. */
public class WorkerStartException extends ProcessPoolException {

    private static final long serialVersionUID = 1L;

    /** The command that was started. */
    private final String[] command;

    /** -1 if it did not end by itself. */
    private final int exitCode;

    /** The last lines of its standard error output. */
    private final String[] stderrTail;

    /**
     * Creates the exception.
     *
     * @param message what went wrong
     * @param command the command that was started
     * @param exitCode its exit code, if it ended
     * @param stderrTail the last lines it wrote to its standard error output
     * @param cause what led to it, if anything
     */
    public WorkerStartException(
            String message,
            List<String> command,
            OptionalInt exitCode,
            List<String> stderrTail,
            @Nullable Throwable cause) {
        super(message, cause);
        this.command = command.toArray(String[]::new);
        this.exitCode = exitCode.orElse(-1);
        this.stderrTail = stderrTail.toArray(String[]::new);
    }

    /**
     * Returns the whole command line of the worker; the message has it with numbers in the place of long paths.
     *
     * @return program and arguments; values of system properties that look like secrets are masked
     */
    public List<String> command() {
        return List.of(command);
    }

    /**
     * Returns the exit code of the process.
     *
     * @return the code; empty if the process did not end by itself
     */
    public OptionalInt exitCode() {
        return exitCode < 0 ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    /**
     * Returns the last lines that the process wrote to its standard error output.
     *
     * @return up to 40 lines, oldest first
     */
    public List<String> stderrTail() {
        return List.of(stderrTail);
    }
}
