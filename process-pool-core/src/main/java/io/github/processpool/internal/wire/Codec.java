package io.github.processpool.internal.wire;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.internal.wire.Message.Run;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * Turns functions, arguments, results and exceptions into payloads and back: the only one who looks into a {@link Payload}. One
 * per side and worker for reading; writing needs no worker, because what is named by a number is defined before its first use.
 *
 * <p><b>Thread safety:</b> implementations are safe for use by any thread.
 */
public interface Codec {

    /**
     * A function with its arguments, ready to be sent.
     *
     * @param name how people may call the function
     * @param function the number of its shape; -1: it is the first of the values
     * @param arity how many arguments it takes; -1: it is a runnable
     * @param values captured values or the function, then the arguments
     * @param definitions the numbers that must have been defined before
     */
    record EncodedTask(String name, int function, int arity, Payload values, int[] definitions) {}

    /**
     * A value, ready to be sent.
     *
     * @param payload what is sent
     * @param definitions the numbers that must have been defined before
     */
    record EncodedValue(Payload payload, int[] definitions) {}

    /** A function that has met its arguments; calls it, once. */
    @FunctionalInterface
    interface Invocation {

        /**
         * Calls the function.
         *
         * @return what it returns
         * @throws Throwable what it throws
         */
        @Nullable
        Object call() throws Throwable;
    }

    /**
     * Writes a function and its arguments.
     *
     * @param function a task of any of the public functional types
     * @param arguments as many as it takes
     * @return what to send
     * @throws io.github.processpool.TaskSerializationException if it can't be written
     * @throws io.github.processpool.PayloadTooLargeException if it is larger than the limit
     */
    EncodedTask writeTask(Object function, @Nullable Object... arguments);

    /**
     * Reads what {@link #writeTask} has written.
     *
     * @param run what was received
     * @return the call to make
     * @throws IOException if it can't be read
     * @throws ClassNotFoundException if it names an unknown class
     * @throws InvocationTargetException if the user's code fails while it is read
     */
    Invocation readTask(Run run) throws IOException, ClassNotFoundException, InvocationTargetException;

    /**
     * Writes one value.
     *
     * @param value a result or an exception
     * @return what to send
     * @throws IOException if it can't be written, see {@link #isTooLarge}
     */
    EncodedValue writeValue(@Nullable Object value) throws IOException;

    /**
     * Writes the arguments of a call; none at all is possible.
     *
     * @param values arguments
     * @return what to send
     * @throws IOException if they can't be written, see {@link #isTooLarge}
     */
    EncodedValue writeValues(@Nullable Object[] values) throws IOException;

    /**
     * Reads what {@link #writeValues} has written.
     *
     * @param payload what was received
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
     * @return what to send
     * @throws io.github.processpool.TaskSerializationException if it can't be written
     */
    Payload writeAlone(Object value);

    /**
     * Reads what {@link #writeValue} has written.
     *
     * @param payload what was received
     * @return the value
     * @throws IOException if it can't be read
     * @throws ClassNotFoundException if it names an unknown class
     */
    @Nullable
    Object readValue(Payload payload) throws IOException, ClassNotFoundException;

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
     * @param problem what it threw
     * @return true if so
     */
    boolean isTooLarge(Throwable problem);

    /**
     * Says why a value can't be written, with the path to the culprit if it can be found.
     *
     * @param value what could not be written
     * @param problem what {@link #writeValue} threw
     * @return a sentence
     */
    String explain(@Nullable Object value, Throwable problem);
}
