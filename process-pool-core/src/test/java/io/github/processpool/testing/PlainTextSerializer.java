package io.github.processpool.testing;

import io.github.processpool.PayloadSerializer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Knows text, whole numbers, bytes and {@link Point}s, which are not serializable. A few texts make it misbehave.
 *
 * @param prefix is put before every text that it writes, to be seen by a test
 */
public record PlainTextSerializer(String prefix) implements PayloadSerializer {

    private static final long serialVersionUID = 1L;

    /** A type that is not known to Java serialization. */
    public record Point(int x, int y) {}

    @Override
    public void write(Object value, OutputStream target) throws IOException {
        DataOutputStream out = new DataOutputStream(target);
        if (value instanceof String text) {
            misbehaveInWriting(text, out);
            out.writeByte('t');
            out.write((prefix + text).getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Integer number) {
            out.writeByte('i');
            out.writeInt(number);
        } else if (value instanceof Point point) {
            out.writeByte('p');
            out.writeInt(point.x());
            out.writeInt(point.y());
        } else if (value instanceof byte[] bytes) {
            out.writeByte('b');
            try {
                out.write(bytes);
            } catch (IOException e) {
                out.flush(); // Keeps it to itself that not everything was written.
            }
        } else {
            throw new NotSerializableException(
                    "no format for " + value.getClass().getName());
        }
    }

    private static void misbehaveInWriting(String text, OutputStream out) throws IOException {
        switch (text) {
            case "throw" -> throw new IllegalStateException("does not like this text");
            case "close" -> out.close();
            default -> {}
        }
    }

    @Override
    public Object read(InputStream source) throws IOException {
        DataInputStream in = new DataInputStream(source);
        byte tag = in.readByte();
        return switch (tag) {
            case 't' -> readText(in);
            case 'i' -> in.readInt();
            case 'p' -> new Point(in.readInt(), in.readInt());
            case 'b' -> in.readAllBytes();
            default -> throw new IOException("unknown tag " + tag);
        };
    }

    private static String readText(InputStream in) throws IOException {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        if (text.endsWith("unreadable")) {
            throw new IllegalStateException("can't read " + text);
        }
        return text;
    }
}
