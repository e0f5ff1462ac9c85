package io.github.processpool.internal.wire.page;

import io.github.processpool.Progress;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The progress of one task on the {@link Scoreboard}: the worker writes it over and over, the parent reads it whenever it likes,
 * and neither waits for the other. A reading during which the version has changed, or was odd, is thrown away.
 *
 * <p><b>Thread safety:</b> one thread at a time of the worker writes; any thread of the parent reads.
 */
public final class ProgressNote {

    private static final int VERSION = 2048;
    private static final int TICKET = VERSION + 8;
    private static final int DONE = VERSION + 16;
    private static final int TOTAL = VERSION + 24;
    private static final int LENGTH = VERSION + 32;
    private static final int TEXT = VERSION + 40;
    private static final int LONGEST_TEXT = 1000;
    private static final int MOST_TRIES = 100;

    private final SharedPage page;

    ProgressNote(SharedPage page) {
        this.page = page;
    }

    /**
     * Cuts a text to the length that fits on the page.
     *
     * @param text of any length
     * @return at most 1000 bytes of UTF-8, no character cut in two
     */
    public static String cut(String text) {
        if (text.length() <= LONGEST_TEXT / 3) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LONGEST_TEXT);
        while (length < bytes.length && length > 0 && (bytes[length] & 0xC0) == 0x80) {
            length--;
        }
        return length == bytes.length ? text : new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * Worker: reports progress. Only one thread at a time.
     *
     * @param ticket the task it belongs to
     * @param progress to be shown
     */
    public void write(long ticket, Progress progress) {
        byte[] text = cut(progress.message()).getBytes(StandardCharsets.UTF_8);
        long version = page.get(VERSION);
        page.set(VERSION, version + 1);
        VarHandle.fullFence();
        page.set(TICKET, ticket);
        page.set(DONE, progress.done());
        page.set(TOTAL, progress.total());
        page.setInt(LENGTH, text.length);
        page.copyFrom(TEXT, text);
        VarHandle.fullFence();
        page.set(VERSION, version + 2);
    }

    /**
     * Reads the progress of a ticket.
     *
     * @param ticket the task it must belong to
     * @return its last report; empty if there is none, or if it is being written time and again
     */
    public Optional<Progress> read(long ticket) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            long version = page.get(VERSION);
            if ((version & 1) == 0) {
                long owner = page.get(TICKET);
                Progress progress = readFields();
                VarHandle.fullFence();
                if (page.get(VERSION) == version) {
                    return version > 0 && owner == ticket ? Optional.of(progress) : Optional.empty();
                }
            }
            Thread.onSpinWait();
        }
        return Optional.empty();
    }

    /** A torn length is possible here, and so is half a text; the look at the version after it throws the whole reading away. */
    private Progress readFields() {
        long done = page.get(DONE);
        long total = page.get(TOTAL);
        byte[] text = new byte[Math.max(0, Math.min(page.getInt(LENGTH), LONGEST_TEXT))];
        page.copyTo(TEXT, text);
        return new Progress(done, total, new String(text, StandardCharsets.UTF_8));
    }
}
