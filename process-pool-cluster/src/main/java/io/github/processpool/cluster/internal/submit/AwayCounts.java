package io.github.processpool.cluster.internal.submit;

/**
 * What was sent by a pool so far, for meters.
 *
 * @param sent tasks
 * @param answered of them
 * @param refused of them
 * @param lost of them
 */
public record AwayCounts(long sent, long answered, long refused, long lost) {}
