package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.message.Payload;
import java.io.ByteArrayInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import org.jspecify.annotations.Nullable;

/**
 * Values of any kind in one stream of Java serialization, which is reset before each group of values, and behind it an {@code int}
 * for each group that tells where it begins: so each can be read without those before it, and one that can't be read is passed
 * over. A group is the arguments of one call: one object in two places of it is one object when it is read.
 *
 * <p>One reader reads them all as long as each can be read and nobody but ourselves sets limits. A limit of the user's is for each
 * value: it gets a reader of its own then.
 *
 * <p>A reader of one value gets its bytes only, and no byte twice, so that a few bytes can't claim to be many large values.
 */
final class StreamedValues implements ValueSource {

    private final Payload payload;
    private final int start;
    private final int count;
    private final int group;
    private final int table;
    private final Decoding decoding;
    private int next;
    private boolean oneByOne;
    /** How far values have been read one by one. */
    private int readTo;
    /** Stands before the next value; null if it has to be opened there. */
    private JavaStreams.@Nullable Reader reader;

    StreamedValues(Payload payload, int start, int count, int group, Decoding decoding) {
        this.payload = payload;
        this.start = start;
        this.count = count;
        this.group = group;
        this.table = payload.length() - count / group * Integer.BYTES;
        this.decoding = decoding;
        this.oneByOne = decoding.filter().isCustom();
    }

    /** Writes values and returns the definitions that they need. */
    static int[] write(@Nullable Object[] values, int group, PayloadOutput out, Encoding encoding) throws IOException {
        int start = out.length();
        int[] begins = new int[values.length / group];
        JavaStreams.Writer writer = new JavaStreams.Writer(out, encoding.table(), encoding.sharing());
        for (int i = 0; i < values.length; i++) {
            if (i % group == 0) {
                writer.reset();
                writer.flush();
                begins[i / group] = out.length() - start;
            }
            writer.writeObject(values[i]);
        }
        writer.flush();
        DataOutputStream data = new DataOutputStream(out);
        for (int begin : begins) {
            data.writeInt(begin);
        }
        return writer.definitions();
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public @Nullable Object next() throws IOException, ClassNotFoundException {
        int index = next++;
        if (oneByOne) {
            JavaStreams.Reader one = index % group == 0 || reader == null ? openOne(index / group) : reader;
            reader = one;
            return one.readValue();
        }
        oneByOne = true; // Unless this one can be read.
        JavaStreams.Reader in = reader == null ? open(beginOf(index / group), table - start) : reader;
        reader = in;
        Object value = in.readValue();
        oneByOne = false;
        return value;
    }

    private JavaStreams.Reader openOne(int index) throws IOException {
        reader = null;
        int begin = beginOf(index);
        int end = index + 1 < count / group ? beginOf(index + 1) : table - start;
        if (begin < readTo) {
            throw new InvalidObjectException("a value at " + begin + " behind one that ends at " + readTo);
        }
        JavaStreams.Reader one = open(begin, end);
        readTo = end;
        return one;
    }

    private int beginOf(int index) {
        return (int) ValueSection.INTS.get(payload.bytes(), table + index * Integer.BYTES);
    }

    private JavaStreams.Reader open(int begin, int end) throws IOException {
        int length = table - start;
        if (begin < 0 || end < begin || end > length) {
            throw new InvalidObjectException("a value from " + begin + " to " + end + " of " + length + " bytes");
        }
        ByteArrayInputStream bytes = new ByteArrayInputStream(payload.bytes(), start + begin, end - begin);
        return JavaStreams.Reader.headless(
                bytes,
                decoding.definitions(),
                decoding.sharing(),
                decoding.filter().forPayload(end - begin));
    }

    @Override
    public void skip(int values) {
        next += values;
        reader = null;
    }
}
