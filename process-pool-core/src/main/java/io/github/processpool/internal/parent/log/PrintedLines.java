package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.process.WorkerLink;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Writes lines that a worker has printed to this JVM's log: output as INFO, error output as WARN, with pool, worker, pid and task in
 * front and in the MDC.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class PrintedLines {

    private static final Logger log = LoggerFactory.getLogger(KnownLoggers.SPEAKER);

    private final String poolName;
    private final WorkerLink worker;
    private final WorkerMdc mdc;

    PrintedLines(String poolName, WorkerLink worker) {
        this.poolName = poolName;
        this.worker = worker;
        this.mdc = new WorkerMdc(poolName, worker);
    }

    boolean areWanted(boolean isError) {
        return isError ? log.isWarnEnabled() : log.isInfoEnabled();
    }

    /** Logs a line for a task; no name of a task if none is known. */
    void write(boolean isError, String text, String task) {
        Map<String, String> before = MDC.getCopyOfContextMap();
        try {
            mdc.fill(MDC::put, task);
            String where = poolName + (worker.slot() < 0 ? " spare worker" : " worker " + worker.slot()) + " pid "
                    + worker.pid() + (task.isEmpty() ? "" : " ") + task;
            if (isError) {
                log.warn("[{}] {}", where, text);
            } else {
                log.info("[{}] {}", where, text);
            }
        } finally {
            if (before == null) {
                MDC.clear();
            } else {
                MDC.setContextMap(before);
            }
        }
    }
}
