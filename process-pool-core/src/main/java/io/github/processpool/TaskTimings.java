package io.github.processpool;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The times of a task so far, and how much was sent for it. Instants are wall-clock times for people; durations are measured on
 * a monotonic clock.
 *
 * @param queued when it was submitted
 * @param started when a worker began it (the last attempt, if it was run more than once); empty before that
 * @param finished when its future ended; empty before that
 * @param serialization time spent writing the task in the parent and reading it, and writing the result, in the worker
 * @param execution time spent in the task's own code; zero until it has ended
 * @param taskBytes size of the serialized task, in bytes
 * @param resultBytes size of its serialized value, or of what it threw, in bytes; zero until it has answered
 */
public record TaskTimings(
        Instant queued,
        Optional<Instant> started,
        Optional<Instant> finished,
        Duration serialization,
        Duration execution,
        long taskBytes,
        long resultBytes) {

    /**
     * Of a task of which nothing was sent.
     *
     * @param queued when it was submitted
     * @param started when a worker began it
     * @param finished when its future ended
     * @param serialization time spent writing and reading
     * @param execution time spent in the task's own code
     */
    public TaskTimings(
            Instant queued,
            Optional<Instant> started,
            Optional<Instant> finished,
            Duration serialization,
            Duration execution) {
        this(queued, started, finished, serialization, execution, 0, 0);
    }

    /**
     * Returns how long the task waited before a worker began it.
     *
     * @return the wait; empty while no worker has begun it
     */
    public Optional<Duration> queueWait() {
        return started.map(instant -> Duration.between(queued, instant));
    }
}
