package io.github.processpool.cluster.internal.engine;

import io.github.processpool.cluster.internal.session.Self;

/**
 * What does not change while a cluster lives.
 *
 * @param self what this member says of itself
 * @param failureNanos how long the engine below takes to notice that a member is lost
 * @param stopsOrphans whether guests are stopped when their submitter is lost; otherwise they end by themselves
 */
public record EngineSettings(Self self, long failureNanos, boolean stopsOrphans) {}
