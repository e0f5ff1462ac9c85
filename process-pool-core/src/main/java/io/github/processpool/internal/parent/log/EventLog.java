package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.message.LogRecord;
import io.github.processpool.internal.wire.message.Message.LogEvent;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongFunction;

/**
 * Takes what a worker logs, event by event, from the {@code ReplyReader} to this JVM's log through the {@link LogQueue} and the
 * {@link LogWriter}. Lines that it prints go through the {@link OutputLog}.
 *
 * <p>A task that has logged is only over when its events are in the log.
 *
 * <p><b>Thread safety:</b> events come on the worker's thread only; any thread may ask for what is to follow them.
 */
public final class EventLog {

    private final LogQueue queue;
    private final LogWriter writer;
    /** Names the task that was sent with a ticket. */
    private final LongFunction<LogOrigin> tasks;

    // -- Belong to the worker's thread --
    private long lastTicket;
    private LogOrigin lastTask = LogOrigin.NONE;
    /** The highest ticket that an event came with. */
    private long lastLogged;

    private final DroppedEvents dropped = new DroppedEvents();

    /** Names tasks with a function from tickets. */
    public EventLog(String poolName, WorkerLink worker, LongFunction<LogOrigin> tasks, ThreadFactory threads) {
        this.writer = new LogWriter(poolName, worker);
        this.queue = new LogQueue(threads, writer::rest);
        this.tasks = tasks;
    }

    /** The worker's thread: writes an event, or counts it if there is no room for it. */
    public void onEvent(LogEvent event) {
        LogOrigin task = taskOf(event.ticket());
        lastLogged = Math.max(lastLogged, event.ticket());
        if (dropped.any() && queue.add(DroppedEvents.NOTICE_SIZE, writing(dropped.notice(), task))) {
            dropped.forget();
        }
        LogRecord log = event.log();
        if (!queue.add(log.size(), writing(log, task))) {
            dropped.add();
        }
    }

    private Runnable writing(LogRecord log, LogOrigin task) {
        return () -> writer.write(log, task);
    }

    /** Many events of one task come in a row, and its name is not for free. */
    private LogOrigin taskOf(long ticket) {
        if (ticket != lastTicket) {
            lastTask = ticket <= 0 ? LogOrigin.NONE : tasks.apply(ticket);
            lastTicket = ticket;
        }
        return lastTask;
    }

    /** The worker's thread, at the end of a task: whether it has to wait for events of its own. Tickets only grow. */
    public boolean hasLogged(long ticket) {
        return lastLogged >= ticket;
    }

    /** Runs an action when what came before is in the log, at once if it is; or when that takes too long. */
    public void afterEvents(Timer timer, Runnable action) {
        queue.afterwards(timer, action);
    }

    /** Nothing more will come; waits for what has. */
    public void close(long millis) throws InterruptedException {
        if (dropped.any()) {
            queue.addLast(writing(dropped.notice(), LogOrigin.NONE));
        }
        queue.close(millis);
    }

    /** Runs what still waits for events to be in the log. */
    public void giveUpWaiting() {
        queue.giveUpWaiting();
    }
}
