package io.github.processpool.internal.parent.map;

import io.github.processpool.MapOptions;
import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedFunction;
import io.github.processpool.internal.wire.codec.Overload;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the inputs that the {@link MapInputs} have taken, together with the map's function, as {@link MapBatch}es. Knows how tasks
 * look; sends nothing.
 *
 * <p><b>Thread safety:</b> used by the map's consumer only.
 */
public final class MapWriter {

    private final Codec codec;
    private final Object function;
    private final int arity;
    private final boolean inChunks;
    /** Whether a worker ends a chunk that takes longer than a short time. */
    private final boolean limited;
    /** Whether the consumer gets its inputs back. */
    private final boolean keepInputs;
    /** Written once for all chunks; also a proof that a later failure is an input's. */
    private @Nullable EncodedFunction encoded;

    /** For a function of so many arguments; for results in the order of the inputs, or beside them. */
    public MapWriter(Codec codec, Object function, int arity, MapOptions options, boolean ordered) {
        this.codec = codec;
        this.function = function;
        this.arity = arity;
        this.inChunks = options.autoChunk() || options.chunkSize() > 1;
        this.limited = options.autoChunk();
        this.keepInputs = !ordered;
    }

    /**
     * Makes one batch of the inputs, or several if they can't be written together.
     *
     * @throws TaskSerializationException if the function can't be written
     * @throws PayloadTooLargeException if the function is too large
     */
    void write(List<@Nullable Object> inputs, Consumer<MapBatch> target) {
        if (inputs.isEmpty()) {
            return;
        }
        EncodedFunction written = encodedFunction();
        @Nullable Object @Nullable [] kept = keepInputs ? inputs.toArray() : null;
        if (!inChunks) {
            writeAlone(inputs.get(0), kept, target);
            return;
        }
        try {
            target.accept(new MapBatch(codec.writeChunk(written, flat(inputs), limited), kept));
        } catch (Throwable e) { // The inputs are the user's and throw what they like.
            if (e instanceof VirtualMachineError error && !(e instanceof StackOverflowError)) {
                throw error;
            }
            writeInParts(inputs, kept, target);
        }
    }

    private void writeInParts(
            List<@Nullable Object> inputs, @Nullable Object @Nullable [] kept, Consumer<MapBatch> target) {
        if (inputs.size() == 1) {
            writeAlone(inputs.get(0), kept, target); // Fails as well, and says why.
        } else {
            int half = inputs.size() / 2;
            write(inputs.subList(0, half), target);
            write(inputs.subList(half, inputs.size()), target);
        }
    }

    private void writeAlone(@Nullable Object input, @Nullable Object @Nullable [] kept, Consumer<MapBatch> target) {
        try {
            @Nullable Object[] arguments = flat(Collections.singletonList(input));
            target.accept(new MapBatch(codec.writeTask(Overload.ofArity(arity), function, arguments), kept));
        } catch (TaskSerializationException | PayloadTooLargeException e) {
            MapBatch failed = new MapBatch(MapBatch.NOTHING, kept);
            failed.fail(e);
            target.accept(failed);
        }
    }

    private EncodedFunction encodedFunction() {
        EncodedFunction known = encoded;
        if (known == null) {
            known = codec.writeFunction(function, arity);
            encoded = known;
        }
        return known;
    }

    private @Nullable Object[] flat(List<@Nullable Object> inputs) {
        if (arity == 1) {
            return inputs.toArray();
        }
        @Nullable Object[] values = new @Nullable Object[inputs.size() * arity];
        int next = 0;
        for (Object input : inputs) {
            if (input instanceof Map.Entry<?, ?> pair) {
                values[next++] = pair.getKey();
                values[next++] = pair.getValue();
            }
        }
        return values;
    }
}
