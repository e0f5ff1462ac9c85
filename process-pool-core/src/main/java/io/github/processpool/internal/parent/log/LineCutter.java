package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.wire.message.OutputMark;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Cuts what comes from a stream into lines and hands them on, as bytes: without the line feed, and cut where they are too
 * long. It does not interpret them.
 *
 * <p><b>Thread safety:</b> one per stream, used by the thread that reads it.
 */
final class LineCutter {

    /** For a line of the log. */
    static final int LONGEST_LOGGED = 8 * 1024;
    /** For what is to look as it was printed. */
    static final int LONGEST_PRINTED = 1 << 20;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** In bytes of UTF-8. */
    private static final int LONGEST_CHARACTER = 4;

    private final Sink sink;
    private final int longest;
    private final byte[] usualLine = new byte[LONGEST_LOGGED];
    private final byte[] buffer = new byte[LONGEST_LOGGED];
    /** Grows while a line is long. */
    private byte[] line = usualLine;

    private int length;

    /** Takes a line. */
    @FunctionalInterface
    interface Sink {

        /** The bytes are only there during the call. */
        void onLine(byte[] bytes, int length);
    }

    LineCutter(Sink sink, int longest) {
        this.sink = sink;
        this.longest = longest;
    }

    /** Reads to the end, or until reading fails; what has no line feed at the end is a line too. */
    void read(InputStream input) {
        try (input) {
            for (int count = next(input); count >= 0; count = next(input)) {
                for (int i = 0; i < count; i++) {
                    take(buffer[i]);
                }
            }
        } catch (IOException e) {
            // The process is gone.
        } finally {
            if (length > 0) {
                sink.onLine(line, length);
            }
        }
    }

    /** A stream that found no memory for a moment goes on: nobody else would empty it, and the worker would wait. */
    private int next(InputStream input) throws IOException {
        while (true) {
            try {
                return input.read(buffer);
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    private void take(byte next) {
        if (next == '\n') {
            sink.onLine(line, length);
            length = 0;
            line = usualLine;
            return;
        }
        if (length == line.length && !grow()) {
            int cut = cut();
            sink.onLine(line, cut);
            length -= cut;
            System.arraycopy(line, cut, line, 0, length);
        }
        line[length++] = next;
    }

    /** Returns false if it may not, or if there is no memory for that. */
    private boolean grow() {
        if (line.length >= longest) {
            return false;
        }
        try {
            line = Arrays.copyOf(line, Math.min(longest, 2 * line.length));
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    /** Where to split a line that is too long: before what may be the beginning of a mark, and not in a character. */
    private int cut() {
        for (int i = line.length - 1; i > line.length - OutputMark.LONGEST; i--) {
            if (line[i] == 0) {
                return i;
            }
        }
        int cut = line.length - 1;
        while (cut > line.length - LONGEST_CHARACTER && (line[cut] & 0xC0) == 0x80) {
            cut--;
        }
        return (line[cut] & 0xC0) == 0xC0 ? cut : line.length;
    }
}
