package io.github.processpool.internal.parent.pool;

/**
 * The five things that nearly every part of a pool is made with.
 *
 * @param settings what the builder collected
 * @param lock guards what several threads change
 * @param status how the pool stands
 * @param timer the clock, and what runs things at their time
 * @param counters what has happened so far
 */
public record PoolContext(PoolSettings settings, PoolLock lock, PoolStatus status, Timer timer, Counters counters) {

    /** Makes the context of a new pool. */
    public static PoolContext of(PoolSettings settings, Timer timer) {
        PoolLock lock = new PoolLock();
        return new PoolContext(settings, lock, new PoolStatus(lock, settings.name()), timer, new Counters());
    }

    /** Returns what the pool is called. */
    public String name() {
        return settings.name();
    }

    /** Returns the time on the pool's clock, in nanoseconds. */
    public long now() {
        return timer.now();
    }
}
