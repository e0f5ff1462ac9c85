package io.github.processpool.spring.worker.statement;

import io.github.processpool.WorkerContext;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A statement while a thread of a task executes it: made by {@link RunningStatements}, cancelled on a thread of its own, because a
 * driver may connect for that and wait.
 *
 * <p>{@code EXECUTING <-> CANCELLING, EXECUTING -> ENDED}; one that is being cancelled ends when that is over.
 *
 * <p><b>Thread safety:</b> the task's thread ends it, a thread of its own cancels; the state is guarded by this.
 */
final class RunningStatement {

    /** Between two attempts: the database may not have begun to execute when it is told for the first time. */
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();
    /** After that the statement has ended, and the driver has not yet cancelled it: nobody waits longer for that. */
    private static final long PATIENCE_MILLIS = 2000;

    private enum State {
        EXECUTING,
        CANCELLING,
        ENDED
    }

    private final Statement statement;
    private final WorkerContext task;
    private final Thread thread = Thread.currentThread();
    private State state = State.EXECUTING;
    private @Nullable Long nextAttempt;
    private long pause = FIRST_PAUSE_NANOS;

    RunningStatement(Statement statement, WorkerContext task) {
        this.statement = statement;
        this.task = task;
    }

    boolean isOfThisThread() {
        return thread == Thread.currentThread();
    }

    /** Has it cancelled if its task is to stop, and does not wait for that. */
    void look() {
        if (task.isCancelled() && isToBeCancelled(System.nanoTime())) {
            Thread canceller = new Thread(this::cancel, thread.getName() + "-cancel");
            canceller.setDaemon(true);
            try {
                canceller.start();
            } catch (OutOfMemoryError e) { // There is no thread to be had now.
                cancelled();
            }
        }
    }

    private synchronized boolean isToBeCancelled(long now) {
        if (state != State.EXECUTING || nextAttempt != null && now - nextAttempt < 0) {
            return false;
        }
        state = State.CANCELLING;
        nextAttempt = now + pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        return true;
    }

    private void cancel() {
        try {
            statement.cancel();
        } catch (SQLException | RuntimeException | LinkageError e) {
            // It is closed, or the driver can't; then the task's grace period decides.
        } finally {
            cancelled();
        }
    }

    private synchronized void cancelled() {
        if (state == State.CANCELLING) {
            state = State.EXECUTING;
        }
        notifyAll();
    }

    /**
     * The database has answered. Waits for a cancelling that is under way, or it would hit the connection's next statement, which
     * may be another task's.
     */
    synchronized void end() {
        long until = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
        boolean interrupted = false;
        while (state == State.CANCELLING && System.nanoTime() - until < 0) {
            try {
                wait(PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true; // As a task that is cancelled is.
            }
        }
        state = State.ENDED;
        if (interrupted) {
            thread.interrupt();
        }
    }
}
