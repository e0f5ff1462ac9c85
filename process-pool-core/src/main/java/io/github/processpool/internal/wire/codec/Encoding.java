package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.handle.Sharing;
import org.jspecify.annotations.Nullable;

/**
 * What writing values needs to know of the channel that they are for. Immutable.
 *
 * @param table what this side defines
 * @param sharing what this side shares with the other
 * @param custom the user's own format; null: Java serialization
 */
record Encoding(
        DefinitionTable table, Sharing sharing, @Nullable CustomValues custom) {}
