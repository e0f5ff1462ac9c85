package io.github.processpool.spring.micrometer;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolListener;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskQuarantinedException;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimings;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerStartException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notes what happens in one pool as it happens: how long tasks waited and ran, why they failed, how long workers took to start.
 * A pool that the application builds itself is given one with {@code builder.listener(…)}. What can be read off a pool at any
 * time is with {@link ProcessPoolMeters}.
 *
 * <p><b>Thread safety:</b> called by one thread of the pool at a time.
 */
public final class ProcessPoolMeterRecorder implements ProcessPoolListener {

    private final MeterRegistry registry;
    private final Tags tags;
    private final Timer execution;
    private final Timer idle;
    private final Timer wait;
    private final Map<TaskState, Timer> executionByOutcome;
    private final Timer workerStart;
    private final Counter retries;

    /**
     * Creates a recorder and registers its meters.
     *
     * @param registry where the meters are
     * @param poolName the tag {@code name} of every meter
     */
    public ProcessPoolMeterRecorder(MeterRegistry registry, String poolName) {
        this.registry = registry;
        this.tags = Tags.of("name", poolName);
        this.execution = timer("executor", "Time that tasks ran", Tags.empty());
        this.idle = timer("executor.idle", "Time that tasks waited for a worker", Tags.empty());
        this.wait = timer("process.pool.task.wait", "Time that tasks waited for a worker", Tags.empty());
        this.executionByOutcome = Map.of(
                TaskState.SUCCEEDED, execution("succeeded"),
                TaskState.FAILED, execution("failed"),
                TaskState.CANCELLED, execution("cancelled"));
        this.workerStart =
                timer("process.pool.worker.start.time", "Time from the start of a worker to readiness", Tags.empty());
        this.retries = Counter.builder("process.pool.task.retries")
                .tags(tags)
                .description("Tasks that were run again after their worker was lost")
                .register(registry);
    }

    @Override
    public void taskFinished(ProcessFuture<?> task) {
        TaskTimings timings = task.timings();
        timings.queueWait().ifPresent(waited -> {
            idle.record(waited);
            wait.record(waited);
            Duration ran = ran(timings);
            execution.record(ran);
            Timer timer = executionByOutcome.get(task.taskState());
            if (timer != null) {
                timer.record(ran);
            }
        });
        if (task.taskState() == TaskState.FAILED) {
            Counter.builder("process.pool.task.failures")
                    .tags(tags.and("reason", reason(failure(task))))
                    .description("Tasks that failed, by reason")
                    .register(registry)
                    .increment();
        }
    }

    @Override
    public void taskRetried(ProcessFuture<?> task, int attempt) {
        retries.increment();
    }

    @Override
    public void workerStarted(WorkerSnapshot worker, long startNanos) {
        workerStart.record(startNanos, TimeUnit.NANOSECONDS);
    }

    /** A task that was lost with its worker has no time of its own code. */
    private static Duration ran(TaskTimings timings) {
        if (!timings.execution().isZero()) {
            return timings.execution();
        }
        return timings.started()
                .flatMap(start -> timings.finished().map(end -> Duration.between(start, end)))
                .orElse(Duration.ZERO);
    }

    private static @Nullable Throwable failure(ProcessFuture<?> task) {
        try {
            task.join();
            return null;
        } catch (CompletionException e) {
            return e.getCause();
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static String reason(@Nullable Throwable failure) {
        if (failure instanceof TaskTimeoutException) {
            return "timeout";
        } else if (failure instanceof WorkerCrashedException crash) {
            return crash.outOfMemory() ? "out-of-memory" : "crash";
        } else if (failure instanceof TaskSerializationException || failure instanceof ResultSerializationException) {
            return "serialization";
        } else if (failure instanceof PayloadTooLargeException) {
            return "payload-too-large";
        } else if (failure instanceof WorkerStartException || failure instanceof PoolBrokenException) {
            return "no-worker";
        } else if (failure instanceof TaskQuarantinedException) {
            return "quarantined";
        }
        return "exception";
    }

    private Timer execution(String outcome) {
        return timer("process.pool.task.execution", "Time that tasks ran, by outcome", Tags.of("outcome", outcome));
    }

    private Timer timer(String name, String description, Tags more) {
        return Timer.builder(name).tags(tags.and(more)).description(description).register(registry);
    }
}
