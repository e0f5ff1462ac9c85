package io.github.processpool;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a map is, as its {@link MapProgressListener} is told. Immutable.
 *
 * @param done how many elements the consumer of the stream has received, those that failed included
 * @param failed how many of them failed
 * @param total how many there are in all; empty unless the inputs are a {@link java.util.Collection}
 * @param elapsed how long the map has been running, from the beginning of the terminal operation
 * @param ended whether this is the last report: the stream is at its end, has failed, or was closed
 */
public record MapProgress(long done, long failed, OptionalLong total, Duration elapsed, boolean ended) {

    /**
     * Returns how many elements were received in a second, on average since the beginning.
     *
     * @return the rate; 0 while nothing was received
     */
    public double perSecond() {
        return done == 0 ? 0 : done * 1e9 / Math.max(1, elapsed.toNanos());
    }

    /**
     * Returns how long the rest takes if it goes on at this rate.
     *
     * @return the estimate; empty while nothing was received, and if nobody knows how many there are
     */
    public Optional<Duration> remaining() {
        if (done == 0 || total.isEmpty()) {
            return Optional.empty();
        }
        double left = Math.max(0, total.getAsLong() - done) / perSecond();
        return Optional.of(Duration.ofMillis((long) Math.min(left * 1e3, Long.MAX_VALUE >> 1)));
    }
}
