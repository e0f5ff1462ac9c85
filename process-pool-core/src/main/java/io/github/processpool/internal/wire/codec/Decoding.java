package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.handle.Sharing;
import org.jspecify.annotations.Nullable;

/**
 * The channel that values came through, as far as reading them needs to know it. Immutable.
 *
 * @param definitions the definitions of the other side
 * @param sharing the objects that the other side shares with this one
 * @param filter decides about each class that is read
 * @param custom the user's own format; null: Java serialization
 */
record Decoding(
        Definitions definitions,
        Sharing sharing,
        ValueFilter filter,
        @Nullable CustomValues custom) {}
