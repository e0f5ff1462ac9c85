package io.github.processpool.spring.worker.statement;

import io.github.processpool.WorkerContext;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements that the threads of tasks, and those that they have started, execute at the moment: told by {@link TrackedJdbc}.
 * While there is one, a thread looks from time to time whether its task is to stop. It does not interrupt anything and does not wait
 * for a database.
 *
 * <p><b>Thread safety:</b> any thread; guarded by this. The thread that looks ends when nothing was executed for a while.
 */
final class RunningStatements {

    private static final long LOOK_MILLIS = 50;
    private static final long IDLE_MILLIS = 10_000;

    private final List<RunningStatement> running = new ArrayList<>();
    private @Nullable Thread watcher;
    /** Whether the watcher waits for something to look at. */
    private boolean idle;

    /**
     * Makes a statement known that this thread is about to have executed.
     *
     * @return to be {@linkplain #end ended}; null if this thread works for no task, or if the statement is one within another, as where
     *     one data source asks another
     */
    @Nullable
    RunningStatement begin(Statement statement) {
        WorkerContext task = task();
        if (task == null) {
            return null;
        }
        RunningStatement begun = new RunningStatement(statement, task);
        synchronized (this) {
            if (running.stream().anyMatch(RunningStatement::isOfThisThread)) {
                return null;
            }
            running.add(begun);
            wakeWatcher();
        }
        return begun;
    }

    void end(RunningStatement begun) {
        synchronized (this) {
            running.remove(begun);
        }
        begun.end();
    }

    private static @Nullable WorkerContext task() {
        return WorkerContext.around().orElse(null);
    }

    private synchronized void wakeWatcher() {
        if (watcher == null) {
            Thread thread = new Thread(this::watch, "process-pool-statements");
            thread.setDaemon(true);
            try {
                thread.start();
                watcher = thread;
            } catch (OutOfMemoryError e) {
                // There is no thread to be had now, and the statement need not fail for that; the next one tries again.
            }
        } else if (idle) {
            notifyAll();
        }
    }

    private void watch() {
        try {
            List<RunningStatement> now = next();
            while (!now.isEmpty()) {
                now.forEach(RunningStatement::look);
                now = next();
            }
        } finally {
            ended();
        }
    }

    /** Another one may have been started already, unless this one has failed. */
    private synchronized void ended() {
        if (watcher == Thread.currentThread()) {
            watcher = null;
            idle = false;
        }
    }

    /** Waits for what is to be looked at; nothing if this thread is to end. */
    private synchronized List<RunningStatement> next() {
        try {
            wait(LOOK_MILLIS);
            if (running.isEmpty()) {
                idle = true;
                wait(IDLE_MILLIS);
                idle = false;
            }
        } catch (InterruptedException e) {
            running.clear(); // Nobody does that.
        }
        if (running.isEmpty()) {
            watcher = null;
        }
        return List.copyOf(running);
    }
}
