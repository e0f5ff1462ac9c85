package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.StartGuard;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The half of a pool that tasks pass through, with workers whose part a test plays. Starts no process and no thread.
 *
 * <p><b>Thread safety:</b> as that of its parts; workers are made by the test's thread.
 */
final class TaskBench implements AutoCloseable {

    final ManualTimer timer = new ManualTimer();
    final TestSettings settings;
    final PoolContext pool;
    final Crew crew;
    final TaskQueue queue = new TaskQueue();
    final Quarantine quarantine;
    final Backlog backlog;
    final Dispatcher dispatcher;
    final TaskStopper stopper;
    final TaskClocks clocks;
    final List<PendingTask<?>> sent = new ArrayList<>();

    private final Path folder;
    private final Map<WorkerHandle, FakeWorker> workers = new LinkedHashMap<>();
    private long lastId;

    TaskBench(Path folder, TestSettings settings) {
        this.folder = folder;
        this.settings = settings;
        this.pool = settings.context(timer);
        this.quarantine = new Quarantine(settings.quarantineAfter);
        this.crew = new Crew(
                pool,
                new DefinitionTable(),
                new StartGuard(),
                made -> workers.put(made, FakeWorker.behind(made, folder)));
        this.backlog = new Backlog(queue, crew);
        this.dispatcher = new Dispatcher(pool, queue, quarantine, crew);
        this.stopper = new TaskStopper(pool, crew, dispatcher);
        this.clocks = new TaskClocks(pool, stopper);
        dispatcher.onSent(task -> {
            sent.add(task);
            clocks.watchExecution(task);
        });
    }

    /** A pool of so many idle workers. */
    static TaskBench withWorkers(Path folder, int count) {
        TestSettings settings = new TestSettings();
        settings.minWorkers = count;
        settings.maxWorkers = count;
        TaskBench bench = new TaskBench(folder, settings);
        bench.startWorkers();
        return bench;
    }

    /** Has the minimum of workers started, and all of them become ready. */
    void startWorkers() {
        locked(() -> crew.balance(0));
        List.copyOf(workers.keySet()).forEach(worker -> locked(() -> crew.onReady(worker, timer.now())));
    }

    void locked(Runnable action) {
        try (var held = pool.lock().hold()) {
            action.run();
        }
    }

    // -- Tasks --

    /** How long the like of a task takes that has run some times. */
    static FunctionProfile lasting(Duration time) {
        FunctionProfile profile = new FunctionProfile();
        for (int i = 0; i < 8; i++) {
            profile.record(time.toNanos(), 1);
        }
        return profile;
    }

    /** A task that nobody has accepted yet. */
    PendingTask<Object> task(TaskOptions options, FunctionProfile profile, int bytes) {
        return LoneTasks.task(++lastId, options, bytes, profile, LoneTasks.host(timer));
    }

    PendingTask<Object> submit(TaskOptions options, FunctionProfile profile) {
        PendingTask<Object> task = task(options, profile, 1);
        locked(() -> dispatcher.enqueue(task));
        clocks.watchQueue(task);
        return task;
    }

    /** A task of which nothing is known. */
    PendingTask<Object> submit() {
        return submit(TaskOptions.defaults(), new FunctionProfile());
    }

    PendingTask<Object> submit(TaskOptions options) {
        return submit(options, new FunctionProfile());
    }

    PendingTask<Object> submit(FunctionProfile profile) {
        return submit(TaskOptions.defaults(), profile);
    }

    // -- Workers --

    /** The worker that has a task; null if none has. */
    @Nullable
    FakeWorker workerOf(PendingTask<?> task) {
        return workers.values().stream()
                .filter(worker -> worker.handle().workload().sentTasks().contains(task))
                .findFirst()
                .orElse(null);
    }

    /** The worker of a task begins it. */
    FakeWorker begin(PendingTask<?> task) {
        FakeWorker worker = Objects.requireNonNull(workerOf(task), "the task is with no worker");
        worker.begin(task, timer);
        return worker;
    }

    /** The worker of a task runs it, unless it has begun it already, and its answer comes and is read. */
    void answer(PendingTask<?> task) {
        answer(task, Fitness.FIT);
    }

    void answer(PendingTask<?> task, Fitness fitness) {
        FakeWorker worker = begin(task);
        long ticket = worker.end(task);
        locked(() -> {
            dispatcher.answered(worker.handle(), ticket, fitness);
            dispatcher.goOn(worker.handle());
        });
        task.finish(Outcome.value("done"));
        task.where().markEnded();
    }

    @Override
    public void close() {
        workers.values().forEach(FakeWorker::close);
    }
}
