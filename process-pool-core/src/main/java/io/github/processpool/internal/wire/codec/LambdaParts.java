package io.github.processpool.internal.wire.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that define a lambda: all parts of its serialized form but the values that it captured, and whether its class takes it
 * for another one, see {@link MergedReferences}. Stateless.
 */
final class LambdaParts {

    private static final Object[] NOTHING = new Object[0];

    private LambdaParts() {}

    static byte[] toBytes(SerializedLambda lambda, boolean isMerged) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(lambda.getCapturingClass());
            out.writeBoolean(isMerged);
            out.writeUTF(lambda.getFunctionalInterfaceClass());
            out.writeUTF(lambda.getFunctionalInterfaceMethodName());
            out.writeUTF(lambda.getFunctionalInterfaceMethodSignature());
            out.writeInt(lambda.getImplMethodKind());
            out.writeUTF(lambda.getImplClass());
            out.writeUTF(lambda.getImplMethodName());
            out.writeUTF(lambda.getImplMethodSignature());
            out.writeUTF(lambda.getInstantiatedMethodType());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String capturingClass(byte[] definition) throws IOException {
        return open(definition).readUTF().replace('/', '.');
    }

    static boolean isMerged(byte[] definition) throws IOException {
        DataInputStream in = open(definition);
        in.readUTF();
        return in.readBoolean();
    }

    /** Returns the serialized form without captured values. */
    static SerializedLambda read(byte[] definition, Class<?> capturingClass) throws IOException {
        return read(definition, capturingClass, NOTHING);
    }

    static SerializedLambda read(byte[] definition, Class<?> capturingClass, @Nullable Object[] captured)
            throws IOException {
        DataInputStream in = open(definition);
        in.readUTF();
        in.readBoolean();
        return new SerializedLambda(
                capturingClass,
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readInt(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                captured);
    }

    private static DataInputStream open(byte[] definition) {
        return new DataInputStream(new ByteArrayInputStream(definition));
    }
}
