package io.github.processpool.cluster.testing;

import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a task, as its submitter tells the test.
 *
 * @param value what it returned
 * @param failure what its future ended with
 * @param member where it ran; null: at the submitter
 * @param pid of the worker that it had at last; zero: none
 * @param endedNanos when its future ended, on the clock that all processes of the machine share
 * @param executionNanos how long its code ran
 */
public record Outcome(
        @Nullable Object value,
        @Nullable Throwable failure,
        @Nullable String member,
        long pid,
        long endedNanos,
        long executionNanos)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public boolean isSuccess() {
        return failure == null;
    }

    public Optional<String> where() {
        return Optional.ofNullable(member);
    }

    /** The failure, which has to be of this type. */
    public <T extends Throwable> T failure(Class<T> type) {
        if (!type.isInstance(failure)) {
            throw new AssertionError("not a " + type.getSimpleName() + ": " + this, failure);
        }
        return type.cast(failure);
    }
}
