package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.handle.Sharing;
import org.jspecify.annotations.Nullable;

/**
 * The channel that values are written for, as far as writing them needs to know it. Immutable.
 *
 * @param table the definitions of this side
 * @param sharing the objects that this side shares with the other
 * @param custom the user's own format; null: Java serialization
 */
record Encoding(
        DefinitionTable table, Sharing sharing, @Nullable CustomValues custom) {}
