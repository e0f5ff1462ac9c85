package io.github.processpool.internal.federation;

/**
 * What does not change while a pool lives, for the members that share it.
 *
 * @param maxPayload how many bytes arguments or a result may have
 * @param maxQueuedBytes how many bytes may wait in its queue
 * @param graceNanos how long an interrupted task has to end, unless its options say otherwise
 * @param serializer the class of the user's serializer, which has to be the same everywhere; empty: there is none
 */
public record FederatedLimits(long maxPayload, long maxQueuedBytes, long graceNanos, String serializer) {}
