package io.github.processpool.internal.parent.log;

/**
 * Where a log event comes from: the task that has logged.
 *
 * @param id its number; 0 if there is none
 * @param words its number and name; empty if there is none
 */
public record LogOrigin(long id, String words) {

    /** No task. */
    public static final LogOrigin NONE = new LogOrigin(0, "");
}
