package io.github.processpool.internal.parent;

import io.github.processpool.PoolShutdownException;
import io.github.processpool.PoolState;
import io.github.processpool.SharedBuffer;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.Recycling;
import io.github.processpool.internal.parent.crew.StartGuard;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Admission;
import io.github.processpool.internal.parent.dispatch.Aftermath;
import io.github.processpool.internal.parent.dispatch.CrewTasks;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.dispatch.Intake;
import io.github.processpool.internal.parent.dispatch.Quarantine;
import io.github.processpool.internal.parent.dispatch.TaskQueue;
import io.github.processpool.internal.parent.dispatch.TaskStopper;
import io.github.processpool.internal.parent.life.LifeWatch;
import io.github.processpool.internal.parent.life.WorkerLife;
import io.github.processpool.internal.parent.log.LevelBroadcast;
import io.github.processpool.internal.parent.memory.MemoryLimit;
import io.github.processpool.internal.parent.memory.MemoryWatchdog;
import io.github.processpool.internal.parent.memory.WatchedPool;
import io.github.processpool.internal.parent.pool.JvmKeeper;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.parent.pool.PoolThreads;
import io.github.processpool.internal.parent.pool.ProcessSubstitute;
import io.github.processpool.internal.parent.pool.TimerThread;
import io.github.processpool.internal.parent.process.CommandLine;
import io.github.processpool.internal.parent.process.Launcher;
import io.github.processpool.internal.parent.process.PoolFolder;
import io.github.processpool.internal.parent.process.Rendezvous;
import io.github.processpool.internal.parent.sharing.CallReception;
import io.github.processpool.internal.parent.sharing.SharedBuffers;
import io.github.processpool.internal.parent.sharing.SharedObjects;
import io.github.processpool.internal.parent.supervision.Inspections;
import io.github.processpool.internal.parent.supervision.Losses;
import io.github.processpool.internal.parent.supervision.Patrol;
import io.github.processpool.internal.parent.supervision.PoolShutdown;
import io.github.processpool.internal.parent.supervision.Supervision;
import io.github.processpool.internal.parent.task.Callbacks;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.UnfinishedTasks;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import io.github.processpool.internal.wire.message.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running pool: puts its parts together, opens and releases them. Nothing in it refers to the {@link ProcessPool} that users hold, so
 * that a forgotten pool can be noticed.
 *
 * <p><b>Thread safety:</b> any thread; see the parts.
 */
final class Engine {

    private static final long SHORTEST_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PoolContext pool;
    private final PoolFolder folder;
    private final UnfinishedTasks unfinished;
    private final Callbacks callbacks;
    private final SharedObjects shared;
    private final CallReception calls;
    private final SharedBuffers buffers;
    private final Rendezvous rendezvous;
    private final Crew crew;
    private final Intake intake;
    private final TaskStopper stopper;
    private final Supervision supervision;
    private final Patrol patrol;
    private final PoolShutdown shutdown;
    private final Operations operations;
    private final MemoryLimit memoryLimit;
    private final WatchedPool watched;
    private final LevelBroadcast logLevels;
    private final WorkerLife.Environment environment;
    private final ThreadFactory workerThreads;
    private final Thread folderHook;
    /** What its end is to be followed by; volatile: set by who opens the pool, run by whichever thread ends it. */
    private volatile @Nullable Runnable onReleased;

    private Engine(PoolSettings settings, PoolFolder folder, LifeWatch watch) throws IOException {
        this.folder = folder;
        PoolThreads threads = new PoolThreads(settings.name());
        pool = PoolContext.of(settings, new TimerThread(threads.named("timer")));
        callbacks = new Callbacks(threads.numbered("callback"), pool.lock(), pool.timer());
        Events events = new Events(settings.listeners(), callbacks);
        unfinished = new UnfinishedTasks(new JvmKeeper(threads.named("keeper")));

        shared = new SharedObjects(settings.name());
        calls = new CallReception(shared, settings.limits().maxPayload(), pool.lock(), threads.numbered("shared"));
        buffers = new SharedBuffers(folder.path());
        DefinitionTable table = new DefinitionTable();
        int maxPayload = (int) settings.limits().maxPayload();
        Codecs codecs = new Codecs(settings, shared);
        Codec codec = codecs.codec(table, new Definitions(threads.contextClassLoader()));
        Payload serializer = codecs.serializer(codec);
        Payload initializer = codecs.initializer(codec);
        rendezvous = Rendezvous.open(folder.socket(), threads.named("rendezvous"));

        StartGuard guard = new StartGuard();
        crew = new Crew(pool, table, guard, this::startWorker);
        TaskQueue queue = new TaskQueue();
        Quarantine quarantine = new Quarantine(settings.limits().quarantineAfter());
        Dispatcher dispatcher = new Dispatcher(pool, queue, quarantine, crew, this::onSent);
        Admission admission = new Admission(pool.lock(), pool.status(), settings, queue, dispatcher, crew);
        stopper = new TaskStopper(pool, crew, dispatcher, this::finishIfDrained);
        intake = new Intake(
                pool,
                codec,
                admission,
                dispatcher,
                stopper,
                new Aftermath(pool, unfinished, events, callbacks, stopper));
        shutdown = new PoolShutdown(pool, dispatcher, crew, unfinished, stopper);
        shutdown.onTerminated(this::release);
        Recycling recycling = new Recycling(pool, crew, callbacks);
        pool.status().onMove(recycling::onStateChange);
        Inspections inspections = new Inspections(pool, crew, dispatcher, callbacks);
        operations = new Operations(
                pool,
                crew,
                dispatcher,
                recycling,
                inspections,
                new Snapshots(pool, queue, quarantine, crew, dispatcher));
        watched = new WatchedPool(pool, crew);
        memoryLimit = new MemoryLimit(pool, crew, recycling);
        Losses losses = new Losses(pool, dispatcher, quarantine, shutdown, events);
        patrol = new Patrol(pool, crew, dispatcher, recycling, shutdown, events);
        supervision = new Supervision(
                pool,
                crew,
                dispatcher,
                quarantine,
                losses,
                guard,
                stopper,
                shutdown,
                recycling,
                inspections,
                admission,
                events);
        logLevels = new LevelBroadcast(pool.timer(), this::sendLevels);
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
                pool.timer(),
                maxPayload,
                definitions -> codecs.codec(table, definitions),
                threads.numbered("output"),
                threads.contextClassLoader(),
                supervision,
                watch,
                calls,
                settings.launch().isInProcess() ? null : logLevels::levels);
        workerThreads = threads.numbered("worker");
        folderHook = new Thread(this::deleteFolderIfIdle, "process-pool-" + settings.name() + "-folder");
    }

    private Launcher.@Nullable Substitution substitution(PoolThreads threads) {
        ProcessSubstitute substitute = pool.settings().launch().substitute();
        return substitute == null
                ? null
                : new Launcher.Substitution(
                        substitute, threads.numbered("in-process"), new CrewTasks(pool.lock(), crew, stopper));
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
        long heartbeat = pool.settings().clocks().heartbeat().toNanos();
        long shortest = Math.min(
                pool.settings().sizing().idleTimeout().toNanos() / 2, heartbeat == 0 ? Long.MAX_VALUE : heartbeat / 4);
        Duration age = pool.settings().sizing().maxWorkerAge();
        shortest = age == null ? shortest : Math.min(shortest, age.toNanos() / 4);
        pool.timer().every(Math.max(SHORTEST_TICK_NANOS, Math.min(LONGEST_TICK_NANOS, shortest)), () -> {
            callbacks.rescue();
            patrol.tick();
            memoryLimit.tick();
        });
        if (!pool.settings().launch().isInProcess()) {
            MemoryWatchdog.join(watched);
            logLevels.start();
        }
        try (var held = pool.lock().hold()) {
            crew.balance(0);
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

    private void onSent(PendingTask<?> task) {
        stopper.watchExecution(task);
    }

    /** The shutdown is made after the stopper, which calls this. */
    private void finishIfDrained() {
        shutdown.finishIfDrained();
    }

    private void sendLevels(LogLevels levels) {
        List<WorkerHandle> workers;
        try (var held = pool.lock().hold()) {
            workers = List.copyOf(crew.workers());
        }
        for (WorkerHandle worker : workers) {
            worker.link().post(levels);
            worker.link().flush();
        }
    }

    // -- The pool --

    Intake intake() {
        return intake;
    }

    Operations operations() {
        return operations;
    }

    PoolShutdown shutdown() {
        return shutdown;
    }

    String name() {
        return pool.name();
    }

    PoolState state() {
        return pool.status().state();
    }

    boolean isShutdown() {
        return pool.status().isShutdown();
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
        if (isShutdown()) {
            throw new PoolShutdownException("Process pool '" + name() + "' was shut down and shares nothing any more");
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
        calls.close();
        buffers.close();
        folder.delete();
        pool.timer().close();
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
        if (unfinished.count() == 0 || pool.settings().launch().isInProcess()) {
            folder.delete();
        }
    }
}
