package io.github.processpool.internal.parent;

import io.github.processpool.internal.wire.LogLevel;
import io.github.processpool.internal.wire.LogRecord;
import io.github.processpool.internal.wire.Message.LogEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongFunction;

/**
 * Takes what a worker logs, event by event, from the {@link ReplyReader} to this JVM's log through the {@link LogQueue} and the
 * {@link LogWriter}. What it prints goes through the {@link OutputLog}.
 *
 * <p>A task that has logged is only over when its events are in the log.
 *
 * <p><b>Thread safety:</b> events come on the worker's thread only; any thread may ask for what is to follow them.
 */
final class EventLog {

    private final LogQueue queue;
    private final LogWriter writer;
    /** Names the task that was sent with a ticket. */
    private final LongFunction<Task> tasks;

    // -- Belong to the worker's thread --
    private long lastTicket;
    private Task lastTask = Task.NONE;
    /** The highest ticket that an event came with. */
    private long lastLogged;

    private long dropped;

    /**
     * The task that has logged.
     *
     * @param id its number; 0 if there is none
     * @param words its number and name; empty if there is none
     */
    record Task(long id, String words) {
        static final Task NONE = new Task(0, "");
    }

    EventLog(String poolName, WorkerHandle worker, LongFunction<Task> tasks, ThreadFactory threads) {
        this.writer = new LogWriter(poolName, worker);
        this.queue = new LogQueue(threads, writer::rest);
        this.tasks = tasks;
    }

    /** The worker's thread: writes an event, or counts it if there is no room for it. */
    void onEvent(LogEvent event) {
        Task task = taskOf(event.ticket());
        lastLogged = Math.max(lastLogged, event.ticket());
        if (dropped > 0 && queue.add(noticeSize(), writing(notice(dropped), task))) {
            dropped = 0;
        }
        LogRecord log = event.log();
        if (!queue.add(log.size(), writing(log, task))) {
            dropped++;
        }
    }

    private Runnable writing(LogRecord log, Task task) {
        return () -> writer.write(log, task);
    }

    /** Many events of one task come in a row, and its name is not for free. */
    private Task taskOf(long ticket) {
        if (ticket != lastTicket) {
            lastTask = ticket <= 0 ? Task.NONE : tasks.apply(ticket);
            lastTicket = ticket;
        }
        return lastTask;
    }

    /** The worker's thread, at the end of a task: whether it has to wait for events of its own. Tickets only grow. */
    boolean hasLogged(long ticket) {
        return lastLogged >= ticket;
    }

    /** Runs an action when what came before is in the log, at once if it is; or when that takes too long. */
    void afterEvents(Timer timer, Runnable action) {
        queue.afterwards(timer, action);
    }

    /** Nothing more will come; waits for what has. */
    void close(long millis) throws InterruptedException {
        if (dropped > 0) {
            queue.addLast(writing(notice(dropped), Task.NONE));
        }
        queue.close(millis);
    }

    /** Runs what still waits for events to be in the log. */
    void giveUpWaiting() {
        queue.giveUpWaiting();
    }

    private static int noticeSize() {
        return 500;
    }

    private static LogRecord notice(long count) {
        return new LogRecord(
                LogLevel.WARN,
                System.currentTimeMillis(),
                KnownLoggers.SPEAKER,
                Thread.currentThread().getName(),
                count
                        + " log events of this worker were dropped, because the log of this JVM did not keep up with them",
                Map.of(),
                Map.of(),
                List.of(),
                null);
    }
}
