package io.github.processpool.spring.health;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerExit;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health of one pool: down only while no worker can be started. A pool that is busy, full, whose workers die, or that was
 * shut down on purpose is up; its details tell.
 */
public final class ProcessPoolHealthIndicator extends AbstractHealthIndicator {

    private final ProcessPoolExecutor pool;
    private final BrokenPoolReasons reasons;

    /**
     * Creates an indicator.
     *
     * @param pool whose health it tells
     * @param reasons hears why pools are broken
     */
    public ProcessPoolHealthIndicator(ProcessPoolExecutor pool, BrokenPoolReasons reasons) {
        super("The process pool could not be asked for its state");
        this.pool = pool;
        this.reasons = reasons;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        PoolSnapshot snapshot = pool.snapshot();
        if (snapshot == null) {
            health.unknown().withDetail("pool", "it tells nothing of itself: a mock of a test");
            return;
        }
        if (snapshot.state() == PoolState.BROKEN) {
            health.down()
                    .withDetail(
                            "reason",
                            reasons.reason(snapshot.name())
                                    .orElse("no worker can be started; the reason is in the log"));
        } else {
            health.up();
        }
        health.withDetail("pool", snapshot.name())
                .withDetail("state", snapshot.state())
                .withDetail("workers", workers(snapshot))
                .withDetail("queue", queue(snapshot));
        snapshot.recentExits().stream()
                .filter(exit -> !exit.reason().isOrderly())
                .findFirst()
                .ifPresent(exit -> health.withDetail("lastFailedWorker", failure(exit)));
    }

    private static Map<String, Object> failure(WorkerExit exit) {
        Map<String, Object> failure = new LinkedHashMap<>();
        failure.put("pid", exit.pid());
        failure.put("reason", exit.reason());
        failure.put("description", exit.description());
        failure.put("endedAt", exit.endedAt());
        return failure;
    }

    private static Map<String, Object> workers(PoolSnapshot snapshot) {
        Map<String, Object> workers = new LinkedHashMap<>();
        workers.put("live", count(snapshot, state -> !isStarting(state) && state != WorkerState.ENDED));
        workers.put("busy", count(snapshot, state -> state == WorkerState.BUSY));
        workers.put("starting", count(snapshot, ProcessPoolHealthIndicator::isStarting));
        workers.put("max", snapshot.maxWorkers());
        return workers;
    }

    private static boolean isStarting(WorkerState state) {
        return state == WorkerState.WAITING || state == WorkerState.STARTING;
    }

    private static Map<String, Object> queue(PoolSnapshot snapshot) {
        Map<String, Object> queue = new LinkedHashMap<>();
        queue.put("tasks", snapshot.queuedTasks());
        queue.put("capacity", snapshot.queueCapacity());
        queue.put("nextWaitsMillis", snapshot.nextTaskWait().toMillis());
        return queue;
    }

    private static long count(PoolSnapshot snapshot, Predicate<WorkerState> states) {
        return snapshot.workers().stream()
                .map(WorkerSnapshot::state)
                .filter(states)
                .count();
    }
}
