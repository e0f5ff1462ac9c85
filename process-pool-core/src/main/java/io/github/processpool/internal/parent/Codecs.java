package io.github.processpool.internal.parent;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.parent.sharing.SharedObjects;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.codec.JavaCodec;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Makes all that a pool reads and writes values with, as its settings say, and writes what its workers need for that. It opens
 * nothing and can just be dropped.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class Codecs {

    private final PoolSettings settings;
    private final SharedObjects shared;
    private final DefinitionTable table = new DefinitionTable();
    private final Codec codec;
    private final Payload serializer;

    /** Writes serializer and initializer; throws if that does not work. */
    Codecs(PoolSettings settings, SharedObjects shared, ClassLoader classLoader) {
        this.settings = settings;
        this.shared = shared;
        this.codec = codecFor(new Definitions(classLoader));
        this.serializer = written(settings.serializer());
        initializer(); // One that can't be written fails here, and not at each start.
    }

    /** Returns the numbers that stand for classes and lambdas, the same for all workers. */
    DefinitionTable table() {
        return table;
    }

    /** Returns the codec for what the pool writes. */
    Codec codec() {
        return codec;
    }

    /** Returns a new codec that reads what a worker with these definitions writes. */
    Codec codecFor(Definitions definitions) {
        return codecFor(definitions, shared);
    }

    /** Returns a new codec that reads what workers of other members of a cluster write: without definitions, and nothing is shared. */
    Codec codecOfMembers(ClassLoader classLoader) {
        return codecFor(new Definitions(classLoader), Sharing.NOTHING);
    }

    private Codec codecFor(Definitions definitions, Sharing sharing) {
        String filter = settings.limits().resultFilter();
        Codec made = new JavaCodec(
                table,
                definitions,
                filter == null ? "" : filter,
                (int) settings.limits().maxPayload(),
                sharing);
        if (settings.serializer() != null) {
            made.serializeWith(settings.serializer());
        }
        return made;
    }

    /** Returns the serializer, serialized; nothing: Java serialization. */
    Payload serializer() {
        return serializer;
    }

    /** Writes the initializer as it is now, which runs code of the user; nothing: there is none. */
    Payload initializer() {
        WorkerInitializer initializer = settings.initializer();
        // Without definitions, because it travels before them.
        return initializer == null ? Payload.NONE : codec.writeAlone(initializer);
    }

    private Payload written(@Nullable PayloadSerializer values) {
        Payload payload = values == null ? Payload.NONE : codec.writeAlone(values);
        if (payload.length() > Setup.LARGEST_SERIALIZER) {
            throw new TaskSerializationException(
                    "The serializer takes " + payload.length() + " bytes, which is more than "
                            + Setup.LARGEST_SERIALIZER + "; let it make what it needs in the worker",
                    null);
        }
        return payload;
    }
}
