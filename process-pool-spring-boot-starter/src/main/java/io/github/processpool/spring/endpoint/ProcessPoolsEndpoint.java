package io.github.processpool.spring.endpoint;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerInspectionException;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.cluster.ClusterView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows the pools of an application and lets an operator recycle or resize one, drain, kill or look into one worker, and cancel a
 * task. Reads are of {@link io.github.processpool.PoolSnapshot}s, which wait for no worker. What asks a worker waits for a limited
 * time.
 *
 * <p>Only reading is allowed by default; {@code management.endpoint.processpools.access=unrestricted} allows the rest. A heap dump
 * holds whatever is in a worker's memory, so it stays in a file on this machine that only its owner can read. Command lines and
 * environments are never shown.
 *
 * <p>A worker is named by its pid, or by its slot as in {@code slot-0}.
 *
 * <p><b>Thread safety:</b> any thread; it has no state.
 */
@Endpoint(id = "processpools", defaultAccess = Access.READ_ONLY)
public class ProcessPoolsEndpoint {

    static final String PLAIN_TEXT = "text/plain;charset=UTF-8";

    private static final String SLOT = "slot-";
    /** Over JMX, or without a security, there is no user. */
    static final String SOMEBODY = "a caller of the endpoint processpools";

    private final ProcessPools pools;
    private final @Nullable ClusterView cluster;
    private final MemberWorkers members;
    private final HeapDumpFiles files;

    /**
     * Creates an endpoint that writes heap dumps into the folder for temporary files.
     *
     * @param pools what it shows
     * @param cluster whose members share some of them; null: there is none
     */
    public ProcessPoolsEndpoint(ProcessPools pools, @Nullable ClusterView cluster) {
        this.pools = pools;
        this.cluster = cluster;
        this.members = new MemberWorkers(cluster);
        this.files = new HeapDumpFiles();
    }

    // -- Reading --

    /**
     * Returns all pools.
     *
     * @return now
     */
    @ReadOperation
    public ProcessPoolsDescription pools() {
        Map<String, PoolDescription> descriptions = new LinkedHashMap<>();
        pools.asMap().forEach((name, pool) -> descriptions.put(name, describe(name, pool)));
        return new ProcessPoolsDescription(descriptions);
    }

    /**
     * Returns a pool.
     *
     * @param pool its name
     * @return now
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    @ReadOperation
    public PoolDescription pool(@Selector String pool) {
        return describe(pool, pools.get(pool));
    }

    private PoolDescription describe(String name, ProcessPoolExecutor pool) {
        return PoolDescription.of(snapshotOf(name, pool), Instant.now(), cluster == null ? null : cluster.pool(name));
    }

    /** A mock of a test has none. */
    private static PoolSnapshot snapshotOf(String name, ProcessPoolExecutor pool) {
        PoolSnapshot snapshot = pool.snapshot();
        return snapshot == null ? PoolSnapshot.notStarted(name, PoolState.RUNNING) : snapshot;
    }

    /**
     * Returns a worker.
     *
     * @param pool its pool
     * @param worker its pid, or its slot
     * @return now
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    @ReadOperation
    public WorkerDescription worker(@Selector String pool, @Selector String worker) {
        return WorkerDescription.of(find(pool, worker), Instant.now());
    }

    /**
     * Looks into a worker.
     *
     * @param pool its pool
     * @param worker its pid, or its slot
     * @param view {@code threaddump}: the stacks of its threads
     * @return text
     * @throws IllegalArgumentException if there is no such worker or view
     * @throws WorkerInspectionException if the worker ends or does not answer
     */
    @ReadOperation(produces = PLAIN_TEXT)
    public String look(@Selector String pool, @Selector String worker, @Selector String view) {
        check("view", view, "threaddump");
        long pid = find(pool, worker).pid();
        return Waiting.forDump(pool, pid, pools.get(pool).threadDump(pid));
    }

    /**
     * Looks into a worker of another member of the cluster, which passes the question on to its pool of that name.
     *
     * @param pool that is shared
     * @param member its name, as in the rows of the pool
     * @param worker its pid
     * @param view {@code threaddump}: the stacks of its threads
     * @return text
     * @throws IllegalArgumentException if there is no such pool, member, worker or view
     * @throws WorkerInspectionException if the worker or the member ends, or does not answer
     */
    @ReadOperation(produces = PLAIN_TEXT)
    public String lookElsewhere(
            @Selector String pool, @Selector String member, @Selector String worker, @Selector String view) {
        check("view", view, "threaddump");
        pools.get(pool);
        return members.threadDump(pool, member, worker);
    }

    // -- Writing --

    /**
     * Changes how many workers a pool may have.
     *
     * @param pool its name
     * @param maxWorkers at least 1; a minimum above it follows
     * @return what was done
     * @throws IllegalArgumentException if there is no such pool, or the number is missing or too small
     */
    @WriteOperation
    public Done resize(@Selector String pool, @Nullable Integer maxWorkers) {
        ProcessPoolExecutor found = pools.get(pool);
        if (maxWorkers == null || maxWorkers < 1) {
            throw new IllegalArgumentException("maxWorkers must be at least 1, but was "
                    + (maxWorkers == null ? "not given; send it as {\"maxWorkers\": 4}" : maxWorkers.toString()));
        }
        int before = snapshotOf(pool, found).maxWorkers();
        found.resize(maxWorkers);
        return Done.toPool(pool, "maxWorkers is " + maxWorkers + " now, and was " + before);
    }

    /**
     * Does something to a pool.
     *
     * @param pool its name
     * @param action {@code recycle}: replaces its workers, one after the other, each after its task
     * @return what was begun
     * @throws IllegalArgumentException if there is no such pool or action
     */
    @WriteOperation
    public Done act(@Selector String pool, @Selector String action) {
        ProcessPoolExecutor found = pools.get(pool);
        check("action", action, "recycle");
        int workers = snapshotOf(pool, found).workers().size();
        Waiting.checkBegun(pool, found.recycleWorkers());
        return Done.toPool(pool, workers + " workers are being replaced, each after its task");
    }

    /**
     * Does something to a worker.
     *
     * @param pool its pool
     * @param worker its pid, or its slot
     * @param action {@code drain}: replaces it after its task; {@code heapdump}: writes its live objects into a file
     * @return what was done, or begun
     * @throws IllegalArgumentException if there is no such worker or action
     * @throws WorkerInspectionException if the worker ends or can't write its heap
     */
    @WriteOperation
    public Done actOnWorker(@Selector String pool, @Selector String worker, @Selector String action) {
        check("action", action, "drain", "heapdump");
        WorkerSnapshot found = find(pool, worker);
        if (action.equals("drain")) {
            Waiting.checkBegun(pool, pools.get(pool).recycleWorker(found.pid()));
            return Done.toWorker(pool, found.pid(), "is being replaced, after its task");
        }
        try {
            return files.write(pools.get(pool), pool, found.pid());
        } catch (ExecutionException | InterruptedException e) {
            throw Waiting.failure(pool, e);
        }
    }

    // -- Ending --

    /**
     * Ends a task or a worker.
     *
     * @param pool its pool
     * @param kind {@code tasks}: cancels a task; one that waits never runs, one that runs is interrupted, and killed after its grace
     *     period; {@code workers}: kills a worker at once, and with it the task that it runs
     * @param id the number of a task; the pid of a worker, or its slot
     * @return what was done
     * @throws IllegalArgumentException if there is no such pool, kind, task or worker, or none any more
     */
    @DeleteOperation
    public Done end(@Selector String pool, @Selector String kind, @Selector String id) {
        return end(pool, kind, id, SOMEBODY);
    }

    Done end(String pool, String kind, String id, String requester) {
        ProcessPoolExecutor found = pools.get(pool);
        check("kind", kind, "tasks", "workers");
        if (kind.equals("workers")) {
            return kill(found, pool, find(pool, id).pid(), requester);
        } else if (!id.matches("\\d{1,18}") || !found.cancel(Long.parseLong(id), requester)) {
            throw new UnknownTaskException("Process pool '" + pool + "' has no task '" + id + "', or none any more");
        }
        return Done.toPool(pool, "task " + id + " is cancelled");
    }

    private static Done kill(ProcessPoolExecutor pool, String name, long pid, String requester) {
        if (!pool.kill(pid, requester)) {
            throw new UnknownWorkerException("Worker " + pid + " of process pool '" + name + "' has just ended");
        }
        return Done.toWorker(name, pid, "is killed, and with it the task that it ran");
    }

    // -- Words --

    private WorkerSnapshot find(String pool, String worker) {
        List<WorkerSnapshot> workers = snapshotOf(pool, pools.get(pool)).workers();
        for (WorkerSnapshot candidate : workers) {
            if (candidate.pid() > 0
                    && (worker.equals(String.valueOf(candidate.pid())) || worker.equals(SLOT + candidate.slot()))) {
                return candidate;
            }
        }
        List<String> known = workers.stream()
                .filter(candidate -> candidate.pid() > 0)
                .map(candidate -> candidate.pid() + (candidate.slot() < 0 ? "" : " (" + SLOT + candidate.slot() + ")"))
                .toList();
        throw new UnknownWorkerException("Process pool '" + pool + "' has no worker '" + worker + "'; there are: "
                + (known.isEmpty() ? "none" : String.join(", ", known)));
    }

    private static void check(String what, String given, String... known) {
        if (!List.of(known).contains(given)) {
            throw new IllegalArgumentException(
                    "There is no " + what + " '" + given + "'; there is: " + String.join(", ", known));
        }
    }
}
