package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.message.Payload;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a chunk: the inputs of many elements, of which a part is to be run.
 *
 * <pre>{@code
 *   int first, int count          the elements to run
 *   byte limited                  whether the worker ends the chunk early
 *   byte form, int length, bytes  captured values, or the function
 *   values                        the inputs of all elements, see ValueSection
 * }</pre>
 *
 * <p>Stateless; it trusts no length.
 */
final class ChunkFormat {

    private static final int COUNT_AT = Integer.BYTES;

    private ChunkFormat() {}

    /** The part before the inputs. */
    record Head(int first, int count, boolean limited, Payload captured, int inputsAt) {}

    static int[] writeInputs(
            Payload captured,
            @Nullable Object[] inputs,
            int arity,
            boolean limited,
            PayloadOutput out,
            Encoding encoding)
            throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(0);
        data.writeInt(inputs.length / arity);
        data.writeBoolean(limited);
        Nested.write(captured, data);
        return ValueSection.writeInputs(inputs, arity, out, encoding);
    }

    /** Returns a copy in which another part is to be run. */
    static Payload part(Payload chunk, int from, int count) {
        byte[] copy = Arrays.copyOf(chunk.bytes(), chunk.length());
        ByteBuffer head = ByteBuffer.wrap(copy);
        head.putInt(0, head.getInt(0) + from);
        head.putInt(COUNT_AT, count);
        return new Payload(chunk.form(), copy, copy.length);
    }

    static Head readHead(Payload chunk) throws IOException {
        DataInputStream in = Nested.open(chunk);
        int first = in.readInt();
        int count = in.readInt();
        boolean limited = in.readBoolean();
        Payload captured = Nested.read(in);
        if (first < 0 || count < 1 || first > Integer.MAX_VALUE - count) {
            throw new InvalidObjectException("a chunk of " + count + " elements from " + first);
        }
        return new Head(first, count, limited, captured, chunk.length() - in.available());
    }
}
