package io.github.processpool;

/**
 * The last report of a running task, made with {@link WorkerContext#reportProgress}.
 *
 * @param done how much is done, in the task's own unit
 * @param total how much there is in all, in the same unit; 0 or negative when the task does not know
 * @param message a short text, possibly empty; longer ones are cut to 1000 bytes of UTF-8
 */
public record Progress(long done, long total, String message) {}
