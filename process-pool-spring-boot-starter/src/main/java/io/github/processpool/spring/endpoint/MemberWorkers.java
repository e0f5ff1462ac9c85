package io.github.processpool.spring.endpoint;

import io.github.processpool.WorkerInspectionException;
import io.github.processpool.spring.cluster.ClusterView;
import org.jspecify.annotations.Nullable;

/**
 * Passes questions of the {@link ProcessPoolsEndpoint} about workers of other members on to the cluster. Those of this application are
 * the endpoint's own.
 *
 * <p><b>Thread safety:</b> any thread; it has no state.
 */
final class MemberWorkers {

    private final @Nullable ClusterView cluster;

    MemberWorkers(@Nullable ClusterView cluster) {
        this.cluster = cluster;
    }

    /**
     * Returns the stacks of a worker's threads.
     *
     * @throws IllegalArgumentException if there is no such member or worker, or the pool is not shared
     * @throws WorkerInspectionException if the worker or the member ends, or does not answer
     */
    String threadDump(String pool, String member, String worker) {
        if (cluster == null || cluster.pool(pool) == null) {
            throw new UnknownWorkerException("Process pool '" + pool + "' is not shared with other members");
        } else if (!worker.matches("\\d{1,18}")) {
            throw new IllegalArgumentException(
                    "A worker of another member is named by its pid, not by '" + worker + "'");
        }
        long pid = Long.parseLong(worker);
        try {
            return Waiting.forDump(pool, pid, cluster.threadDump(pool, member, pid));
        } catch (IllegalArgumentException e) {
            throw new UnknownWorkerException(String.valueOf(e.getMessage()));
        }
    }
}
