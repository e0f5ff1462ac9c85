package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.process.WorkerLink;
import org.jspecify.annotations.Nullable;

/**
 * The name of the thread that writes events of a worker: the {@link LogWriter} has it say pool, slot and task of the event that
 * comes next, and puts back the thread's own name when there is nothing to write.
 *
 * <p><b>Thread safety:</b> belongs to the thread that writes for the worker.
 */
final class WriterThreadName {

    private final String poolName;
    private final WorkerLink worker;
    /** The name while there is nothing to write; null: the thread has it. */
    private @Nullable String restingName;

    WriterThreadName(String poolName, WorkerLink worker) {
        this.poolName = poolName;
        this.worker = worker;
    }

    void set(LogOrigin task) {
        Thread thread = Thread.currentThread();
        if (restingName == null) {
            restingName = thread.getName();
        }
        int slot = worker.slot();
        String name = poolName + (slot < 0 ? "-spare" : "-w" + slot) + (task.id() == 0 ? "" : "-t" + task.id());
        if (!name.equals(thread.getName())) {
            thread.setName(name);
        }
    }

    /** Returns whether the thread had another name than its own. */
    boolean putBack() {
        if (restingName == null) {
            return false;
        }
        Thread.currentThread().setName(restingName);
        restingName = null;
        return true;
    }
}
