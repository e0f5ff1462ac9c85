package io.github.processpool.internal.parent.life;

import io.github.processpool.internal.parent.log.EventLog;
import io.github.processpool.internal.parent.log.OutputLog;
import io.github.processpool.internal.wire.codec.Codec;

/**
 * What is needed to understand one worker's answers.
 *
 * @param codec knows what this worker has defined
 * @param output what it prints
 * @param events what it logs
 */
public record WorkerSession(Codec codec, OutputLog output, EventLog events) {}
