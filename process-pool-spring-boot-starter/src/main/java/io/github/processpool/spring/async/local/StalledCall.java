package io.github.processpool.spring.async.local;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskState;
import io.github.processpool.WorkerSnapshot;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for a worker of one pool whose workers are threads. While all of those run tasks that wait as well, without a
 * limit, the tasks may wait for these calls: with processes a call would be part of the task that makes it, but here nothing tells
 * which task a thread of somebody else's executor works for. If that lasts, the calls are refused in words, because a test that
 * hangs says nothing. One look, at the states of threads and not at their stacks, is made for all calls of the pool.
 *
 * <p><b>Thread safety:</b> calls are added by any thread; looks are made by one thread after the other, each has the next one made.
 */
public final class StalledCall {

    /** Together long for a test, where tasks are let go by the next line. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    static final int LOOKS = 20;

    /** Guarded by itself: pools of which calls wait. */
    private static final Map<ProcessPoolExecutor, StalledCall> WATCHED = new IdentityHashMap<>();

    private static final ScheduledThreadPoolExecutor LOOKING = looking();

    /** A call, and how many looks there were before it came. */
    private record Waiting(ProcessFuture<?> call, int since) {}

    private final ProcessPoolExecutor pool;
    private final Executor later;
    /** Guarded by {@link #WATCHED}. */
    private final List<Waiting> waiting = new ArrayList<>();
    /** Guarded by {@link #WATCHED}. */
    private int looks;

    private List<Long> blockedTasks = List.of();
    private int seen;

    private StalledCall(ProcessPoolExecutor pool, Executor later) {
        this.pool = pool;
        this.later = later;
    }

    /** A thread of its own, which is there while something waits: the common pool may be what the tasks wait for. */
    private static ScheduledThreadPoolExecutor looking() {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, task -> daemon(task, "process-pool-stalled-calls"));
        executor.setKeepAliveTime(10, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Looks after a call that was just submitted. */
    public static void watch(ProcessFuture<?> call, ProcessPoolExecutor pool) {
        watch(call, pool, look -> LOOKING.schedule(look, PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /**
     * The same with pauses of one's own.
     *
     * @param later runs a look after a pause; that of the pool's first call counts
     */
    static void watch(ProcessFuture<?> call, ProcessPoolExecutor pool, Executor later) {
        synchronized (WATCHED) {
            StalledCall known = WATCHED.get(pool);
            StalledCall calls = known == null ? new StalledCall(pool, later) : known;
            calls.waiting.add(new Waiting(call, calls.looks));
            if (known == null) {
                WATCHED.put(pool, calls);
                later.execute(calls::look);
            }
        }
    }

    private void look() {
        if (isOver()) {
            return;
        }
        boolean goesOn = false;
        try {
            @Nullable PoolSnapshot snapshot = pool.snapshot();
            if (snapshot != null) { // Null from a mock of the test.
                look(snapshot);
                goesOn = true;
            }
        } finally {
            if (goesOn) {
                later.execute(this::look);
            } else {
                forget();
            }
        }
    }

    private void forget() {
        synchronized (WATCHED) {
            WATCHED.remove(pool);
        }
    }

    /** Forgets calls that wait no longer, and the pool with the last one. */
    private boolean isOver() {
        synchronized (WATCHED) {
            waiting.removeIf(one -> one.call().isDone() || one.call().taskState() != TaskState.QUEUED);
            looks++;
            if (waiting.isEmpty()) {
                WATCHED.remove(pool);
            }
            return waiting.isEmpty();
        }
    }

    private void look(PoolSnapshot snapshot) {
        List<Long> tasks = tasksOf(snapshot);
        boolean blocked = tasks.size() == snapshot.maxWorkers() && areBlocked(snapshot.name(), snapshot.maxWorkers());
        seen = blocked && tasks.equals(blockedTasks) ? seen + 1 : 0;
        blockedTasks = tasks;
        if (seen >= LOOKS) {
            refuse(snapshot);
        }
    }

    /** Those that have waited through all these looks. What hears of their ends is foreign, and must not hold up the looks. */
    private void refuse(PoolSnapshot snapshot) {
        List<ProcessFuture<?>> refused = new ArrayList<>();
        synchronized (WATCHED) {
            for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
                Waiting one = all.next();
                if (looks - one.since() > LOOKS) {
                    refused.add(one.call());
                    all.remove();
                }
            }
        }
        for (ProcessFuture<?> call : refused) {
            RejectedExecutionException refusal = new RejectedExecutionException(words(call, snapshot));
            daemon(() -> call.completeExceptionally(refusal), "process-pool-refused-call")
                    .start();
        }
    }

    private static List<Long> tasksOf(PoolSnapshot snapshot) {
        return snapshot.workers().stream()
                .map(WorkerSnapshot::currentTask)
                .flatMap(Optional::stream)
                .map(task -> task.taskId())
                .toList();
    }

    /**
     * A task that has renamed its thread is not known to wait. Those of another pool of that name, as another context of the test
     * may have, count as well; then it takes longer.
     */
    private static boolean areBlocked(String poolName, int workers) {
        String name = "process-pool-" + poolName + "-task";
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Thread.State> states = Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull) // Null for a thread that has just ended.
                .filter(thread -> name.equals(thread.getThreadName()))
                .map(ThreadInfo::getThreadState)
                .toList();
        return states.size() >= workers
                && states.stream().allMatch(state -> state == Thread.State.WAITING || state == Thread.State.BLOCKED);
    }

    private String words(ProcessFuture<?> call, PoolSnapshot snapshot) {
        return "Task '" + call.name() + "' was refused: it waited for a worker of the in-process pool '"
                + snapshot.name()
                + "' while all " + snapshot.maxWorkers() + " of them ran tasks that only waited, " + blockedTasks
                + ", so it would have waited for ever if one of those waits for it. With processes a call inside a task is part"
                + " of it on any thread; in-process that is known on the task's own thread and on those that it starts, and"
                + " not on those of an executor that was there before. Raise process-pool.max-workers for this test, make the"
                + " call on the task's thread, or test with processes";
    }
}
