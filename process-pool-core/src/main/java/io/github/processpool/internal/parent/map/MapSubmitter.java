package io.github.processpool.internal.parent.map;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.internal.parent.dispatch.Intake;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.Codec.EncodedFunction;
import java.lang.ref.Reference;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the inputs that a {@link MapRun} has taken, together with its function, and hands them to the {@link Intake}. Knows how
 * tasks look; does not know how many there are or when they end.
 *
 * <p><b>Thread safety:</b> the map's consumer writes and submits; any thread may cut.
 */
public final class MapSubmitter {

    private final Intake intake;
    /** Kept reachable while the map submits, so that the pool is not taken for forgotten. */
    private final Object owner;

    private final TaskOptions options;
    private final Object function;
    private final int arity;
    private final boolean inChunks;
    /** Written once for all chunks; also a proof that what fails later is an input. */
    private @Nullable EncodedFunction encoded;

    public MapSubmitter(
            Intake intake, Object owner, TaskOptions options, Object function, int arity, boolean inChunks) {
        this.intake = intake;
        this.owner = owner;
        this.options = options;
        this.function = function;
        this.arity = arity;
        this.inChunks = inChunks;
    }

    int workers() {
        return intake.maxWorkers();
    }

    /** More elements than a worker may run are too many for a chunk whose size nobody has asked for. */
    int mostElements() {
        return intake.maxTasksPerWorker();
    }

    long now() {
        return intake.now();
    }

    String name() {
        return options.name().orElseGet(() -> function.getClass().getSimpleName());
    }

    /** Makes one batch of the inputs, or several if they can't be written together. */
    void encode(List<@Nullable Object> inputs, boolean limited, boolean keepInputs, Consumer<MapBatch> target) {
        if (inputs.isEmpty()) {
            return;
        }
        EncodedFunction written = encodedFunction();
        @Nullable Object @Nullable [] kept = keepInputs ? inputs.toArray() : null;
        if (!inChunks) {
            encodeAlone(inputs.get(0), kept, target);
            return;
        }
        try {
            target.accept(new MapBatch(intake.codec().writeChunk(written, flat(inputs), limited), kept));
        } catch (Throwable e) { // The inputs are the user's and throw what they like.
            if (e instanceof VirtualMachineError error && !(e instanceof StackOverflowError)) {
                throw error;
            }
            if (inputs.size() == 1) {
                encodeAlone(inputs.get(0), kept, target); // Fails as well, and says why.
            } else {
                int half = inputs.size() / 2;
                encode(inputs.subList(0, half), limited, keepInputs, target);
                encode(inputs.subList(half, inputs.size()), limited, keepInputs, target);
            }
        }
    }

    private void encodeAlone(@Nullable Object input, @Nullable Object @Nullable [] kept, Consumer<MapBatch> target) {
        try {
            @Nullable Object[] arguments = flat(Collections.singletonList(input));
            target.accept(new MapBatch(intake.codec().writeTask(function, arguments), kept));
        } catch (TaskSerializationException | PayloadTooLargeException e) {
            MapBatch failed = new MapBatch(MapBatch.NOTHING, kept);
            failed.fail(e);
            target.accept(failed);
        }
    }

    private EncodedFunction encodedFunction() {
        EncodedFunction known = encoded;
        if (known == null) {
            known = intake.codec().writeFunction(function, arity);
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

    /** Throws what submit throws; null if the queue is full, and still is after so long. */
    @Nullable
    PendingTask<?> submit(MapBatch batch, Runnable onDone, long patienceNanos) {
        try {
            return intake.submitWritten(batch.work(), function, options, onDone, patienceNanos);
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    int cut(PendingTask<?> task, int least) {
        return intake.cut(task, least);
    }
}
