package io.github.processpool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;

/**
 * Writes and reads the values that travel between this JVM and the workers: arguments, values that a lambda has captured, and
 * results. To implement, for who has a faster or smaller format than Java serialization, or values that are not {@link
 * Serializable}:
 *
 * <pre>{@code
 * record JsonSerializer(Class<?> type) implements PayloadSerializer {
 *     private static final ObjectMapper MAPPER = new ObjectMapper();
 *
 *     public void write(Object value, OutputStream target) throws IOException {
 *         target.write(MAPPER.writeValueAsBytes(type.cast(value)));
 *     }
 *
 *     public Object read(InputStream source) throws IOException {
 *         return MAPPER.readValue(source, type);
 *     }
 * }
 * }</pre>
 *
 * <p>Without one, {@link ProcessPoolExecutorBuilder#serializer}, values travel by Java serialization. With one, by Java
 * serialization still travel: the task itself, with its fields if it is not a lambda; lambdas and other functions of this
 * library's types among the values; exceptions, thrown or returned; what this library hands out; the {@link WorkerInitializer};
 * and this object, once to every worker, so whatever it can't do without has to be serializable, and a {@code parameterFilter}
 * has to let it pass. Boxed primitives, strings and the JDK's enums travel by it, too, as arguments and results of calls of
 * {@linkplain ProcessPoolExecutor#share shared objects}: a queue can be polled with a time limit whatever this object knows.
 * {@code null} is not shown to it.
 *
 * <p>Each value is written for itself: two arguments that refer to the same object refer to two equal ones in the worker.
 *
 * <p><b>Safety:</b> {@code parameterFilter}, {@code resultFilter} and the limits on depth and arrays are those of Java
 * serialization. This object's reading of bytes is its own affair: {@link #read} gets at most {@code maxPayload} bytes, and in
 * the parent they may come from a worker in which an attacker has taken over.
 *
 * <p><b>Thread safety:</b> called by many threads at once: those that submit, and one per worker.
 */
public interface PayloadSerializer extends Serializable {

    /**
     * Writes a value. Its exceptions become a {@link TaskSerializationException}, thrown by {@code submit}, or the {@link
     * ResultSerializationException} of a future. More than {@code maxPayload} bytes are refused while they are written, and the
     * task ends with a {@link PayloadTooLargeException}, whatever this method makes of that.
     *
     * @param value not null
     * @param target takes the bytes; need not be closed
     * @throws IOException if it can't be written
     */
    void write(Object value, OutputStream target) throws IOException;

    /**
     * Reads a value, on a thread whose context class loader finds the classes of tasks. Its exceptions become the {@link
     * TaskSerializationException} of the task's future in a worker, and its {@link ResultSerializationException} in the parent.
     *
     * @param source has the bytes of this value and no more
     * @return what {@link #write} was given, or its like
     * @throws IOException if it can't be read
     * @throws ClassNotFoundException if it names an unknown class
     */
    Object read(InputStream source) throws IOException, ClassNotFoundException;
}
