package io.github.processpool.internal.parent;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.SharedBuffer;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskState;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.PendingTask.Origin;
import io.github.processpool.internal.wire.Codec;
import io.github.processpool.internal.wire.Codec.EncodedTask;
import io.github.processpool.internal.wire.DefinitionTable;
import io.github.processpool.internal.wire.Definitions;
import io.github.processpool.internal.wire.Payload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A running pool: puts its parts together and takes tasks in. Nothing in it refers to the {@link ProcessPool} that users hold, so
 * that a forgotten pool can be noticed.
 *
 * <p><b>Thread safety:</b> any thread; see the parts.
 */
final class Engine implements PendingTask.Host {

    private static final long SHORTEST_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PoolSettings settings;
    private final PoolLock lock = new PoolLock();
    private final Counters counters = new Counters();
    private final AtomicLong lastTaskId = new AtomicLong();
    private final Callbacks callbacks;
    private final Events events;
    private final JvmKeeper keeper;
    private final Timer timer;
    private final PoolFolder folder;
    private final SharedObjects shared;
    private final SharedBuffers buffers;
    private final Rendezvous rendezvous;
    private final Codec codec;
    private final Crew crew;
    private final Dispatcher dispatcher;
    private final Admission admission;
    private final TaskStopper stopper;
    private final Supervision supervision;
    private final Patrol patrol;
    private final PoolShutdown shutdown;
    private final Renewal renewal;
    private final Inspections inspections;
    private final Snapshots snapshots;
    private final MemoryLimit memoryLimit;
    private final WatchedPool watched;
    private final LevelBroadcast logLevels;
    private final WorkerLife.Environment environment;
    private final ThreadFactory workerThreads;
    private final Thread folderHook;
    /** Whether the crew knows that workers have to be warm; volatile: set once, and looked at before each task that needs it. */
    private volatile boolean warm;
    /** What its end is to be followed by; volatile: set by who opens the pool, run by whichever thread ends it. */
    private volatile @Nullable Runnable onReleased;

    private final ClassValue<FunctionProfile> profiles = new ClassValue<>() {
        @Override
        protected FunctionProfile computeValue(Class<?> type) {
            return new FunctionProfile();
        }
    };

    private Engine(PoolSettings settings, PoolFolder folder, LifeWatch watch) throws IOException {
        this.settings = settings;
        this.folder = folder;
        PoolThreads threads = new PoolThreads(settings.name());
        callbacks = new Callbacks(threads.numbered("callback"));
        events = new Events(settings.listeners(), callbacks);
        keeper = new JvmKeeper(threads.named("keeper"));
        timer = new Timer(threads.named("timer"));

        shared = new SharedObjects(settings.name(), settings.limits().maxPayload(), lock, threads.numbered("shared"));
        buffers = new SharedBuffers(folder.path());
        DefinitionTable table = new DefinitionTable();
        int maxPayload = (int) settings.limits().maxPayload();
        Codecs codecs = new Codecs(settings, shared);
        codec = codecs.codec(table, new Definitions(threads.contextClassLoader()));
        Payload serializer = codecs.serializer(codec);
        Payload initializer = codecs.initializer(codec);
        rendezvous = Rendezvous.open(folder.socket(), threads.named("rendezvous"));

        StartGuard guard = new StartGuard();
        crew = new Crew(lock, timer, table, settings.sizing(), settings.clocks(), guard, this::startWorker);
        TaskQueue queue = new TaskQueue();
        Quarantine quarantine = new Quarantine(settings.limits().quarantineAfter());
        dispatcher = new Dispatcher(lock, queue, quarantine, crew, timer, this::onSent);
        admission = new Admission(lock, settings, queue, dispatcher, crew);
        snapshots = new Snapshots(settings, lock, counters, queue, quarantine, crew, dispatcher, admission);
        stopper = new TaskStopper(lock, timer, dispatcher, settings.clocks().grace(), this::finishIfDrained);
        shutdown = new PoolShutdown(
                lock, admission, dispatcher, crew, stopper, settings.clocks().grace());
        shutdown.onTerminated(this::release);
        renewal = new Renewal(lock, crew, admission, settings, callbacks::run);
        admission.onMove(renewal::onStateChange);
        inspections = new Inspections(lock, crew, dispatcher, timer, settings, callbacks::run);
        watched = new WatchedPool(settings, lock, crew);
        memoryLimit = new MemoryLimit(
                settings.name(),
                lock,
                crew,
                renewal,
                settings.launch().isInProcess()
                        ? Long.MAX_VALUE // What this JVM has is nobody's own.
                        : settings.sizing().maxWorkerMemory());
        Losses losses = new Losses(settings, lock, dispatcher, quarantine, shutdown, counters, events);
        patrol = new Patrol(settings.clocks(), lock, crew, dispatcher, admission, renewal, shutdown, events);
        supervision = new Supervision(
                new Supervision.Parts(
                        lock,
                        crew,
                        dispatcher,
                        quarantine,
                        losses,
                        admission,
                        guard,
                        stopper,
                        shutdown,
                        renewal,
                        inspections,
                        timer),
                settings,
                counters,
                events);
        logLevels = new LevelBroadcast(lock, crew, timer);
        environment = new WorkerLife.Environment(
                settings.name(),
                new Launcher(new CommandLine(settings.launch(), folder), folder, maxPayload, substitution(threads)),
                rendezvous,
                serializer,
                initializer,
                settings.limits().parameterFilter() == null
                        ? ""
                        : settings.limits().parameterFilter(),
                settings.clocks(),
                maxPayload,
                definitions -> codecs.codec(table, definitions),
                threads.numbered("output"),
                threads.contextClassLoader(),
                supervision,
                watch,
                shared,
                settings.launch().isInProcess() ? null : logLevels::levels);
        workerThreads = threads.numbered("worker");
        folderHook = new Thread(this::deleteFolderIfIdle, "process-pool-" + settings.name() + "-folder");
    }

    private Launcher.@Nullable Substitution substitution(PoolThreads threads) {
        ProcessSubstitute substitute = settings.launch().substitute();
        return substitute == null
                ? null
                : new Launcher.Substitution(
                        substitute, threads.numbered("in-process"), new CrewTasks(lock, crew, stopper));
    }

    /** Opens a pool and starts its minimum of workers. */
    static Engine open(PoolSettings settings) {
        return open(settings, LifeWatch.NONE);
    }

    /** The same for somebody who wants to look at its workers. */
    static Engine open(PoolSettings settings, LifeWatch watch) {
        PoolFolder folder = PoolFolder.create();
        try {
            Engine engine = new Engine(settings, folder, watch);
            engine.start();
            return engine;
        } catch (IOException e) {
            folder.delete();
            throw new WorkerStartException(
                    "The pool's socket can't be opened in " + folder.path() + ": " + e.getMessage(),
                    List.of(),
                    OptionalInt.empty(),
                    List.of(),
                    e);
        } catch (RuntimeException | Error e) {
            folder.delete();
            throw e;
        }
    }

    private void start() {
        Runtime.getRuntime().addShutdownHook(folderHook);
        long heartbeat = settings.clocks().heartbeat().toNanos();
        long shortest = Math.min(
                settings.sizing().idleTimeout().toNanos() / 2, heartbeat == 0 ? Long.MAX_VALUE : heartbeat / 4);
        Duration age = settings.sizing().maxWorkerAge();
        shortest = age == null ? shortest : Math.min(shortest, age.toNanos() / 4);
        timer.every(Math.max(SHORTEST_TICK_NANOS, Math.min(LONGEST_TICK_NANOS, shortest)), () -> {
            callbacks.rescue();
            patrol.tick();
            memoryLimit.tick(System.nanoTime());
        });
        if (!settings.launch().isInProcess()) {
            MemoryWatchdog.join(watched);
            logLevels.start();
        }
        lock.lock();
        try {
            crew.balance(0);
        } finally {
            lock.unlock();
        }
    }

    private void startWorker(WorkerHandle worker) {
        try {
            workerThreads.newThread(new WorkerLife(worker, environment)).start();
        } catch (OutOfMemoryError e) {
            WorkerStartException failure = new WorkerStartException(
                    "No thread for a worker can be created: " + e.getMessage(),
                    List.of(),
                    OptionalInt.empty(),
                    List.of(),
                    e);
            environment.watch().onStartFailed(failure);
            supervision.onStartFailed(worker, failure);
            environment.watch().onGone(OptionalInt.empty());
        }
    }

    // -- Tasks in --

    /** Takes a task; throws what submit throws. */
    <T extends @Nullable Object> PendingTask<T> submit(
            Object function, TaskOptions options, @Nullable Object localResult, @Nullable Object... arguments) {
        try {
            return enter(function, options, localResult, arguments);
        } catch (RejectedExecutionException | PoolBrokenException e) {
            counters.countRejection();
            throw e;
        }
    }

    private <T extends @Nullable Object> PendingTask<T> enter(
            Object function, TaskOptions options, @Nullable Object localResult, @Nullable Object... arguments) {
        PendingTask<T> task = make(function, options, localResult, arguments);
        lock.lock();
        try {
            admission.enter(task);
            accept(task);
        } finally {
            lock.unlock();
        }
        stopper.watchQueue(task);
        return task;
    }

    /** Takes a task unless the queue is full; null then. */
    <T extends @Nullable Object> @Nullable PendingTask<T> trySubmit(Object function, TaskOptions options) {
        PendingTask<T> task = make(function, options, null);
        lock.lock();
        try {
            admission.checkOpen();
            if (admission.isFull(task)) {
                counters.countRejection();
                return null;
            }
            accept(task);
        } finally {
            lock.unlock();
        }
        stopper.watchQueue(task);
        return task;
    }

    private <T extends @Nullable Object> PendingTask<T> make(
            Object function, TaskOptions options, @Nullable Object localResult, @Nullable Object... arguments) {
        admission.checkOpen(); // Before the work of writing.
        long start = System.nanoTime();
        EncodedTask work = codec.writeTask(function, arguments);
        long writing = System.nanoTime() - start;
        FunctionProfile profile = profiles.get(function.getClass());
        return new PendingTask<>(
                new Origin(lastTaskId.incrementAndGet(), work, options, profile, writing, localResult, null), this);
    }

    // -- Parts of a map --

    /** Takes a task that a map has written; null if the queue is full and the map does not want to wait. */
    @Nullable
    PendingTask<?> submitWritten(
            EncodedTask work, Object function, TaskOptions options, Runnable onDone, long patienceNanos) {
        FunctionProfile profile = profiles.get(function.getClass()).ofChunk(work.elements());
        PendingTask<?> task = new PendingTask<>(
                new Origin(lastTaskId.incrementAndGet(), work, options, profile, 0, null, onDone), this);
        lock.lock();
        try {
            if (!admission.enterPatiently(task, patienceNanos)) {
                return null;
            }
            accept(task);
        } finally {
            lock.unlock();
        }
        stopper.watchQueue(task);
        return task;
    }

    /** Takes those elements of a running chunk away that have not begun; returns how many have, or -1 if it can't be cut. */
    int cut(PendingTask<?> task, int least) {
        lock.lock();
        try {
            PendingTask.Sending sending = task.sending();
            if (sending == null || task.place() != PendingTask.Place.SENT) {
                return -1;
            }
            int begun = sending.worker().cut(task, sending, least);
            if (begun >= 0) {
                task.markCut(begun);
            }
            return begun;
        } finally {
            lock.unlock();
        }
    }

    Codec codec() {
        return codec;
    }

    int maxTasksPerWorker() {
        return settings.sizing().maxTasksPerWorker();
    }

    int maxWorkers() {
        lock.lock();
        try {
            return crew.maxWorkers();
        } finally {
            lock.unlock();
        }
    }

    private void accept(PendingTask<?> task) {
        keeper.taskAdded();
        if (events.isHeard()) {
            // In the line of events before any thread can run the task, but told without the lock.
            events.enqueue(listener -> listener.taskQueued(task));
            lock.afterwards(events::tellAll);
        }
        dispatcher.enqueue(task);
    }

    private void onSent(PendingTask<?> task) {
        stopper.watchExecution(task);
    }

    // -- Host of the tasks --

    @Override
    public void onOutcome(PendingTask<?> task, TaskState state) {
        counters.countTask(state);
    }

    @Override
    public void settle(PendingTask<?> task) {
        if (events.isHeard()) {
            if (task.startedNanos() != 0) {
                events.announceStart(task);
            }
            events.publish(listener -> listener.taskFinished(task));
        }
        callbacks.settle(task);
    }

    @Override
    public void abandon(PendingTask<?> task, boolean interrupt) {
        stopper.abandon(task, interrupt);
    }

    /** What there is to finish is not made yet when the stopper is. */
    private void finishIfDrained() {
        shutdown.finishIfDrained();
    }

    @Override
    public void onSettled() {
        keeper.taskDone();
    }

    @Override
    public void runCallback(Runnable action) {
        if (lock.isHeld()) {
            lock.afterwards(() -> callbacks.run(action));
        } else {
            callbacks.run(action);
        }
    }

    // -- The pool --

    PoolShutdown shutdown() {
        return shutdown;
    }

    String name() {
        return settings.name();
    }

    <T> T share(Class<T> type, T target) {
        checkNotShutDown();
        return shared.share(type, target);
    }

    SharedBuffer sharedBuffer(long bytes) {
        checkNotShutDown();
        SharedBuffer made = buffers.create(bytes);
        if (state() == PoolState.TERMINATED) {
            made.close(); // The pool may have deleted its folders meanwhile, or just before the file was there.
            checkNotShutDown();
        }
        return made;
    }

    private void checkNotShutDown() {
        if (shutdown.isShutdown()) {
            throw new PoolShutdownException("Process pool '" + name() + "' was shut down and shares nothing any more");
        }
    }

    void resize(int maxWorkers) {
        lock.lock();
        try {
            crew.resize(maxWorkers);
            dispatcher.dispatch();
        } finally {
            lock.unlock();
        }
    }

    void warmUpWorkers() {
        if (warm || settings.initializer() == null) {
            return;
        }
        lock.lock();
        try {
            crew.warmUp();
        } finally {
            lock.unlock();
        }
        warm = true;
    }

    CompletableFuture<Void> recycleWorkers() {
        return renewal.recycleAll();
    }

    CompletableFuture<Void> recycleWorker(long pid) {
        checkWorkersAreProcesses();
        lock.lock();
        try {
            return renewal.recycle(List.of(inspections.worker(pid)));
        } finally {
            lock.unlock();
        }
    }

    CompletableFuture<String> threadDump(long pid) {
        checkWorkersAreProcesses();
        return inspections.threadDump(pid);
    }

    CompletableFuture<Path> heapDump(long pid, Path file) {
        checkWorkersAreProcesses();
        return inspections.heapDump(pid, file);
    }

    private void checkWorkersAreProcesses() {
        if (settings.launch().isInProcess()) {
            throw new UnsupportedOperationException(
                    "Process pool '" + name()
                            + "' runs its tasks on threads of this process (PoolMode.IN_PROCESS), so no worker can be named by a pid");
        }
    }

    PoolSnapshot snapshot() {
        return snapshots.take();
    }

    PoolState state() {
        lock.lock();
        try {
            return admission.state();
        } finally {
            lock.unlock();
        }
    }

    // -- The end --

    /** Before the pool is used: what to do, once and without the lock, when it has let go of everything. */
    void onReleased(Runnable action) {
        onReleased = action;
    }

    /** Called once, without the lock, when no task and no worker is left. */
    private void release() {
        MemoryWatchdog.leave(watched);
        logLevels.close();
        rendezvous.close();
        shared.close();
        buffers.close();
        folder.delete();
        timer.close();
        callbacks.close();
        try {
            Runtime.getRuntime().removeShutdownHook(folderHook);
        } catch (IllegalStateException e) {
            // The JVM is ending already.
        }
        Runnable last = onReleased;
        if (last != null) {
            last.run();
        }
    }

    /** When the JVM ends and there is work, it is the workers that delete the folder once they are orphans. */
    private void deleteFolderIfIdle() {
        if (keeper.unfinished() == 0 || settings.launch().isInProcess()) {
            folder.delete();
        }
    }
}
