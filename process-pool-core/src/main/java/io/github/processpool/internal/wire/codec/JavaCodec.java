package io.github.processpool.internal.wire.codec;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableFunction;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Payload;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;
import org.jspecify.annotations.Nullable;

/**
 * Java serialization, with what repeats sent once: a lambda travels as a number and what it captured, a class descriptor as a
 * number. A single {@code byte[]} travels as it is, boxed primitives and short strings with a tag.
 *
 * <p><b>Thread safety:</b> any thread; the state is in the two tables.
 */
public final class JavaCodec implements Codec {

    private static final int IN_VALUES = -1;
    private static final int RUNNABLE = -1;
    private static final int[] NO_DEFINITIONS = new int[0];

    private final DefinitionTable table;
    private final Definitions definitions;
    private final ValueFilter filter;
    private final int maxPayload;
    /** Set once at most, before the first value; volatile because another thread may do that than those that use it. */
    private volatile @Nullable CustomValues custom;

    private final Sharing sharing;

    /**
     * Creates a codec for sides that share nothing.
     *
     * @param table what this side defines
     * @param definitions what the other side has defined
     * @param filter in the syntax of {@code jdk.serialFilter}, for what is read; empty: limits only
     * @param maxPayload the largest payload to write, in bytes
     */
    public JavaCodec(DefinitionTable table, Definitions definitions, String filter, int maxPayload) {
        this(table, definitions, filter, maxPayload, Sharing.NOTHING);
    }

    /**
     * Creates a codec.
     *
     * @param table what this side defines
     * @param definitions what the other side has defined
     * @param filter in the syntax of {@code jdk.serialFilter}, for what is read; empty: limits only
     * @param maxPayload the largest payload to write, in bytes
     * @param sharing what this side shares with the other
     */
    public JavaCodec(DefinitionTable table, Definitions definitions, String filter, int maxPayload, Sharing sharing) {
        this.sharing = sharing;
        this.table = table;
        this.definitions = definitions;
        this.filter = new ValueFilter(filter);
        this.maxPayload = maxPayload;
    }

    @Override
    public EncodedTask writeTask(Object function, @Nullable Object... arguments) {
        // What supplyAsync hands over claims to be serializable, but never is.
        if (!(function instanceof Serializable) || function instanceof AsynchronousCompletionTask) {
            throw new TaskSerializationException(NotSerializable.describeFunction(function), null);
        }
        int arity = function instanceof Runnable ? RUNNABLE : arguments.length;
        LambdaShape shape = table.shape(function.getClass());
        SerializedLambda lambda = shape.serialize(function);
        int number = lambda == null ? IN_VALUES : shape.id(lambda, table);
        @Nullable Object[] values;
        if (lambda == null || number == IN_VALUES) {
            values = prepend(function, arguments);
        } else {
            values = new @Nullable Object[lambda.getCapturedArgCount() + arguments.length];
            for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
                values[i] = lambda.getCapturedArg(i);
            }
            System.arraycopy(arguments, 0, values, lambda.getCapturedArgCount(), arguments.length);
        }
        String name = lambda == null ? NotSerializable.className(function) : shape.name(lambda);
        try {
            EncodedValue encoded = write(values, true, number == IN_VALUES ? 1 : 0);
            int[] used = number == IN_VALUES ? encoded.definitions() : append(encoded.definitions(), number);
            return new EncodedTask(name, number, arity, encoded.payload(), used);
        } catch (PayloadOutput.LimitExceededException e) {
            throw new PayloadTooLargeException(
                    "Task '" + name + "' with its arguments is larger than the limit of " + maxPayload
                            + " bytes; raise maxPayload, or pass the name of a file instead of its content",
                    e);
        } catch (CustomValues.NotWritableException e) {
            throw new TaskSerializationException(
                    "Task '" + name + "' can't be sent to a worker process: "
                            + e.inTask(values.length, arguments.length),
                    e.getCause());
        } catch (Throwable e) { // The values are the user's and throw what they like.
            NotSerializable.rethrowIfFatal(e);
            throw new TaskSerializationException(NotSerializable.describe(name, function, lambda, arguments, e), e);
        }
    }

    // -- Chunks --

    @Override
    public EncodedFunction writeFunction(Object function, int arity) {
        EncodedTask alone = writeTask(function); // Of no arguments: what is left is the function.
        return new EncodedFunction(alone.name(), alone.function(), arity, alone.values(), alone.definitions());
    }

    @Override
    public EncodedTask writeChunk(EncodedFunction function, @Nullable Object[] inputs, boolean limited)
            throws IOException {
        PayloadOutput out = new PayloadOutput(maxPayload);
        int count = inputs.length / function.arity();
        int[] used = ChunkFormat.writeInputs(function.captured(), inputs, count, limited, out, encoding());
        int[] all = Arrays.copyOf(function.definitions(), function.definitions().length + used.length);
        System.arraycopy(used, 0, all, function.definitions().length, used.length);
        return new EncodedTask(
                function.name(), function.number(), function.arity(), out.toPayload(Payload.Form.CHUNK), all, count);
    }

    @Override
    public ChunkCall readChunk(Run run) throws IOException, ClassNotFoundException, InvocationTargetException {
        ChunkFormat.Head head = ChunkFormat.readHead(run.values());
        @Nullable Object[] own = read(head.captured());
        ValueSource inputs = ValueSection.open(run.values(), head.inputsAt(), decoding());
        int arity = run.arity();
        boolean hasFunction = run.function() != IN_VALUES || own.length == 1;
        if (arity < 1
                || arity > 2
                || !hasFunction
                || inputs.count() % arity != 0
                || inputs.count() / arity < head.first() + head.count()) {
            throw new InvalidObjectException("a chunk of " + head.count() + " elements from " + head.first() + " of "
                    + inputs.count() + " values for " + arity + " arguments");
        }
        Object function = run.function() == IN_VALUES ? own[0] : lambda(run.function(), own);
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

    @Override
    public EncodedValue writeAnswer(ChunkAnswer answer, ChunkAnswer.FailureOfValue failures) throws IOException {
        try {
            return writeAnswer(answer);
        } catch (Throwable e) { // The values are the user's and throw what they like.
            NotSerializable.rethrowIfFatal(e);
            return writeAnswer(ChunkFormat.withoutUnwritable(answer, maxPayload, encoding(), failures));
        }
    }

    private EncodedValue writeAnswer(ChunkAnswer answer) throws IOException {
        PayloadOutput out = new PayloadOutput(maxPayload);
        int[] used = ChunkFormat.writeAnswer(answer, out, encoding());
        return new EncodedValue(out.toPayload(Payload.Form.CHUNK), used);
    }

    @Override
    public ChunkAnswer readAnswer(Payload payload, int mostElements) throws IOException {
        if (payload.form() != Payload.Form.CHUNK) {
            throw new InvalidObjectException("an answer to a chunk in the form " + payload.form());
        }
        return ChunkFormat.readAnswer(payload, mostElements, decoding());
    }

    private Encoding encoding() {
        return new Encoding(table, sharing, custom);
    }

    private Decoding decoding() {
        return new Decoding(definitions, sharing, filter, custom);
    }

    // -- Single tasks and values --

    @Override
    public Invocation readTask(Run run) throws IOException, ClassNotFoundException, InvocationTargetException {
        @Nullable Object[] values = read(run.values());
        int arity = Math.max(0, run.arity());
        int own = values.length - arity;
        if (own < (run.function() == IN_VALUES ? 1 : 0) || arity > 2) {
            throw new InvalidObjectException("a task with " + values.length + " values for " + arity + " arguments");
        }
        Object function = run.function() == IN_VALUES ? values[0] : lambda(run.function(), Arrays.copyOf(values, own));
        if (run.arity() == RUNNABLE && function instanceof Runnable task) {
            return () -> {
                task.run();
                return null;
            };
        }
        return invocation(function, arity, values);
    }

    @SuppressWarnings("unchecked") // The parent's compiler has checked the types of function and arguments.
    private static Invocation invocation(@Nullable Object function, int arity, @Nullable Object[] values)
            throws InvalidObjectException {
        if (arity == 0 && function instanceof Callable<?> task) {
            return task::call;
        } else if (arity == 1 && function instanceof SerializableFunction<?, ?> task) {
            Object argument = values[values.length - 1];
            return () -> ((SerializableFunction<@Nullable Object, @Nullable Object>) task).apply(argument);
        } else if (arity == 2 && function instanceof SerializableBiFunction<?, ?, ?> task) {
            Object first = values[values.length - 2];
            Object second = values[values.length - 1];
            return () -> ((SerializableBiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) task)
                    .apply(first, second);
        }
        throw new InvalidObjectException("a task that is no function of " + arity + " arguments");
    }

    private Object lambda(int number, @Nullable Object[] captured)
            throws IOException, ClassNotFoundException, InvocationTargetException {
        LambdaShape.Factory factory = definitions.lambda(number);
        filter.check(factory.capturingClass(), -1, 0);
        try {
            return factory.make(captured);
        } catch (Throwable e) {
            throw new InvocationTargetException(
                    e, "the lambda of " + factory.capturingClass().getName());
        }
    }

    @Override
    public EncodedValue writeValue(@Nullable Object value) throws IOException {
        return write(new @Nullable Object[] {value}, false, 0);
    }

    @Override
    public EncodedValue writeValues(@Nullable Object[] values) throws IOException {
        CustomValues format = custom;
        return format == null || values.length == 0
                ? write(values, false, 0)
                : format.writeOfCall(values, table, maxPayload);
    }

    @Override
    public @Nullable Object[] readValues(Payload payload) throws IOException, ClassNotFoundException {
        return read(payload);
    }

    @Override
    public Payload writeAlone(Object value) {
        PayloadOutput out = new PayloadOutput(maxPayload);
        try {
            JavaStreams.Writer writer = new JavaStreams.Writer(out, DefinitionTable.full(), sharing);
            writer.writeInt(1);
            writer.writeObject(value);
            writer.flush();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new TaskSerializationException(
                    NotSerializable.describeValue(NotSerializable.className(value), value, e), e);
        }
        return out.toPayload(Payload.Form.STREAM);
    }

    @Override
    public @Nullable Object readValue(Payload payload) throws IOException, ClassNotFoundException {
        @Nullable Object[] values = read(payload);
        if (values.length != 1) {
            throw new InvalidObjectException(values.length + " values instead of one");
        }
        return values[0];
    }

    @Override
    public Message.Define definition(int number) {
        return table.definition(number);
    }

    @Override
    public boolean isTooLarge(Throwable problem) {
        return problem instanceof PayloadOutput.LimitExceededException;
    }

    @Override
    public void serializeWith(PayloadSerializer serializer) {
        custom = new CustomValues(serializer, sharing);
    }

    @Override
    public String explain(@Nullable Object value, Throwable problem) {
        if (problem instanceof CustomValues.NotWritableException) {
            return "The result " + problem.getMessage();
        }
        return isTooLarge(problem)
                ? "The result is larger than the limit of " + maxPayload
                        + " bytes; raise maxPayload, or return the name of" + " a file instead of its content"
                : NotSerializable.describeValue("result", value, problem);
    }

    /** A snapshot is a copy that later changes by the caller do not reach; the first value may be the task itself. */
    private EncodedValue write(@Nullable Object[] values, boolean snapshot, int functions) throws IOException {
        if (values.length == 0) {
            return new EncodedValue(Payload.NONE, NO_DEFINITIONS);
        }
        CustomValues format = custom;
        if (format != null) {
            return format.write(values, functions, table, maxPayload);
        }
        if (values.length == 1 && values[0] instanceof byte[] bytes) {
            if (bytes.length > maxPayload) {
                throw new PayloadOutput.LimitExceededException(maxPayload);
            }
            return new EncodedValue(
                    new Payload(Payload.Form.RAW, snapshot ? bytes.clone() : bytes, bytes.length), NO_DEFINITIONS);
        }
        PayloadOutput out = new PayloadOutput(maxPayload);
        if (SimpleValues.areAll(values)) {
            SimpleValues.write(values, out);
            return new EncodedValue(out.toPayload(Payload.Form.SIMPLE), NO_DEFINITIONS);
        }
        JavaStreams.Writer writer = new JavaStreams.Writer(out, table, sharing);
        writer.writeInt(values.length);
        for (Object value : values) {
            writer.writeObject(value);
        }
        writer.flush();
        return new EncodedValue(out.toPayload(Payload.Form.STREAM), writer.definitions());
    }

    private @Nullable Object[] read(Payload payload) throws IOException, ClassNotFoundException {
        ByteArrayInputStream in = new ByteArrayInputStream(payload.bytes(), 0, payload.length());
        switch (payload.form()) {
            case NONE -> {
                return new @Nullable Object[0];
            }
            case CUSTOM -> {
                return CustomValues.of(decoding()).read(payload, decoding());
            }
            case CHUNK -> throw new InvalidObjectException("a chunk where there should be a value");
            case RAW -> {
                byte[] bytes = payload.bytes().length == payload.length()
                        ? payload.bytes()
                        : Arrays.copyOf(payload.bytes(), payload.length());
                filter.check(bytes, bytes.length);
                return new @Nullable Object[] {bytes};
            }
            case SIMPLE -> {
                @Nullable Object[] values = SimpleValues.read(new DataInputStream(in));
                for (Object value : values) {
                    filter.check(value, payload.length());
                }
                return values;
            }
            default -> {
                JavaStreams.Reader reader =
                        new JavaStreams.Reader(in, definitions, sharing, filter.forPayload(payload.length()));
                int count = reader.readInt();
                if (count < 0 || count > payload.length()) {
                    throw new InvalidObjectException("a payload of " + count + " values");
                }
                @Nullable Object[] values = new @Nullable Object[count];
                for (int i = 0; i < count; i++) {
                    values[i] = reader.readObject();
                }
                return values;
            }
        }
    }

    private static @Nullable Object[] prepend(Object first, @Nullable Object[] rest) {
        @Nullable Object[] all = new @Nullable Object[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    private static int[] append(int[] numbers, int last) {
        int[] all = Arrays.copyOf(numbers, numbers.length + 1);
        all[numbers.length] = last;
        return all;
    }
}
