package io.github.processpool.internal.wire.codec;

import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableFunction;
import io.github.processpool.internal.wire.codec.Codec.EncodedFunction;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Payload;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes chunks, which are one function with the inputs of many elements, and their answers, and reads them back. The layout of
 * the payloads is that of {@link ChunkFormat} and {@link AnswerFormat}; the function is the {@link TaskCodec}'s.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class ChunkCodec {

    private final ValueCodec values;
    private final TaskCodec tasks;

    ChunkCodec(ValueCodec values, TaskCodec tasks) {
        this.values = values;
        this.tasks = tasks;
    }

    EncodedTask writeChunk(EncodedFunction function, @Nullable Object[] inputs, boolean limited) throws IOException {
        PayloadOutput out = new PayloadOutput(values.maxPayload());
        int arity = function.arity();
        int[] used = ChunkFormat.writeInputs(function.captured(), inputs, arity, limited, out, values.encoding());
        int[] all = Arrays.copyOf(function.definitions(), function.definitions().length + used.length);
        System.arraycopy(used, 0, all, function.definitions().length, used.length);
        return new EncodedTask(
                function.name(),
                function.number(),
                arity,
                out.toPayload(Payload.Form.CHUNK),
                all,
                inputs.length / arity);
    }

    ChunkCall readChunk(Run run) throws IOException, ClassNotFoundException, InvocationTargetException {
        ChunkFormat.Head head = ChunkFormat.readHead(run.values());
        @Nullable Object[] own = values.read(head.captured());
        ValueSource inputs = ValueSection.open(run.values(), head.inputsAt(), values.decoding());
        int arity = run.arity();
        boolean hasFunction = run.function() != TaskCodec.IN_VALUES || own.length == 1;
        if (arity < 1
                || arity > 2
                || !hasFunction
                || inputs.count() % arity != 0
                || inputs.count() / arity < head.first() + head.count()) {
            throw new InvalidObjectException("a chunk of " + head.count() + " elements from " + head.first() + " of "
                    + inputs.count() + " values for " + arity + " arguments");
        }
        Object function = tasks.functionOf(run, own);
        inputs.skip(head.first() * arity);
        return new ChunkCall(elementFunction(function, arity), arity, inputs, head.count(), head.limited());
    }

    @SuppressWarnings("unchecked") // The parent's compiler has checked the types of function and arguments.
    private static ChunkCall.ElementFunction elementFunction(@Nullable Object function, int arity)
            throws InvalidObjectException {
        if (arity == 1 && function instanceof SerializableFunction<?, ?> task) {
            SerializableFunction<@Nullable Object, @Nullable Object> one =
                    (SerializableFunction<@Nullable Object, @Nullable Object>) task;
            return arguments -> one.apply(arguments[0]);
        } else if (arity == 2 && function instanceof SerializableBiFunction<?, ?, ?> task) {
            SerializableBiFunction<@Nullable Object, @Nullable Object, @Nullable Object> two =
                    (SerializableBiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) task;
            return arguments -> two.apply(arguments[0], arguments[1]);
        }
        throw new InvalidObjectException("a chunk whose function is none of " + arity + " arguments");
    }

    EncodedValue writeAnswer(ChunkAnswer answer, ChunkAnswer.FailureOfValue failures) throws IOException {
        try {
            return writeAnswer(answer);
        } catch (Throwable e) { // The values are the user's and throw what they like.
            NotSerializable.rethrowIfFatal(e);
            return writeAnswer(
                    AnswerFormat.withoutUnwritable(answer, values.maxPayload(), values.encoding(), failures));
        }
    }

    private EncodedValue writeAnswer(ChunkAnswer answer) throws IOException {
        PayloadOutput out = new PayloadOutput(values.maxPayload());
        int[] used = AnswerFormat.write(answer, out, values.encoding());
        return new EncodedValue(out.toPayload(Payload.Form.CHUNK), used);
    }

    ChunkAnswer readAnswer(Payload payload, int mostElements) throws IOException {
        if (payload.isLost()) {
            throw ValueCodec.lost(payload);
        }
        if (payload.form() != Payload.Form.CHUNK) {
            throw new InvalidObjectException("an answer to a chunk in the form " + payload.form());
        }
        return AnswerFormat.read(payload, mostElements, values.decoding());
    }
}
