package io.github.processpool.internal.parent;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.SharedBuffer;
import io.github.processpool.WorkerStartException;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.federation.Federation;
import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.StartGuard;
import io.github.processpool.internal.parent.crew.StartTurns;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Intake;
import io.github.processpool.internal.parent.guest.GuestHost;
import io.github.processpool.internal.parent.life.InitializerFailure;
import io.github.processpool.internal.parent.life.Launching;
import io.github.processpool.internal.parent.life.LifeWatch;
import io.github.processpool.internal.parent.life.WorkerEnvironment;
import io.github.processpool.internal.parent.life.WorkerEnvironment.Reading;
import io.github.processpool.internal.parent.life.WorkerEnvironment.Starting;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.parent.pool.PoolThreads;
import io.github.processpool.internal.parent.pool.ProcessSubstitute;
import io.github.processpool.internal.parent.pool.Shortage;
import io.github.processpool.internal.parent.process.CommandLine;
import io.github.processpool.internal.parent.process.LaunchCheck;
import io.github.processpool.internal.parent.process.Launcher;
import io.github.processpool.internal.parent.process.Nesting;
import io.github.processpool.internal.parent.process.PoolFolder;
import io.github.processpool.internal.parent.process.Rendezvous;
import io.github.processpool.internal.parent.process.WorkerArchives;
import io.github.processpool.internal.parent.supervision.Interventions;
import io.github.processpool.internal.parent.supervision.PoolShutdown;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A running pool: makes its two halves from the settings, opens and releases them. Nothing in it refers to the {@link ProcessPool}
 * that users hold, so that a forgotten pool can be noticed.
 *
 * <pre>{@code
 * TaskPath      tasks in, out and back        Workforce      workers, looked after
 *     '----- Crew: who works -----------------------'
 * Foundation    settings, lock, clock, threads, folder, callbacks
 * }</pre>
 *
 * <p><b>Thread safety:</b> any thread; see the parts.
 */
final class Engine {

    /** How often a step of the release is tried while memory is short, and the pause between. */
    private static final int MOST_TRIES = 100;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Foundation ground;
    private final SharedThings shared;
    private final Rendezvous rendezvous;
    private final TaskPath tasks;
    private final Workforce workforce;
    private final WorkerStarts starts;
    private final WorkerArchives archives;
    private final Operations operations;
    private final Interventions interventions;
    private final Thread folderHook;
    /** Follows its end; volatile: set by who opens the pool, run by whichever thread ends it. */
    private volatile @Nullable Runnable onReleased;

    private Engine(Foundation ground, CommandLine command, LifeWatch watch, @Nullable Federation federation)
            throws IOException {
        PoolContext pool = ground.pool();
        PoolThreads threads = ground.threads();
        this.ground = ground;
        shared = new SharedThings(ground);
        Codecs codecs = new Codecs(pool.settings(), shared.objects(), threads.contextClassLoader());
        archives = WorkerArchives.in(pool.settings().archivePlaces(), command, this::isQuiet);
        rendezvous = Rendezvous.open(ground.folder(), threads.named("rendezvous"), pool.timer());
        StartGuard guard = new StartGuard();
        Crew crew = new Crew(pool, codecs.table(), guard, this::startWorker);
        tasks = new TaskPath(ground, crew, codecs.codec(), federation);
        tasks.shutdown.onTerminated(this::release, threads);
        workforce = new Workforce(ground, crew, guard, tasks, shared);
        operations = workforce.operations(tasks);
        interventions = new Interventions(pool, crew, tasks.unfinished, tasks.stopper);
        starts = new WorkerStarts(
                threads.shallow("worker"),
                new WorkerEnvironment(pool, starting(command, codecs), reading(codecs), workforce.audience(watch)));
        if (federation != null) {
            federation.connect(MemberPool.of(ground, tasks, workforce, codecs));
        }
        folderHook = new Thread(ground.folder()::deleteAfterHooks, "process-pool-" + pool.name() + "-folder");
    }

    private Starting starting(CommandLine command, Codecs codecs) {
        PoolSettings settings = ground.pool().settings();
        Launcher launcher = new Launcher(
                command,
                ground.folder(),
                (int) settings.limits().maxPayload(),
                substitution(settings.launch().substitute()),
                archives);
        Launching launching = new Launching(
                launcher,
                codecs::initializer,
                ground.threads().numbered("launch"),
                ground.pool().timer());
        // Workers that are threads are started by tests, in no time, and may wait for each other.
        StartTurns turns = ground.isInProcess() ? StartTurns.unlimited() : StartTurns.ofThisJvm();
        return new Starting(turns, launching, rendezvous, codecs.serializer(), workforce::levels);
    }

    private Launcher.@Nullable Substitution substitution(@Nullable ProcessSubstitute substitute) {
        return substitute == null
                ? null
                : new Launcher.Substitution(substitute, ground.threads().numbered("in-process"), tasks.sent);
    }

    private Reading reading(Codecs codecs) {
        PoolThreads threads = ground.threads();
        ThreadFactory output = threads.lent("output");
        InitializerFailure.Readings failures = new InitializerFailure.Readings(output);
        return new Reading(codecs::codecFor, threads.contextClassLoader(), shared.calls(), output, failures);
    }

    /** Returns whether a process beside the workers would keep nobody waiting. */
    private boolean isQuiet() {
        PoolSnapshot now = operations.snapshot();
        return now.queuedTasks() == 0
                && !now.workers().isEmpty()
                && now.workers().stream()
                        .allMatch(worker ->
                                worker.state() != WorkerState.WAITING && worker.state() != WorkerState.STARTING);
    }

    /** Opens a pool and starts its minimum of workers. */
    static Engine open(PoolSettings settings) {
        return open(settings, LifeWatch.NONE);
    }

    /** Opens a pool that other members of a cluster share; null: there are none. */
    static Engine open(PoolSettings settings, @Nullable Federation federation) {
        return open(settings, LifeWatch.NONE, federation);
    }

    /** Opens a pool for somebody who wants to look at its workers. */
    static Engine open(PoolSettings settings, LifeWatch watch) {
        return open(settings, watch, null);
    }

    private static Engine open(PoolSettings settings, LifeWatch watch, @Nullable Federation federation) {
        LaunchCheck.check(settings.launch());
        if (!settings.launch().isInProcess()) {
            Nesting.check(settings.name());
        }
        ReadyClasses.prepare();
        PoolFolder folder = PoolFolder.create();
        try {
            CommandLine command = command(settings, folder);
            Engine engine = new Engine(Foundation.of(settings, folder), command, watch, federation);
            Runtime.getRuntime().addShutdownHook(engine.folderHook);
            engine.workforce.start();
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

    private static CommandLine command(PoolSettings settings, PoolFolder folder) {
        CommandLine command = new CommandLine(settings.name(), settings.launch(), folder);
        if (!settings.launch().isInProcess()) {
            command.check();
        }
        return command;
    }

    /** Called by the crew, which is made before its workers can be started. */
    private void startWorker(WorkerHandle worker) {
        starts.start(worker);
    }

    // -- The pool --

    Intake intake() {
        return tasks.intake;
    }

    GuestHost guests() {
        return tasks.guests;
    }

    Operations operations() {
        return operations;
    }

    Interventions interventions() {
        return interventions;
    }

    PoolShutdown shutdown() {
        return tasks.shutdown;
    }

    String name() {
        return ground.pool().name();
    }

    PoolState state() {
        return ground.pool().status().state();
    }

    boolean isShutdown() {
        return ground.pool().status().isShutdown();
    }

    <T> T share(Class<T> type, T target) {
        return shared.share(type, target);
    }

    SharedBuffer sharedBuffer(long bytes) {
        return shared.buffer(bytes);
    }

    // -- The end --

    /** Before the pool is used: an action that follows, once and without the lock, when it has let go of everything. */
    void onReleased(Runnable action) {
        onReleased = action;
    }

    /** Called once, without the lock, when no task and no worker is left. */
    private void release() {
        AwayTasks away = tasks.away;
        if (away != null) {
            untilItIsDone(away::close);
        }
        untilItIsDone(archives::close);
        untilItIsDone(workforce::close);
        untilItIsDone(tasks.keeper::release);
        untilItIsDone(tasks.readings::close);
        untilItIsDone(rendezvous::close);
        untilItIsDone(shared::close);
        untilItIsDone(ground::close);
        untilItIsDone(this::removeHook);
        Runnable last = onReleased;
        if (last != null) {
            untilItIsDone(last);
        }
    }

    /** Nobody comes back for what is not released now, whatever fails before. A lack of memory passes, or the JVM does. */
    private void untilItIsDone(Runnable step) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            try {
                step.run();
                return;
            } catch (RuntimeException | Error e) {
                if (!Shortage.is(e)) {
                    ground.callbacks().complain(e);
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(folderHook);
        } catch (IllegalStateException e) {
            // The JVM is ending already.
        }
    }
}
