package io.github.processpool.internal.parent.supervision;

import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.pool.FailedStarts;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.task.Events;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/**
 * Writes to the log how starts of workers have failed: the first one in full, then nothing but a count every ten minutes, until one
 * fails in another way or succeeds. Two fail alike if their exit codes are the same, and their words but for those with a digit in them.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}; the log is written without it.
 */
final class StartFailureLog {

    private static final Logger log = PoolLoggers.of(StartFailureLog.class);

    private static final long COUNT_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final Pattern WORD_END = Pattern.compile("\\W+");

    private final String poolName;
    private final Events events;

    /** Empty while starts do not fail. */
    private String known = "";
    /** Those that were not told. */
    private int untold;

    private long toldNanos;

    StartFailureLog(String poolName, Events events) {
        this.poolName = poolName;
        this.events = events;
    }

    void onGoodStart() {
        known = "";
    }

    void onBadStart(WorkerStartException failure, long now) {
        String words = failure.exitCode() + kindOf(FailedStarts.withoutCommand(failure));
        untold++;
        if (!words.equals(known)) {
            known = words;
            told(now);
            events.aside(() -> log.warn("{}", failure.getMessage()));
        } else if (now - toldNanos >= COUNT_NANOS) {
            int failures = untold;
            told(now);
            events.aside(() -> log.warn(
                    "Process pool '{}' still can't start workers: {} more starts have failed in the same way. {}",
                    poolName,
                    failures,
                    FailedStarts.headline(failure)));
        }
    }

    /** Leaves out whose start it was, and each word with a digit in it: times, process ids, addresses, names of files. */
    private static String kindOf(String words) {
        String what = words.startsWith("A spare worker ") ? words.substring("A spare worker".length()) : words;
        return Arrays.stream(WORD_END.split(what))
                .filter(word -> word.chars().noneMatch(Character::isDigit) && !word.isEmpty() && !word.equals("Worker"))
                .collect(Collectors.joining(" "));
    }

    private void told(long now) {
        toldNanos = now;
        untold = 0;
    }
}
