package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.message.Message.Run;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * The half of a {@link Codec} that makes calls of the tasks that a worker receives.
 *
 * <p><b>Thread safety:</b> implementations are used by the worker's runner.
 */
public interface TaskReader {

    /** A function that has met its arguments; calls it, once. */
    @FunctionalInterface
    interface Invocation {

        /**
         * Calls the function.
         *
         * @return its result
         * @throws Throwable its exception
         */
        @Nullable
        Object call() throws Throwable;
    }

    /**
     * Reads what {@link Codec#writeTask} has written.
     *
     * @param run as it was received
     * @return the call to make
     * @throws IOException if it can't be read
     * @throws ClassNotFoundException if it names an unknown class
     * @throws InvocationTargetException if the user's code fails while it is read
     */
    Invocation readTask(Run run) throws IOException, ClassNotFoundException, InvocationTargetException;

    /**
     * Reads what {@link Codec#writeChunk} has written.
     *
     * @param run as it was received
     * @return its elements, to be called one after the other
     * @throws IOException if it can't be read
     * @throws ClassNotFoundException if it names an unknown class
     * @throws InvocationTargetException if the user's code fails while it is read
     */
    ChunkCall readChunk(Run run) throws IOException, ClassNotFoundException, InvocationTargetException;
}
