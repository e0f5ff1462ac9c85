package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.log.event.EventTarget;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.message.LogRecord;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * Logs again in this JVM what a worker has logged: with the same logger, level, message, context and exception in words, on a
 * thread that is named after worker and task meanwhile, and with pool, worker, pid and task in the MDC. Events that this JVM does
 * not want of a logger are left out.
 *
 * <p><b>Thread safety:</b> one thread per worker; the loggers are shared by all.
 */
final class LogWriter {

    private static final KnownLoggers loggers = new KnownLoggers(50_000);

    private final EventTarget target = LoggingFramework.inUse().events();
    private final WorkerMdc mdc;
    private final WriterThreadName threadName;

    LogWriter(String poolName, WorkerLink worker) {
        this.mdc = new WorkerMdc(poolName, worker);
        this.threadName = new WriterThreadName(poolName, worker);
    }

    void write(LogRecord event, LogOrigin task) {
        Logger logger = loggers.named(event.logger());
        Level level = Level.valueOf(event.level().name());
        if (!logger.isEnabledForLevel(level)) {
            return;
        }
        threadName.set(task);
        MDC.setContextMap(context(event, task));
        boolean own = logger.getName().equals(event.logger());
        String message = own ? event.message() : "[" + event.logger() + "] " + event.message();
        target.log(logger, level, message, event);
    }

    /** There is nothing to write for now. */
    void rest() {
        if (threadName.putBack()) {
            MDC.clear();
        }
    }

    private Map<String, String> context(LogRecord event, LogOrigin task) {
        Map<String, String> context = new HashMap<>();
        WorkerMdc.fillOwn(context::put, event.mdc());
        mdc.fill(context::put, task);
        context.put(WorkerMdc.THREAD, event.thread());
        return context;
    }
}
