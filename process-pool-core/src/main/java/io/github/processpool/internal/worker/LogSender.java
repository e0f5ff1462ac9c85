package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.message.LogLevel;
import io.github.processpool.internal.wire.message.LogRecord;
import io.github.processpool.internal.wire.message.Message.LogEvent;
import io.github.processpool.internal.wire.message.MessageChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Takes the log events of this process from the {@link WorkerLog} and posts it to the {@link MessageChannel}, in which it comes
 * before the end of the task that has logged it. An event has left this process when its logger returns, unless the parent does
 * not keep up: a worker that crashes has sent its last words.
 *
 * <p>Bounded: when so much waits for the parent that there is no room, a logger waits for a moment. If there is none even then,
 * events are dropped and counted, without waiting, until there is room again; then the parent is told how many.
 *
 * <p>It does not log: that would lead back here.
 *
 * <p><b>Thread safety:</b> any thread sends.
 */
final class LogSender {

    /** Events that have not left the process, in bytes. */
    static final long ROOM = 1 << 20;

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final MessageChannel channel;
    /** The ticket of the task that runs, 0 if none does. */
    private final LongSupplier ticket;

    private final AtomicLong dropped = new AtomicLong();
    /** Whether to wait for room; not any more once that was in vain. Volatile: every sender looks at it. */
    private volatile boolean patient = true;

    LogSender(MessageChannel channel, LongSupplier ticket) {
        this.channel = channel;
        this.ticket = ticket;
    }

    void send(LogRecord event) {
        if (hasRoom() || waitForRoom()) {
            reportDropped();
            channel.post(new LogEvent(ticket.getAsLong(), event));
            channel.flush();
        } else {
            dropped.incrementAndGet();
        }
    }

    /** Says how many events are missing, where they are missing. */
    void reportDropped() {
        if (dropped.get() == 0) {
            return;
        }
        long count = dropped.getAndSet(0);
        if (count > 0) {
            channel.post(new LogEvent(ticket.getAsLong(), notice(count)));
            channel.flush();
        }
    }

    private static LogRecord notice(long count) {
        return new LogRecord(
                LogLevel.WARN,
                System.currentTimeMillis(),
                "io.github.processpool.worker",
                Thread.currentThread().getName(),
                count + " log events of this worker were dropped, because its parent did not keep up with them",
                Map.of(),
                Map.of(),
                List.of(),
                null);
    }

    private boolean hasRoom() {
        boolean room = channel.waitingBytes() < ROOM;
        if (room && !patient) {
            patient = true;
        }
        return room;
    }

    /** The loop sends on what waits, and so does everybody who waits here: none waits for another one. */
    private boolean waitForRoom() {
        long start = System.nanoTime();
        while (patient && !Thread.currentThread().isInterrupted()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                patient = false;
                return false;
            }
            channel.flush();
            if (hasRoom()) {
                return true;
            }
            LockSupport.parkNanos(this, STEP_NANOS);
        }
        return false;
    }
}
