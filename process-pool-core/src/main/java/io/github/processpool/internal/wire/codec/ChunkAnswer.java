package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the first elements of a chunk ended, in their order; those behind them never began. The worker's runner makes it, the
 * {@link Codec} carries it over, the parent gives each element its outcome.
 *
 * @param values the result of each element; null where there is a failure
 * @param failures those that returned nothing, by ascending index
 * @param unreadable the exceptions of values that the reader could not read, by index
 */
public record ChunkAnswer(
        @Nullable Object[] values, List<ElementFailure> failures, Map<Integer, Throwable> unreadable) {

    /** The ends of elements, to be written. */
    public ChunkAnswer(@Nullable Object[] values, List<ElementFailure> failures) {
        this(values, failures, Map.of());
    }

    /**
     * Returns how many elements an answer says that it is about, without reading it.
     *
     * @param payload an answer, or anything else
     * @return the number that it says, which may be any; 0 if it says none; as many as there can be if it is lost
     */
    public static int countIn(Payload payload) {
        if (payload.isLost()) {
            return Integer.MAX_VALUE;
        }
        boolean saysSo = payload.form() == Payload.Form.CHUNK && payload.length() >= Integer.BYTES;
        return saysSo ? ByteBuffer.wrap(payload.bytes()).getInt() : 0;
    }

    /**
     * Returns the words of the elements that failed, without reading a value.
     *
     * @param payload an answer, or anything else
     * @return empty if it says nothing of failures
     */
    public static List<RemoteProblem> problemsIn(Payload payload) {
        if (payload.form() != Payload.Form.CHUNK) {
            return List.of();
        }
        try {
            return AnswerFormat.readProblems(payload);
        } catch (IOException e) {
            return List.of(); // Whoever reads all of it says what is wrong with it.
        }
    }

    /**
     * One element that did not return.
     *
     * @param index its place among the values
     * @param kind where it failed
     * @param problem the exception in words
     * @param throwable the exception itself, serialized; nothing if it can't be
     * @param definitions the numbers that must have been defined before; not sent
     */
    public record ElementFailure(
            int index, FailureKind kind, RemoteProblem problem, Payload throwable, int[] definitions) {}

    /** Makes a failure of a value that can't be written. */
    @FunctionalInterface
    public interface FailureOfValue {

        /**
         * Says what is wrong with a value.
         *
         * @param index its place
         * @param value can't be written
         * @param problem the exception
         * @return the failure
         */
        ElementFailure of(int index, @Nullable Object value, Throwable problem);
    }
}
