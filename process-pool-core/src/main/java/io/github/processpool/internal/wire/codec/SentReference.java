package io.github.processpool.internal.wire.codec;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Travels to a worker within a value, instead of a reference to a method that its class would take for another one.
 *
 * @param parts its definition as text, one character for each byte
 * @param captured the values that it captured
 */
record SentReference(String parts, @Nullable Object[] captured) implements Serializable {

    private static final long serialVersionUID = 1L;

    static SentReference of(SerializedLambda lambda) {
        @Nullable Object[] captured = new @Nullable Object[lambda.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = lambda.getCapturedArg(i);
        }
        byte[] definition = LambdaParts.toBytes(lambda, true);
        return new SentReference(new String(definition, StandardCharsets.ISO_8859_1), captured);
    }

    byte[] definition() {
        return parts.getBytes(StandardCharsets.ISO_8859_1);
    }
}
