package io.github.processpool;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a task did what, so far. Instants are wall-clock times for people; durations are measured on a monotonic clock.
 *
 * @param queued when it was submitted
 * @param started when a worker began it (the last attempt, if it was run more than once); empty before that
 * @param finished when its future ended; empty before that
 * @param serialization time spent writing the task in the parent and reading it, and writing the result, in the worker
 * @param execution time spent in the task's own code; zero until it has ended
 */
public record TaskTimings(
        Instant queued,
        Optional<Instant> started,
        Optional<Instant> finished,
        Duration serialization,
        Duration execution) {

    /**
     * Returns how long the task waited before a worker began it.
     *
     * @return the wait; empty while no worker has begun it
     */
    public Optional<Duration> queueWait() {
        return started.map(instant -> Duration.between(queued, instant));
    }
}
