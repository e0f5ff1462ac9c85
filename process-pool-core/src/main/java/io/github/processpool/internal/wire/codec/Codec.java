package io.github.processpool.internal.wire.codec;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Turns functions, arguments, results and exceptions into payloads and back: the only one who looks into a {@link Payload}. One
 * per side and worker for reading; writing needs no worker, because what is named by a number is defined before its first use.
 *
 * <p><b>Thread safety:</b> implementations are safe for use by any thread.
 */
public interface Codec extends TaskReader {

    /**
     * A function with its arguments, ready to be sent. There may be a million of them, which is why the payload is in pieces here.
     *
     * @param name how people may call the function
     * @param function the number of its shape; -1: it is the first of the values
     * @param arity how many arguments it takes; -1: it is a runnable
     * @param form of the payload
     * @param bytes of the payload: captured values or the function, then the arguments
     * @param length how many of them count
     * @param definitions the numbers that must have been defined before
     * @param elements how many tasks it counts as: more than one if it is a chunk
     */
    record EncodedTask(
            String name,
            int function,
            int arity,
            Payload.Form form,
            byte[] bytes,
            int length,
            int[] definitions,
            int elements) {

        /** One with these values, which counts as so many tasks. */
        public EncodedTask(String name, int function, int arity, Payload values, int[] definitions, int elements) {
            this(name, function, arity, values.form(), values.bytes(), values.length(), definitions, elements);
        }

        /** A single task. */
        public EncodedTask(String name, int function, int arity, Payload values, int[] definitions) {
            this(name, function, arity, values, definitions, 1);
        }

        /** Returns captured values or the function, then the arguments. */
        public Payload values() {
            return new Payload(form, bytes, length);
        }

        /** Whether it is a chunk, be it of one element. */
        public boolean isChunk() {
            return form == Payload.Form.CHUNK;
        }

        /**
         * Returns whether it means nothing to another JVM than a worker of this one: there is a handle of a shared object or buffer in
         * it, to which one of the numbers belongs that a pool's table keeps for that.
         *
         * @return true if so
         */
        public boolean isBoundHere() {
            for (int number : definitions) {
                if (number < DefinitionTable.HANDLES) {
                    return true;
                }
            }
            return false;
        }

        /**
         * Returns a chunk of some of the elements of this chunk.
         *
         * @param from the first one, counted from the first of this chunk
         * @param count how many
         * @return another chunk, with the inputs as they were when this one was written
         */
        public EncodedTask part(int from, int count) {
            return new EncodedTask(name, function, arity, ChunkFormat.part(values(), from, count), definitions, count);
        }
    }

    /**
     * A function that is to be applied to many inputs.
     *
     * @param name how people may call it
     * @param number the number of its shape; -1: it is in the payload
     * @param arity how many arguments it takes
     * @param captured captured values, or the function
     * @param definitions the numbers that must have been defined before
     */
    record EncodedFunction(String name, int number, int arity, Payload captured, int[] definitions) {}

    /**
     * A value, ready to be sent.
     *
     * @param payload to be sent
     * @param definitions the numbers that must have been defined before
     */
    record EncodedValue(Payload payload, int[] definitions) {}

    /**
     * Writes a function and its arguments.
     *
     * @param overload how it is called
     * @param function of the type of the overload, or of several
     * @param arguments as many as it takes
     * @return ready to be sent
     * @throws io.github.processpool.TaskSerializationException if it can't be written
     * @throws io.github.processpool.PayloadTooLargeException if it is larger than the limit
     */
    EncodedTask writeTask(Overload overload, Object function, @Nullable Object... arguments);

    /**
     * Writes a function without its inputs, to be used for many chunks.
     *
     * @param function of one or two arguments
     * @param arity how many
     * @return the part that is the same in all chunks
     * @throws io.github.processpool.TaskSerializationException if it can't be written
     * @throws io.github.processpool.PayloadTooLargeException if it is larger than the limit
     */
    EncodedFunction writeFunction(Object function, int arity);

    /**
     * Writes a chunk: one function and many inputs.
     *
     * @param function the part that is the same in all chunks
     * @param inputs the arguments of the first element, then those of the second, …
     * @param limited whether the worker ends the chunk when it takes longer than a short time
     * @return ready to be sent
     * @throws IOException if it can't be written; whose fault it is shows when its elements are written one by one
     */
    EncodedTask writeChunk(EncodedFunction function, @Nullable Object[] inputs, boolean limited) throws IOException;

    /**
     * Writes the ends of the elements of a chunk. A value that can't be written becomes a failure.
     *
     * @param answer how the elements ended
     * @param failures turns a value that can't be written, and why, into a failure of its element
     * @return ready to be sent
     * @throws IOException if even the failures are too large
     */
    EncodedValue writeAnswer(ChunkAnswer answer, ChunkAnswer.FailureOfValue failures) throws IOException;

    /**
     * Reads what {@link #writeAnswer} has written.
     *
     * @param payload as it was received
     * @param mostElements how many elements the chunk has; an answer about more, or about none, is refused
     * @return how the elements ended
     * @throws IOException if it can't be read at all
     */
    ChunkAnswer readAnswer(Payload payload, int mostElements) throws IOException;

    /**
     * Writes one value.
     *
     * @param value a result or an exception
     * @return ready to be sent
     * @throws IOException if it can't be written, see {@link #isTooLarge}
     */
    EncodedValue writeValue(@Nullable Object value) throws IOException;

    /**
     * Writes an exception. A part of it that can't be written is left out: a cause or a suppressed one is sent in words, anything else
     * is null and named.
     *
     * @param thrown the exception
     * @return ready to be sent
     * @throws IOException if there is no room for anything of it
     */
    EncodedValue writeThrowable(Throwable thrown) throws IOException;

    /**
     * Writes an exception like {@link #writeThrowable}, but without referring to any definition.
     *
     * @param thrown the exception
     * @return ready to be sent
     * @throws IOException if there is no room for anything of it
     */
    Payload writeThrowableAlone(Throwable thrown) throws IOException;

    /**
     * Reads what {@link #writeThrowable} has written; never throws.
     *
     * @param payload as it was received; may be nothing
     * @param problem the exception in words
     * @param who names who has thrown it
     * @return the exception, with stand-ins for those causes and suppressed ones that can't be had; a stand-in if it can't be had
     */
    Throwable readThrowable(Payload payload, RemoteProblem problem, String who);

    /**
     * Writes the arguments of a call; none at all is possible.
     *
     * @param values arguments
     * @return ready to be sent
     * @throws IOException if they can't be written, see {@link #isTooLarge}
     */
    EncodedValue writeValues(@Nullable Object[] values) throws IOException;

    /**
     * Reads what {@link #writeValues} has written.
     *
     * @param payload as it was received
     * @return the values
     * @throws IOException if they can't be read
     * @throws ClassNotFoundException if they name an unknown class
     */
    @Nullable
    Object[] readValues(Payload payload) throws IOException, ClassNotFoundException;

    /**
     * Writes one value without referring to any definition, for what travels before them.
     *
     * @param value serializable
     * @return ready to be sent
     * @throws io.github.processpool.TaskSerializationException if it can't be written
     */
    Payload writeAlone(Object value);

    /**
     * Reads what {@link #writeValue} has written.
     *
     * @param payload as it was received
     * @return the value
     * @throws IOException if it can't be read
     * @throws ClassNotFoundException if it names an unknown class
     */
    @Nullable
    Object readValue(Payload payload) throws IOException, ClassNotFoundException;

    /**
     * Returns whether {@link #readValue} or {@link #readAnswer} takes no time worth mentioning, and runs no code that is not the
     * JDK's: whoever has to do other things may read such a payload in passing.
     *
     * @param payload as it was received
     * @return false for everything that might run code of the user's, or of whoever wrote it
     */
    boolean isReadAtOnce(Payload payload);

    /**
     * Lets values, from now on, be written in another format than that of Java serialization; what is read tells its format.
     *
     * @param serializer the user's
     */
    void serializeWith(PayloadSerializer serializer);

    /**
     * Returns what a number stands for, to be sent before its first use.
     *
     * @param number one that this codec's {@code write} methods have named
     * @return the definition
     */
    Message.Define definition(int number);

    /**
     * Returns whether {@link #writeValue} has failed because the value is too large.
     *
     * @param problem its exception
     * @return true if so
     */
    boolean isTooLarge(Throwable problem);

    /**
     * Says why a value can't be written, with the path to the culprit if it can be found.
     *
     * @param value could not be written
     * @param problem the exception of {@link #writeValue}
     * @return a sentence
     */
    String explain(@Nullable Object value, Throwable problem);

    /**
     * Says why arguments of a call can't be written, with the path to the culprit if it can be found.
     *
     * @param arguments could not be written
     * @param problem the exception of {@link #writeValues}
     * @return words that follow a colon
     */
    String explainArguments(@Nullable Object[] arguments, Throwable problem);
}
