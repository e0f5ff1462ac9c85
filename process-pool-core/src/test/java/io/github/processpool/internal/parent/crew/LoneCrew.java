package io.github.processpool.internal.parent.crew;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskOptions;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.LoneTasks;
import io.github.processpool.testing.ManualTimer;
import io.github.processpool.testing.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A crew without a pool: its workers have pages and no processes, and the test says when they are ready, what they run, and when
 * they are gone. Every call of the crew is made under the lock, as the parent does.
 */
final class LoneCrew {

    final ManualTimer timer = new ManualTimer();
    final StartGuard guard = new StartGuard();
    /** In the order of their starts; a test may clear it. */
    final List<WorkerHandle> started = new ArrayList<>();

    final PoolContext pool;
    final Crew crew;

    private final Path folder;
    private final Map<WorkerLink, FakeWorker> fakes = new HashMap<>();
    private long lastTask;

    LoneCrew(Path folder, Consumer<TestSettings> changes) {
        TestSettings settings = new TestSettings();
        changes.accept(settings);
        this.folder = folder;
        this.pool = settings.context(timer);
        this.crew = new Crew(pool, new DefinitionTable(), guard, this::start);
    }

    /** One whose minimum is there and idle, and whose spare workers stand by. */
    static LoneCrew ready(Path folder, Consumer<TestSettings> changes) {
        LoneCrew lone = new LoneCrew(folder, changes);
        lone.balance(0);
        lone.startedAreReady();
        return lone;
    }

    /** One of so many idle workers. */
    static LoneCrew idle(Path folder, int workers) {
        return ready(folder, settings -> {
            settings.minWorkers = workers;
            settings.maxWorkers = workers;
        });
    }

    /** A profile of tasks that are known to take a microsecond. */
    static FunctionProfile tiny() {
        FunctionProfile profile = new FunctionProfile();
        for (int i = 0; i < 10; i++) {
            profile.record(1000, 1);
        }
        return profile;
    }

    private void start(WorkerHandle worker) {
        if (pool.lock().isHeld()) {
            throw new AssertionError("started under the lock");
        }
        started.add(worker);
        fakes.put(worker.link(), FakeWorker.behind(worker, folder));
    }

    // -- The crew, under the lock --

    void locked(Runnable action) {
        try (var held = pool.lock().hold()) {
            action.run();
        }
    }

    private <T extends @Nullable Object> T ask(Supplier<T> question) {
        try (var held = pool.lock().hold()) {
            return question.get();
        }
    }

    boolean balance(int waiting) {
        return ask(() -> crew.balance(waiting));
    }

    boolean becomesReady(WorkerHandle worker) {
        return ask(() -> crew.onReady(worker, timer.now()));
    }

    /** All that were started since the list was cleared become ready; clears the list. */
    void startedAreReady() {
        List<WorkerHandle> all = List.copyOf(started);
        started.clear();
        all.forEach(this::becomesReady);
    }

    void ends(WorkerHandle worker) {
        locked(() -> crew.onEnded(worker));
    }

    /** It ends without having been ready, which counts as a failed start. */
    void failsToStart(WorkerHandle worker) {
        locked(() -> {
            crew.onEnded(worker);
            guard.failed(worker.preparingSince(), timer.now());
        });
    }

    void replace(WorkerHandle worker, ExitReason reason) {
        locked(() -> {
            worker.standing().markDue(reason);
            crew.replace(worker);
        });
    }

    void dismiss(WorkerHandle worker, ExitReason reason) {
        locked(() -> crew.dismiss(worker, reason));
    }

    void shrinksAfter(Duration time) {
        timer.advance(time);
        locked(() -> crew.shrink(timer.now()));
    }

    @Nullable
    WorkerHandle idleWorker() {
        return ask(crew::idleWorker);
    }

    // -- Tasks --

    /** Gives a worker a task of unknown length. */
    PendingTask<?> give(WorkerHandle worker) {
        return give(worker, new FunctionProfile());
    }

    PendingTask<?> give(WorkerHandle worker, FunctionProfile profile) {
        PendingTask<?> task =
                LoneTasks.task(++lastTask, TaskOptions.builder().build(), 1, profile, LoneTasks.host(timer));
        locked(() -> {
            crew.moveIdleToFront(worker);
            if (!worker.workload().send(task)) {
                throw new AssertionError("no entry is free");
            }
            crew.onSent(worker);
        });
        return task;
    }

    /** Its worker runs a task and answers. */
    void answer(WorkerHandle worker, PendingTask<?> task) {
        long ticket = fake(worker).run(task, timer);
        locked(() -> {
            worker.workload().answered(ticket);
            task.where().markReading();
            worker.markIdleIfDone(timer.now());
            crew.onAnswered(worker);
        });
    }

    /** Its worker runs all that it has, and the answers come in one read. */
    void answerTogether(WorkerHandle worker) {
        List<PendingTask<?>> tasks = worker.workload().sentTasks();
        List<Long> tickets =
                tasks.stream().map(task -> fake(worker).run(task, timer)).toList();
        locked(() -> {
            tasks.forEach(task -> task.where().markReading());
            tickets.forEach(worker.workload()::answered);
            worker.markIdleIfDone(timer.now());
            crew.onAnswered(worker);
        });
    }

    void runTasks(WorkerHandle worker, int count) {
        for (int i = 0; i < count; i++) {
            answer(worker, give(worker));
        }
    }

    // -- Looks --

    FakeWorker fake(WorkerHandle worker) {
        return Objects.requireNonNull(fakes.get(worker.link()));
    }

    List<WorkerHandle> in(WorkerState state) {
        return crew.workers().stream().filter(worker -> worker.state() == state).toList();
    }

    /** The only worker in a state. */
    WorkerHandle one(WorkerState state) {
        List<WorkerHandle> all = in(state);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " workers are " + state);
        }
        return all.get(0);
    }

    List<Integer> slots(List<WorkerHandle> workers) {
        return workers.stream().map(worker -> worker.standing().slot()).toList();
    }
}
