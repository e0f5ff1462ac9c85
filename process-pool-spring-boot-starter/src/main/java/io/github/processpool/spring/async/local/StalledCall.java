package io.github.processpool.spring.async.local;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskState;
import io.github.processpool.WorkerSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits for a worker of a pool whose workers are threads, while all of them run tasks that wait as well, without a
 * limit. If that lasts, the tasks may wait for this call: with processes it would be part of the task that makes it, but here
 * nothing tells which task a thread of somebody else's executor works for. Then the call is refused in words, because a test that
 * hangs says nothing.
 *
 * <p><b>Thread safety:</b> used by one thread after the other: each look has the next one made.
 */
public final class StalledCall {

    /** Together long for a test, where tasks are let go by the next line. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    static final int LOOKS = 20;

    private final ProcessFuture<?> call;
    private final ProcessPoolExecutor pool;
    private final Executor later;
    private List<Long> blockedTasks = List.of();
    private int seen;

    private StalledCall(ProcessFuture<?> call, ProcessPoolExecutor pool, Executor later) {
        this.call = call;
        this.pool = pool;
        this.later = later;
    }

    /** Looks after a call that was just submitted. */
    public static void watch(ProcessFuture<?> call, ProcessPoolExecutor pool) {
        watch(call, pool, CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /**
     * The same with pauses of one's own.
     *
     * @param later runs a look after a pause
     */
    static void watch(ProcessFuture<?> call, ProcessPoolExecutor pool, Executor later) {
        later.execute(new StalledCall(call, pool, later)::look);
    }

    private void look() {
        if (call.isDone() || call.taskState() != TaskState.QUEUED) {
            return;
        }
        @Nullable PoolSnapshot snapshot = pool.snapshot();
        if (snapshot == null) {
            return; // A mock of the test.
        }
        List<Long> tasks = tasksOf(snapshot);
        boolean blocked = tasks.size() == snapshot.maxWorkers() && areBlocked(snapshot.name());
        seen = blocked && tasks.equals(blockedTasks) ? seen + 1 : 0;
        blockedTasks = tasks;
        if (seen < LOOKS) {
            later.execute(this::look);
        } else {
            call.completeExceptionally(new RejectedExecutionException(words(snapshot)));
        }
    }

    private static List<Long> tasksOf(PoolSnapshot snapshot) {
        return snapshot.workers().stream()
                .map(WorkerSnapshot::currentTask)
                .flatMap(Optional::stream)
                .map(task -> task.taskId())
                .toList();
    }

    /** Those of another pool of that name, as another context of the test may have, count as well; then it takes longer. */
    private static boolean areBlocked(String poolName) {
        String name = "process-pool-" + poolName + "-task";
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> name.equals(thread.getName()))
                .map(Thread::getState)
                .filter(Objects::nonNull)
                .allMatch(state -> state == Thread.State.WAITING || state == Thread.State.BLOCKED);
    }

    private String words(PoolSnapshot snapshot) {
        return "Task '" + call.name() + "' was refused: it waited for a worker of the in-process pool '"
                + snapshot.name()
                + "' while all " + snapshot.maxWorkers() + " of them ran tasks that only waited, " + blockedTasks
                + ", so it would have waited for ever if one of those waits for it. With processes a call inside a task is part"
                + " of it on any thread; in-process that is known on the task's own thread and on those that it starts, and"
                + " not on those of an executor that was there before. Raise process-pool.max-workers for this test, make the"
                + " call on the task's thread, or test with processes";
    }
}
