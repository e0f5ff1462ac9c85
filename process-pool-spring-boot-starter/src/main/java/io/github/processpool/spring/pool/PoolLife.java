package io.github.processpool.spring.pool;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerContext;
import io.github.processpool.spring.WorkerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The life of the pools behind one bean: receives a {@link PoolBlueprint}, opens one pool by it after the other, and hands the one
 * that is open to the {@link RestartablePool}. Runs no tasks.
 *
 * <pre>{@code
 * not started -> open -> drained -> open -> ...      open(), drain(); calls wait for the first pool, see StartGate
 *      '-----------'--------'------------> closed    close(): for good
 * }</pre>
 *
 * <p><b>Thread safety:</b> any thread calls; the context's thread opens and closes.
 */
final class PoolLife {

    /** What a pool has shared. */
    private record Given(ProcessPoolExecutor by, Object proxy) {}

    private final PoolBlueprint blueprint;
    private final StartGate gate;
    /** By the object; two threads may share one twice, which does no harm. */
    private final Map<Object, Given> given = new ConcurrentHashMap<>();
    /** Whether every pool behind the bean has to warm its workers up; volatile: asked for by any thread, once and for all. */
    private volatile boolean warm;

    PoolLife(PoolBlueprint blueprint) {
        this(blueprint, new StartGate(blueprint.name(), Duration.ofMinutes(1), blueprint.starter()));
    }

    PoolLife(PoolBlueprint blueprint, StartGate gate) {
        this.blueprint = blueprint;
        this.gate = gate;
    }

    String name() {
        return blueprint.name();
    }

    /** The pool that was opened last; null before the first. */
    @Nullable
    ProcessPoolExecutor latest() {
        return gate.pool();
    }

    boolean isClosed() {
        return gate.isClosed();
    }

    /** The pool that was opened last; waits for the first one. */
    ProcessPoolExecutor started() {
        if (WorkerProcess.isWorker()) {
            refuseToNest("this process (pid " + ProcessHandle.current().pid() + ")");
            open(); // In a worker's context nothing is started before it is needed.
        } else if (WorkerContext.around().isPresent()) {
            refuseToNest("this thread"); // Of an in-process pool, whose tasks would wait for each other.
        }
        return gate.awaitPool();
    }

    /** Shares an object with the pool that was opened last, once. */
    <T> T shareOnce(Class<T> type, T target) {
        ProcessPoolExecutor pool = started();
        Given known = given.get(target);
        if (known == null || known.by() != pool) {
            known = new Given(pool, pool.share(type, target));
            given.put(target, known);
        }
        return type.cast(known.proxy());
    }

    /** Throws at once on the thread that has yet to open the first pool. */
    void refuseStarter() {
        gate.refuseStarter();
    }

    private void refuseToNest(String place) {
        if (!blueprint.mayNest()) {
            throw new RejectedExecutionException(
                    "Process pool '" + name() + "' can't be used here: " + place
                            + " is itself a worker of a process pool, and workers start no workers of"
                            + " their own. Let the application itself submit the task, or set process-pool.worker.nested-pools=true");
        }
    }

    /** Opens a pool, unless one is open. */
    void open() {
        gate.open(() -> {
            ProcessPoolExecutor pool = blueprint.build();
            if (warm) {
                warmUp(pool);
            }
            return pool;
        });
        ProcessPoolExecutor open = gate.pool();
        if (warm && open != null) {
            warmUp(open); // Somebody may have asked while it was being opened.
        }
    }

    /**
     * Has the workers of this pool and of each that is opened later warmed up.
     *
     * @throws IllegalStateException if they could not be
     */
    void warmUpWorkers() {
        if (!warm) {
            blueprint.checkBeanCalls();
        }
        warm = true; // Before the look at the pool: the thread that opens one looks at this afterwards.
        ProcessPoolExecutor pool = gate.pool();
        if (pool != null) {
            warmUp(pool);
        }
    }

    private void warmUp(ProcessPoolExecutor pool) {
        blueprint.beforeBeanCalls();
        pool.warmUpWorkers();
    }

    /** Ends the pool within a budget, and returns the tasks that were lost; another pool can be opened. */
    List<ProcessFuture<?>> drain(Duration budget) {
        ProcessPoolExecutor pool = gate.pool();
        return pool == null ? List.of() : pool.shutdown(budget);
    }

    /** Ends the pool at once, and lets no other be opened. Takes a few seconds at most, and next to nothing after a drain. */
    void close() {
        ProcessPoolExecutor pool = gate.close();
        if (pool != null && !pool.isTerminated()) {
            PoolLog.destroyed(name(), pool.terminate());
        }
    }
}
