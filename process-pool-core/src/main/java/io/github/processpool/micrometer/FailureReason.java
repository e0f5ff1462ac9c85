package io.github.processpool.micrometer;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskQuarantinedException;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerStartException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what a task failed with into one of a handful of words, the values of a tag, for {@link ProcessPoolMetricsListener}. Stateless. */
final class FailureReason {

    private FailureReason() {}

    static List<String> all() {
        return List.of(
                "exception",
                "timeout",
                "crash",
                "out-of-memory",
                "serialization",
                "payload-too-large",
                "no-worker",
                "quarantined");
    }

    static String of(@Nullable Throwable failure) {
        if (failure instanceof TaskTimeoutException) {
            return "timeout";
        } else if (failure instanceof WorkerCrashedException crash) {
            return crash.outOfMemory() ? "out-of-memory" : "crash";
        } else if (failure instanceof TaskSerializationException || failure instanceof ResultSerializationException) {
            return "serialization";
        } else if (failure instanceof PayloadTooLargeException) {
            return "payload-too-large";
        } else if (failure instanceof WorkerStartException || failure instanceof PoolBrokenException) {
            return "no-worker";
        } else if (failure instanceof TaskQuarantinedException) {
            return "quarantined";
        }
        return "exception";
    }
}
