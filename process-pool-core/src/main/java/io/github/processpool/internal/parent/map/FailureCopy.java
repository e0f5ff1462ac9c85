package io.github.processpool.internal.parent.map;

import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerCrashedException.Circumstances;

/**
 * A failure told again: receives from {@link MapElements} the exception of elements that were lost together, and hands back one for
 * each that comes after the first, to which the caller may add anything. It copies no exception of the user's code.
 *
 * <p><b>Thread safety:</b> stateless.
 */
final class FailureCopy {

    private FailureCopy() {}

    /** Returns an exception that says the same; a kind that can't be told again is returned itself. */
    static Throwable of(Throwable problem) {
        if (problem instanceof WorkerCrashedException crash) {
            return new WorkerCrashedException(
                    String.valueOf(crash.getMessage()), circumstances(crash), crash.getCause());
        }
        if (problem instanceof TaskTimeoutException late) {
            TaskTimeoutException copy = new TaskTimeoutException(
                    String.valueOf(late.getMessage()),
                    late.clock(),
                    late.threadDump().orElse(null));
            copy.setStackTrace(late.getStackTrace());
            return copy;
        }
        return problem;
    }

    private static Circumstances circumstances(WorkerCrashedException crash) {
        return new Circumstances(
                crash.pid(),
                crash.exitCode(),
                crash.signal(),
                crash.outOfMemory(),
                crash.stderrTail(),
                crash.crashReport());
    }
}
