package io.github.processpool.testing;

import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.SerializableRunnable;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.locks.LockSupport;

/** Values and exceptions that behave badly on their way between processes, by honest names. */
public final class Values {

    private Values() {}

    /** A task of every type at once, which returns the name of the method that was called. */
    public static final class AllInOne
            implements SerializableCallable<String>,
                    SerializableRunnable,
                    SerializableFunction<String, String>,
                    SerializableBiFunction<String, String, String> {
        @Serial
        private static final long serialVersionUID = 1L;

        public static final String RAN = "process.pool.test.ran";

        @Override
        public String call() {
            return "call";
        }

        @Override
        public void run() {
            System.setProperty(RAN, "run");
        }

        @Override
        public String apply(String argument) {
            return "apply " + argument;
        }

        @Override
        public String apply(String first, String second) {
            return "apply " + first + " " + second;
        }
    }

    /** Can't be written. */
    public static final class NotSerializableValue {}

    /** Can't be written, because of a field. */
    public static final class HolderOfNotSerializable implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // That is the point.
        public final Object culprit = new NotSerializableValue();
    }

    /** Returns arrays within arrays. */
    public static Object nested(int depth) {
        Object[] deep = {};
        for (int i = 1; i < depth; i++) {
            deep = new Object[] {deep};
        }
        return deep;
    }

    /** Can be written, but not read. */
    public static final class Unreadable implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("this value refuses to be read");
        }
    }

    /** Reading it throws something that nobody expects, and that does not even say what it is. */
    public static final class UnreadableWithError implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) {
            throw new Error() {
                @Serial
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new IllegalStateException("no message for you");
                }
            };
        }
    }

    /** Can be read, but not written. */
    public static final class Unwritable implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("this value refuses to be written");
        }
    }

    /** Ends the process that writes it. */
    public static final class ExitsWhenWritten implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private final int code;

        public ExitsWhenWritten(int code) {
            this.code = code;
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            System.exit(code);
        }
    }

    /** Takes a while to be written. */
    public static final class SlowlyWritten implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private final int value;
        private final long nanos;

        public SlowlyWritten(int value, long nanos) {
            this.value = value;
            this.nanos = nanos;
        }

        public int value() {
            return value;
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            long end = System.nanoTime() + nanos;
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            out.defaultWriteObject();
        }
    }

    /** Does not even tell what went wrong. */
    public static final class MessageThrowsException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }
    }

    /** Tells neither its stack nor how it is printed. */
    public static final class StackThrowsException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack for you");
        }

        @Override
        public void printStackTrace(PrintWriter out) {
            throw new IllegalStateException("no trace for you");
        }
    }

    /** Can't be written, and nothing can be left out to change that. */
    public static final class UnwritableException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        public UnwritableException(String message) {
            super(message);
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("this exception refuses to be written");
        }
    }

    /** Can cross the border without its field only. */
    public static final class NotSerializableException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // That is the point.
        public final Object culprit = new NotSerializableValue();

        public NotSerializableException(String message) {
            super(message);
        }
    }

    /** Crosses the border with all that it has. */
    public static final class DetailedException extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        private final int detail;

        public DetailedException(String message, int detail, Throwable cause) {
            super(message, cause);
            this.detail = detail;
        }

        public int detail() {
            return detail;
        }
    }
}
