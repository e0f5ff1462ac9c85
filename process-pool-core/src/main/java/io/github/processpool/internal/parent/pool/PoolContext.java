package io.github.processpool.internal.parent.pool;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The six things that nearly every part of a pool is made with.
 *
 * @param settings what the builder collected
 * @param lock guards what several threads change
 * @param status how the pool stands
 * @param timer the clock, and what runs things at their time
 * @param counters what has happened so far
 * @param key of 16 hexadecimal digits, which no other pool has, here or on another machine
 */
public record PoolContext(
        PoolSettings settings, PoolLock lock, PoolStatus status, Timer timer, Counters counters, String key) {

    /** Makes the context of a new pool. */
    public static PoolContext of(PoolSettings settings, Timer timer) {
        PoolLock lock = new PoolLock();
        String key = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
        return new PoolContext(settings, lock, new PoolStatus(lock, settings.name()), timer, new Counters(), key);
    }

    /** Returns what the pool is called. */
    public String name() {
        return settings.name();
    }

    /** Returns what names a task among those of all pools, the same for all of its attempts. */
    public String taskKey(long taskId) {
        return key + "-" + taskId;
    }

    /** Returns the time on the pool's clock, in nanoseconds. */
    public long now() {
        return timer.now();
    }
}
