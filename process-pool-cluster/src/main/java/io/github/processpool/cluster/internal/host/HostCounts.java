package io.github.processpool.cluster.internal.host;

/**
 * What was done for others by a pool so far, for meters.
 *
 * @param taken tasks
 * @param answered of them
 * @param refused those that were not taken, or provably not begun
 * @param orphans those that were stopped because their submitter was lost
 */
public record HostCounts(long taken, long answered, long refused, long orphans) {}
