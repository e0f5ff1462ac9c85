package io.github.processpool.internal.parent;

import io.github.processpool.internal.wire.Codec;

/**
 * What is needed to understand one worker's answers.
 *
 * @param codec knows what this worker has defined
 * @param output what it prints
 * @param events what it logs
 */
record WorkerSession(Codec codec, OutputLog output, EventLog events) {}
