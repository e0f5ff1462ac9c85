package io.github.processpool.internal.wire.codec;

import java.io.Serializable;

/**
 * Stands, within one part of an exception that is sent in parts, for another part. Immutable.
 *
 * @param part its place among the {@link ExceptionParts}
 */
record ExceptionReference(int part) implements Serializable {}
