package io.github.processpool.micrometer;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolListener;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimings;
import io.github.processpool.WorkerSnapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Notes for Micrometer what happens in one pool as it happens: how long tasks waited and ran, why they failed, how long workers took
 * to start. What can be read off a pool at any time is with {@link ProcessPoolMetrics}.
 *
 * <pre>{@code
 * ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
 *         .name("pdf")
 *         .listener(new ProcessPoolMetricsListener(registry, "pdf"))
 *         .build();
 * new ProcessPoolMetrics(pool, "pdf").bindTo(registry);
 * }</pre>
 *
 * <p>All meters are there from the beginning. A registry that is slow, or throws, delays or loses what would be noted, and no task; see
 * {@link ProcessPoolListener}. Another pool with the same name and tags adds to the same meters.
 *
 * <p><b>Thread safety:</b> called by one thread of the pool at a time; {@link #close} may be called from any.
 */
public final class ProcessPoolMetricsListener implements ProcessPoolListener, AutoCloseable {

    private final MeterRegistry registry;
    private final Tags tags;
    private final RegisteredMeters registered = new RegisteredMeters();
    private final Timer execution;
    private final Timer idle;
    private final Timer wait;
    private final Map<TaskState, Timer> executionByOutcome;
    private final Timer workerStart;
    private final Timer serialization;
    private final DistributionSummary taskBytes;
    private final DistributionSummary resultBytes;
    private final Timer warmUp;
    private final Counter retries;
    /** By reason; all there from the start, so that the first failure is an increase too. */
    private final Map<String, Counter> failures;

    /**
     * Creates a listener without tags of the application's own, and registers its meters.
     *
     * @param registry where the meters are
     * @param name the tag {@code name} of every meter
     */
    public ProcessPoolMetricsListener(MeterRegistry registry, String name) {
        this(registry, name, List.of());
    }

    /**
     * Creates a listener, and registers its meters.
     *
     * @param registry where the meters are
     * @param name the tag {@code name} of every meter
     * @param tags more tags of every meter
     */
    public ProcessPoolMetricsListener(MeterRegistry registry, String name, Iterable<Tag> tags) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.tags = Tags.of(tags).and("name", Objects.requireNonNull(name, "name"));
        this.execution = timer("executor", "Time that tasks ran", Tags.empty());
        this.idle = timer("executor.idle", "Time that tasks waited for a worker", Tags.empty());
        this.wait = timer("process.pool.task.wait", "Time that tasks waited for a worker", Tags.empty());
        this.executionByOutcome = Map.of(
                TaskState.SUCCEEDED, execution("succeeded"),
                TaskState.FAILED, execution("failed"),
                TaskState.CANCELLED, execution("cancelled"));
        this.workerStart =
                timer("process.pool.worker.start.time", "Time from the start of a worker to readiness", Tags.empty());
        this.serialization = timer(
                "process.pool.task.serialization",
                "Time that writing and reading a task, and writing its result, took",
                Tags.empty());
        this.taskBytes = bytes("task");
        this.resultBytes = bytes("result");
        this.warmUp = timer(
                "process.pool.worker.warm.up.time",
                "Time that the initializer of a worker took to warm up, as for an application context",
                Tags.empty());
        this.failures =
                FailureReason.all().stream().collect(Collectors.toUnmodifiableMap(reason -> reason, this::failures));
        this.retries = registered.add(
                registry,
                Counter.builder("process.pool.task.retries")
                        .tags(this.tags)
                        .description("Tasks that were run again after their worker was lost")
                        .register(registry));
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
        serialization.record(timings.serialization());
        taskBytes.record(timings.taskBytes());
        if (timings.resultBytes() > 0) {
            resultBytes.record(timings.resultBytes());
        }
        Counter counter = task.taskState() == TaskState.FAILED ? failures.get(FailureReason.of(failure(task))) : null;
        if (counter != null) {
            counter.increment();
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

    @Override
    public void workerWarmedUp(WorkerSnapshot worker, long warmUpNanos) {
        warmUp.record(warmUpNanos, TimeUnit.NANOSECONDS);
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

    /** Removes the meters from the registry. What happens after that is not noted any more. */
    @Override
    public void close() {
        registered.removeAll();
    }

    private Counter failures(String reason) {
        return registered.add(
                registry,
                Counter.builder("process.pool.task.failures")
                        .tags(tags.and("reason", reason))
                        .description("Tasks that failed, by reason")
                        .register(registry));
    }

    private DistributionSummary bytes(String direction) {
        return registered.add(
                registry,
                DistributionSummary.builder("process.pool.task.payload")
                        .tags(tags.and("direction", direction))
                        .baseUnit("bytes")
                        .description("Size of serialized tasks and results")
                        .register(registry));
    }

    private Timer execution(String outcome) {
        return timer("process.pool.task.execution", "Time that tasks ran, by outcome", Tags.of("outcome", outcome));
    }

    private Timer timer(String name, String description, Tags more) {
        return registered.add(
                registry,
                Timer.builder(name)
                        .tags(tags.and(more))
                        .description(description)
                        .register(registry));
    }
}
