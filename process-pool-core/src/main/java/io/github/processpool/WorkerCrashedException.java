package io.github.processpool;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The worker process died, or had to be given up, while it ran this task. */
public class WorkerCrashedException extends ProcessPoolException {

    private static final long serialVersionUID = 1L;

    /**
     * Everything that is known of a worker's end.
     *
     * @param pid the process
     * @param exitCode its exit code, if it could be had
     * @param signal the name of the signal that ended it, as far as it can be told
     * @param outOfMemory whether its heap was exhausted
     * @param stderrTail the last lines it wrote to its standard error output
     * @param crashReport the beginning of the JVM's crash report (hs_err), if it left one
     */
    public record Circumstances(
            long pid,
            OptionalInt exitCode,
            Optional<String> signal,
            boolean outOfMemory,
            List<String> stderrTail,
            Optional<String> crashReport) {

        /**
         * Copies the list.
         *
         * @param pid the process
         * @param exitCode its exit code
         * @param signal the name of the signal that ended it
         * @param outOfMemory whether its heap was exhausted
         * @param stderrTail the last lines it wrote to its standard error output
         * @param crashReport the beginning of the JVM's crash report
         */
        public Circumstances {
            stderrTail = List.copyOf(stderrTail);
        }
    }

    /** The process. */
    private final long pid;

    /** -1 if it could not be had. */
    private final int exitCode;

    /** The name of the signal that ended it; null if there was none, or it can't be told. */
    private final @Nullable String signal;

    /** Whether its heap was exhausted. */
    private final boolean outOfMemory;

    /** The last lines of its standard error output. */
    private final String[] stderrTail;

    /** The beginning of the JVM's crash report; null if it left none. */
    private final @Nullable String crashReport;

    /**
     * Creates the exception.
     *
     * @param message which worker died how, and which task was lost
     * @param circumstances what is known of its end
     * @param cause what led to it, if anything
     */
    public WorkerCrashedException(String message, Circumstances circumstances, @Nullable Throwable cause) {
        super(message, cause);
        this.pid = circumstances.pid();
        this.exitCode = circumstances.exitCode().orElse(-1);
        this.signal = circumstances.signal().orElse(null);
        this.outOfMemory = circumstances.outOfMemory();
        this.stderrTail = circumstances.stderrTail().toArray(String[]::new);
        this.crashReport = circumstances.crashReport().orElse(null);
    }

    /**
     * Returns the number of the process that died.
     *
     * @return the pid
     */
    public long pid() {
        return pid;
    }

    /**
     * Returns the exit code. On Unix a process that a signal ended has 128 plus the signal's number, which can't be told
     * from an {@code exit} with that code.
     *
     * @return the code; empty if the process did not end in time or its code is not known
     */
    public OptionalInt exitCode() {
        return exitCode < 0 ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    /**
     * Returns the name of the signal, like {@code SIGSEGV}: from the JVM's crash report if there is one, else from the exit
     * code, where an {@code exit} with that code can't be told apart.
     *
     * @return the name, if a signal may have ended the process
     */
    public Optional<String> signal() {
        return Optional.ofNullable(signal);
    }

    /**
     * Returns whether the worker's heap was exhausted.
     *
     * @return true if so
     */
    public boolean outOfMemory() {
        return outOfMemory;
    }

    /**
     * Returns the last lines that the worker wrote to its standard error output.
     *
     * @return up to 40 lines, oldest first
     */
    public List<String> stderrTail() {
        return List.of(stderrTail);
    }

    /**
     * Returns the beginning of the crash report (hs_err) that the worker's JVM wrote.
     *
     * @return up to 8 KB; empty if it left none
     */
    public Optional<String> crashReport() {
        return Optional.ofNullable(crashReport);
    }
}
