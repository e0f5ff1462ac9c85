package io.github.processpool.internal.wire.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks into what is written in place of {@code List.of}, {@code Set.of} and {@code Map.of}: streams never show the collections
 * themselves. Stateless.
 */
final class ImmutableElements {

    private static final String STAND_IN = "java.util.CollSer";

    private ImmutableElements() {}

    static boolean isStandIn(Object object) {
        return object.getClass().getName().equals(STAND_IN);
    }

    /** Returns its elements, each once, as they would be written; null if that fails. */
    static @Nullable List<Object> of(Object standIn) {
        try {
            Probe probe = new Probe(standIn);
            probe.writeObject(standIn);
            return probe.elements;
        } catch (IOException | RuntimeException e) { // The elements are the user's.
            return null;
        }
    }

    /** Writes nowhere. */
    private static final class Probe extends ObjectOutputStream {

        private final Object standIn;
        private final List<Object> elements = new ArrayList<>();

        private Probe(Object standIn) throws IOException {
            super(OutputStream.nullOutputStream());
            this.standIn = standIn;
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            if (object == standIn) {
                return object;
            }
            elements.add(object);
            return ""; // And nothing of what is in it.
        }
    }
}
