package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.handle.Sharing;
import org.jspecify.annotations.Nullable;

/**
 * What reading values needs to know of the channel that they came through. Immutable.
 *
 * @param definitions what the other side has defined
 * @param sharing what the other side shares with this one
 * @param filter decides what may be read
 * @param custom the user's own format; null: Java serialization
 */
record Decoding(
        Definitions definitions,
        Sharing sharing,
        ValueFilter filter,
        @Nullable CustomValues custom) {}
