package io.github.processpool.internal.parent;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.parent.sharing.SharedObjects;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.codec.JavaCodec;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.Payload;

/**
 * Makes what a pool reads and writes values with, as its settings say, and writes what its workers need for the same.
 *
 * @param settings tell serializer, initializer, filter and limit
 * @param shared knows the objects that travel as proxies
 */
record Codecs(PoolSettings settings, SharedObjects shared) {

    Codec codec(DefinitionTable table, Definitions definitions) {
        String filter = settings.limits().resultFilter();
        Codec made = new JavaCodec(
                table,
                definitions,
                filter == null ? "" : filter,
                (int) settings.limits().maxPayload(),
                shared);
        if (settings.serializer() != null) {
            made.serializeWith(settings.serializer());
        }
        return made;
    }

    Payload serializer(Codec anyCodec) {
        PayloadSerializer serializer = settings.serializer();
        Payload payload = serializer == null ? Payload.NONE : anyCodec.writeAlone(serializer);
        if (payload.length() > Setup.LARGEST_SERIALIZER) {
            throw new TaskSerializationException(
                    "The serializer takes " + payload.length() + " bytes, which is more than "
                            + Setup.LARGEST_SERIALIZER + "; let it make what it needs in the worker",
                    null);
        }
        return payload;
    }

    /** Without definitions, because it travels before them. */
    Payload initializer(Codec anyCodec) {
        return settings.initializer() == null ? Payload.NONE : anyCodec.writeAlone(settings.initializer());
    }
}
