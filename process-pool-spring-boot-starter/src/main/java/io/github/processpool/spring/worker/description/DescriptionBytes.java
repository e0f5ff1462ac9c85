package io.github.processpool.spring.worker.description;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * The form in which an {@link ApplicationDescription} travels to a worker: Java's, but for the records in it, which are
 * {@link RecordParts} there. A worker reads it before anything else of the application, and on its way to the first task.
 */
public final class DescriptionBytes {

    private static final String OWN = "io.github.processpool.spring.";

    private DescriptionBytes() {}

    /** Writes a description, in the parent. */
    public static byte[] of(ApplicationDescription description) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new Writer(bytes)) {
            out.writeObject(description);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Nothing but text, lists and maps: not to be expected.
        }
        return bytes.toByteArray();
    }

    /** Reads it, in the worker. */
    public static ApplicationDescription read(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (ApplicationDescription) in.readObject();
        }
    }

    private static final class Writer extends ObjectOutputStream {

        Writer(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        /** Records of the application, if there are any, are their own business. */
        @Override
        protected Object replaceObject(Object object) throws IOException {
            return object instanceof Record made
                            && made instanceof Serializable
                            && made.getClass().getName().startsWith(OWN)
                    ? RecordParts.of(made)
                    : object;
        }
    }
}
