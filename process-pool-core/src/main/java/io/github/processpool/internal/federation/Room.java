package io.github.processpool.internal.federation;

/**
 * How much a pool can run.
 *
 * @param slots how many tasks at once: the workers that it may have; 0 if it takes no tasks, being broken or about to end
 * @param ready how many of these workers have started; a task that finds none waits for one to start
 * @param occupied how many it has, queued or with a worker, guests among them
 * @param guestMeanNanos how long the last guests took on average, of a hundred at most; 0: there was none
 * @param broken whether its workers can't start
 */
public record Room(int slots, int ready, int occupied, long guestMeanNanos, boolean broken) {}
