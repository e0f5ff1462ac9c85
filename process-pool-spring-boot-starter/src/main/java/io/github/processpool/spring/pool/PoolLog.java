package io.github.processpool.spring.pool;

import io.github.processpool.ProcessFuture;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said about the end of a pool: one line, and the tasks that were lost. */
final class PoolLog {

    private static final int NAMED_TASKS = 10;
    private static final Logger log = LoggerFactory.getLogger(ProcessPoolLifecycle.class);

    private PoolLog() {}

    static void drained(String pool, Duration took, List<ProcessFuture<?>> lost) {
        if (lost.isEmpty()) {
            log.info("Process pool '{}' stopped after {} ms, no task was lost", pool, took.toMillis());
        } else {
            log.warn(
                    "Process pool '{}' stopped after {} ms; tasks that did not end in time and were lost: {} ({})",
                    pool,
                    took.toMillis(),
                    lost.size(),
                    names(lost));
        }
    }

    static void destroyed(String pool, List<ProcessFuture<?>> lost) {
        if (!lost.isEmpty()) {
            log.warn(
                    "Process pool '{}' was ended without being stopped before; tasks that were lost: {} ({})",
                    pool,
                    lost.size(),
                    names(lost));
        }
    }

    static void failed(String pool, ProcessFuture<?> task, Throwable failure) {
        log.error("Task '{}' of process pool '{}' failed", task.name(), pool, failure);
    }

    private static String names(List<ProcessFuture<?>> tasks) {
        String names =
                tasks.stream().limit(NAMED_TASKS).map(ProcessFuture::name).collect(Collectors.joining(", "));
        return tasks.size() > NAMED_TASKS ? names + ", …" : names;
    }
}
