package io.github.processpool;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.locks.LockSupport;

/** Values and exceptions that behave badly on their way between processes, by honest names. */
final class Values {

    private Values() {}

    /** Can't be written. */
    static final class NotSerializableValue {}

    /** Can't be written, because of a field. */
    static final class HolderOfNotSerializable implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // That is the point.
        final Object culprit = new NotSerializableValue();
    }

    /** Can be written, but not read. */
    static final class Unreadable implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("this value refuses to be read");
        }
    }

    /** Reading it throws something that nobody expects, and that does not even say what it is. */
    static final class UnreadableWithError implements Serializable {
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
    static final class Unwritable implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("this value refuses to be written");
        }
    }

    /** Ends the process that writes it. */
    static final class ExitsWhenWritten implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private final int code;

        ExitsWhenWritten(int code) {
            this.code = code;
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            System.exit(code);
        }
    }

    /** Takes a while to be written. */
    static final class SlowlyWritten implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        private final int value;
        private final long nanos;

        SlowlyWritten(int value, long nanos) {
            this.value = value;
            this.nanos = nanos;
        }

        int value() {
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
    static final class MessageThrowsException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }
    }

    /** Can't cross the border as it is. */
    static final class NotSerializableException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // That is the point.
        final Object culprit = new NotSerializableValue();

        NotSerializableException(String message) {
            super(message);
        }
    }

    /** Crosses the border with all that it has. */
    static final class DetailedException extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        private final int detail;

        DetailedException(String message, int detail, Throwable cause) {
            super(message, cause);
            this.detail = detail;
        }

        int detail() {
            return detail;
        }
    }
}
