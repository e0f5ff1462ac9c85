package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.message.Payload;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.nio.charset.StandardCharsets;

/** Payloads and texts within the payload of a chunk or its answer, each behind its length, which is not believed. Stateless. */
final class Nested {

    private Nested() {}

    static DataInputStream open(Payload payload) {
        return new DataInputStream(new ByteArrayInputStream(payload.bytes(), 0, payload.length()));
    }

    static void write(Payload payload, DataOutputStream out) throws IOException {
        out.writeByte(payload.form().ordinal());
        out.writeInt(payload.length());
        out.write(payload.bytes(), 0, payload.length());
    }

    static Payload read(DataInputStream in) throws IOException {
        int form = in.readUnsignedByte();
        if (form >= Payload.Form.CHUNK.ordinal()) {
            throw new InvalidObjectException("a payload of the impossible form " + form);
        }
        byte[] bytes = readBytes(in);
        return new Payload(Payload.Form.VALUES[form], bytes, bytes.length);
    }

    static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new InvalidObjectException("a part of " + length + " bytes");
        }
        return in.readNBytes(length);
    }
}
