package io.github.processpool.internal.wire.message;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * A line that a worker writes to its standard output and error after a task, so that the parent knows that it has seen all of
 * what the task printed. It begins with a zero byte and carries a random word, so nothing that a task prints looks like it.
 *
 * @param word random, one per worker
 */
public record OutputMark(String word) {

    /** No mark is longer, in bytes. */
    public static final int LONGEST = 100;

    private static final char BEGIN = '\0';

    /**
     * Returns the mark that closes a task.
     *
     * @param ticket the sending of the task
     * @return a line, its end included
     */
    public byte[] bytes(long ticket) {
        return (BEGIN + word + ':' + ticket + '\n').getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Looks for a mark at the end of a line.
     *
     * @param line without its end
     * @return where it begins; -1 if there is none
     */
    public int indexIn(String line) {
        return line.indexOf(BEGIN + word + ':');
    }

    /**
     * Reads the ticket of a mark.
     *
     * @param line without its end
     * @param index where the mark begins
     * @return the ticket, if it is one
     */
    public OptionalLong ticketAt(String line, int index) {
        try {
            return OptionalLong.of(Long.parseLong(line.substring(index + word.length() + 2)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
