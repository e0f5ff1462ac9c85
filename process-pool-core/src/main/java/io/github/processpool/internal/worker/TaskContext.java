package io.github.processpool.internal.worker;

import io.github.processpool.Progress;
import io.github.processpool.WorkerContext;
import io.github.processpool.internal.wire.message.Message.SpecialRun;
import io.github.processpool.internal.wire.page.ProgressNote;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The worker, as one task, or the initializer, sees it: given by the {@link TaskRunner} or the {@link Preparation} to the code of
 * the user that they call.
 *
 * <p><b>Thread safety:</b> the task's threads report and look, the loop cancels, the runner ends. Reports are made under this
 * object's lock, so that none is written after the task has ended.
 */
final class TaskContext extends WorkerContext {

    private final long taskId;
    private final @Nullable SpecialRun special;
    private final WorkerIdentity identity;
    private final Consumer<Progress> board;
    private volatile boolean cancelled;
    /** Guarded by this. */
    private @Nullable Progress last;
    /** Guarded by this. */
    private boolean ended;

    /**
     * The worker, as every task sees it.
     *
     * @param poolName the pool
     * @param poolKey names it among all pools
     * @param slot the worker's slot, which a spare worker gets late: set by the loop, read by tasks
     * @param attributes shared by its tasks
     */
    record WorkerIdentity(
            String poolName, String poolKey, AtomicInteger slot, ConcurrentMap<String, Object> attributes) {

        WorkerIdentity(String poolName, String poolKey, int slot) {
            this(poolName, poolKey, new AtomicInteger(slot), new ConcurrentHashMap<>());
        }
    }

    /** Of a task; the number is 0 outside of tasks, and nothing special is known of the first attempt of a task of the pool's own. */
    TaskContext(long taskId, @Nullable SpecialRun special, WorkerIdentity identity, Consumer<Progress> board) {
        this.taskId = taskId;
        this.special = special;
        this.identity = identity;
        this.board = board;
    }

    void begin() {
        enter();
    }

    synchronized void end() {
        ended = true;
        leave();
    }

    void cancel() {
        cancelled = true;
    }

    synchronized Optional<Progress> lastProgress() {
        return Optional.ofNullable(last);
    }

    @Override
    public long taskId() {
        return taskId;
    }

    @Override
    public String taskKey() {
        if (special != null && !special.key().isEmpty()) {
            return special.key();
        }
        return taskId == 0 ? "" : identity.poolKey() + "-" + taskId;
    }

    @Override
    public int attempt() {
        int first = taskId == 0 ? 0 : 1;
        return special == null ? first : special.attempt();
    }

    @Override
    public Optional<String> submitter() {
        return special == null
                ? Optional.empty()
                : Optional.of(special.submitter()).filter(name -> !name.isEmpty());
    }

    @Override
    public String poolName() {
        return identity.poolName();
    }

    @Override
    public int slot() {
        return identity.slot().get();
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public synchronized void reportProgress(long done, long total, String message) {
        Objects.requireNonNull(message, "message");
        if (!ended) {
            Progress progress = new Progress(done, total, ProgressNote.cut(message));
            last = progress;
            board.accept(progress);
        }
    }

    @Override
    public ConcurrentMap<String, Object> attributes() {
        return identity.attributes();
    }
}
