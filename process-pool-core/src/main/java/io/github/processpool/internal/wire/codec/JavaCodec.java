package io.github.processpool.internal.wire.codec;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * Java serialization, with what repeats sent once: a lambda travels as a number and what it captured, a class descriptor as a
 * number. A single {@code byte[]} travels as it is, boxed primitives and short strings with a tag. The work is done by {@link
 * ValueCodec}, {@link TaskCodec} and {@link ChunkCodec}.
 *
 * <p><b>Thread safety:</b> any thread; the state is in the two tables.
 */
public final class JavaCodec implements Codec {

    private final DefinitionTable table;
    private final ValueFilter limits;
    private final ValueCodec values;
    private final TaskCodec tasks;
    private final ChunkCodec chunks;

    /**
     * Creates a codec.
     *
     * @param table the definitions of this side
     * @param definitions the definitions of the other side
     * @param filter in the syntax of {@code jdk.serialFilter}, for everything that is read; empty: limits only
     * @param maxPayload the largest payload to write, in bytes
     * @param sharing the objects that this side shares with the other
     */
    public JavaCodec(DefinitionTable table, Definitions definitions, String filter, int maxPayload, Sharing sharing) {
        this(table, definitions, new ValueFilter(filter, definitions.isOfParent()), maxPayload, sharing);
    }

    private JavaCodec(
            DefinitionTable table, Definitions definitions, ValueFilter limits, int maxPayload, Sharing sharing) {
        this.table = table;
        this.limits = limits;
        this.values = new ValueCodec(table, definitions, limits, maxPayload, sharing);
        this.tasks = new TaskCodec(values, table, definitions, limits);
        this.chunks = new ChunkCodec(values, tasks);
    }

    /**
     * Returns a codec for what comes from somebody else than the other side, who knows nothing of this one: it reads with definitions of
     * its own and writes without any. Filter, limits and the user's format are the same; nothing is shared.
     *
     * @param others his definitions
     * @return another codec
     */
    public JavaCodec forGuests(Definitions others) {
        JavaCodec made =
                new JavaCodec(DefinitionTable.toParentInFull(), others, limits, values.maxPayload(), Sharing.NOTHING);
        values.lendFormat(made.values);
        return made;
    }

    @Override
    public EncodedTask writeTask(Overload overload, Object function, @Nullable Object... arguments) {
        return tasks.writeTask(overload, function, arguments);
    }

    @Override
    public Invocation readTask(Run run) throws IOException, ClassNotFoundException, InvocationTargetException {
        return tasks.readTask(run);
    }

    // -- Chunks --

    @Override
    public EncodedFunction writeFunction(Object function, int arity) {
        EncodedTask alone =
                tasks.writeTask(Overload.ofArity(arity), function); // Without arguments only the function is left.
        return new EncodedFunction(alone.name(), alone.function(), arity, alone.values(), alone.definitions());
    }

    @Override
    public EncodedTask writeChunk(EncodedFunction function, @Nullable Object[] inputs, boolean limited)
            throws IOException {
        return chunks.writeChunk(function, inputs, limited);
    }

    @Override
    public ChunkCall readChunk(Run run) throws IOException, ClassNotFoundException, InvocationTargetException {
        return chunks.readChunk(run);
    }

    @Override
    public EncodedValue writeAnswer(ChunkAnswer answer, ChunkAnswer.FailureOfValue failures) throws IOException {
        return chunks.writeAnswer(answer, failures);
    }

    @Override
    public ChunkAnswer readAnswer(Payload payload, int mostElements) throws IOException {
        return chunks.readAnswer(payload, mostElements);
    }

    // -- Values --

    @Override
    public EncodedValue writeValue(@Nullable Object value) throws IOException {
        return values.write(new @Nullable Object[] {value}, false, 0);
    }

    @Override
    public @Nullable Object readValue(Payload payload) throws IOException, ClassNotFoundException {
        @Nullable Object[] read = values.read(payload);
        if (read.length != 1) {
            throw new InvalidObjectException(read.length + " values instead of one");
        }
        return read[0];
    }

    @Override
    public EncodedValue writeThrowable(Throwable thrown) throws IOException {
        return ExceptionWriter.write(thrown, values);
    }

    @Override
    public Payload writeThrowableAlone(Throwable thrown) throws IOException {
        return ExceptionWriter.write(thrown, values.withoutDefinitions()).payload();
    }

    @Override
    public Throwable readThrowable(Payload payload, RemoteProblem problem, String who) {
        return ExceptionReader.read(payload, values, problem, who);
    }

    @Override
    public EncodedValue writeValues(@Nullable Object[] arguments) throws IOException {
        return values.writeOfCall(arguments);
    }

    @Override
    public @Nullable Object[] readValues(Payload payload) throws IOException, ClassNotFoundException {
        return values.read(payload);
    }

    @Override
    public boolean isReadAtOnce(Payload payload) {
        return values.isReadAtOnce(payload);
    }

    @Override
    public Payload writeAlone(Object value) {
        return values.writeAlone(value);
    }

    @Override
    public void serializeWith(PayloadSerializer serializer) {
        values.serializeWith(serializer);
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
    public String explain(@Nullable Object value, Throwable problem) {
        if (problem instanceof CustomValues.NotWritableException) {
            return "The result " + problem.getMessage();
        }
        return isTooLarge(problem)
                ? "The result is larger than the limit of " + values.maxPayload()
                        + " bytes; raise maxPayload, or return the name of a file instead of its content"
                : NotSerializable.describeValue("result", value, problem);
    }

    @Override
    public String explainArguments(@Nullable Object[] arguments, Throwable problem) {
        return problem instanceof CustomValues.NotWritableException
                ? "an argument " + problem.getMessage()
                : NotSerializable.describeArguments(arguments, problem);
    }
}
