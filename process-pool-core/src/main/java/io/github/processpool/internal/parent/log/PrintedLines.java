package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.message.LogRecord;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * Writes lines that a worker has printed to this JVM's log: output as INFO, error output as WARN, what the JVM says there about
 * agents as DEBUG, with pool, worker, pid and task in front and in the MDC. Where SLF4J has no provider they go to {@code
 * System.out} and {@code System.err} instead, as they are.
 *
 * <p>They stay in the queue of an asynchronous appender or logger, unlike logged events: whoever writes them empties the worker's pipe,
 * and a task that prints would hang with an appender that does.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class PrintedLines {

    private static final Logger log = PoolLoggers.named(KnownLoggers.SPEAKER);

    /** Words that each worker says again, to somebody who starts workers with an agent and knows it. */
    private static final Pattern ABOUT_AGENTS = Pattern.compile(
            "WARNING: (A (Java|JVM TI) agent has been loaded dynamically"
                    + "|If a serviceability tool is (not )?in use, please run with"
                    + "|Dynamic loading of agents will be disallowed).*"
                    + "|.* VM warning: Sharing is only supported for boot loader classes because bootstrap classpath has been appended");

    private final String poolName;
    private final WorkerLink worker;
    private final WorkerMdc mdc;
    private final boolean logged = PoolLoggers.hasProvider();

    PrintedLines(String poolName, WorkerLink worker) {
        this.poolName = poolName;
        this.worker = worker;
        this.mdc = new WorkerMdc(poolName, worker);
    }

    /** Returns how many bytes of a line without an end may stand together: nobody else cuts those that are not logged. */
    int longestLine() {
        return logged ? LineCutter.LONGEST_LOGGED : LineCutter.LONGEST_PRINTED;
    }

    /** Writes a line of the task that is asked for if it matters. */
    void write(boolean isError, String line, Supplier<LogOrigin> task) {
        if (!logged) {
            (isError ? System.err : System.out).println(line);
            return;
        }
        Level level = levelOf(isError, line);
        if (log.isEnabledForLevel(level)) {
            log(level, LogRecord.oneLine(line), task.get());
        }
    }

    private static Level levelOf(boolean isError, String line) {
        if (!isError) {
            return Level.INFO;
        }
        return ABOUT_AGENTS.matcher(line).matches() ? Level.DEBUG : Level.WARN;
    }

    private void log(Level level, String text, LogOrigin task) {
        String words = task.words();
        Map<String, String> before = MDC.getCopyOfContextMap();
        try {
            mdc.fill(MDC::put, task);
            String where = poolName + (worker.slot() < 0 ? " spare worker" : " worker " + worker.slot()) + " pid "
                    + worker.pid() + (words.isEmpty() ? "" : " ") + words;
            log.atLevel(level).log("[" + where + "] " + text);
        } finally {
            if (before == null) {
                MDC.clear();
            } else {
                MDC.setContextMap(before);
            }
        }
    }
}
