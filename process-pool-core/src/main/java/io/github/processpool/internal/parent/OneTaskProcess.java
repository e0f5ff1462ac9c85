package io.github.processpool.internal.parent;

import io.github.processpool.IsolatedProcess;
import io.github.processpool.ProcessFuture;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableRunnable;
import io.github.processpool.TaskOptions;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.life.LifeWatch;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.parent.pool.TimerThread;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.Overload;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Gives one task an {@link Engine} of its own, which is shut down as soon as it has the task: so it starts one worker, runs the task
 * and ends. Everything but the life of the process is the engine's.
 *
 * <pre>{@code
 * new -> started -> launched -> gone       start, onLaunched, onGone
 *            '-------------------^         it could not be started
 * }</pre>
 *
 * <p>A pool starts another worker where the first one did not become ready or died before the task began; here that is the end.
 *
 * <p><b>Thread safety:</b> any thread asks; the worker's thread reports. Each step is a future that is completed once.
 */
public final class OneTaskProcess<T extends @Nullable Object> implements IsolatedProcess<T>, LifeWatch {

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Duration END_PATIENCE = Duration.ofSeconds(5);

    private final PoolSettings settings;
    private final Overload overload;
    private final Object function;
    private final AtomicBoolean starting = new AtomicBoolean();
    private final CompletableFuture<Run<T>> started = new CompletableFuture<>();
    private final CompletableFuture<OptionalInt> gone = new CompletableFuture<>();
    /** Completed when there is a process, or when it is known that there will be none. */
    private final CompletableFuture<Optional<WorkerLink>> launched = new CompletableFuture<>();

    private record Run<T extends @Nullable Object>(Engine engine, PendingTask<T> task) {}

    private OneTaskProcess(PoolSettings settings, Overload overload, Object function) {
        this.settings = settings;
        this.overload = overload;
        this.function = Objects.requireNonNull(function, "task");
    }

    /** For the builder: a task that returns something, with the settings of a pool of one worker. */
    public static <T extends @Nullable Object> OneTaskProcess<T> of(
            PoolSettings settings, SerializableCallable<T> task) {
        return new OneTaskProcess<>(settings, Overload.CALLABLE, task);
    }

    /** For the builder: a task that returns nothing, with the settings of a pool of one worker. */
    public static OneTaskProcess<@Nullable Void> of(PoolSettings settings, SerializableRunnable task) {
        return new OneTaskProcess<>(settings, Overload.RUNNABLE, task);
    }

    // -- Reports of the worker's thread --

    @Override
    public void onLaunched(WorkerLink worker) {
        launched.complete(Optional.of(worker));
    }

    @Override
    public void onStartFailed(WorkerStartException failure) {
        // Before the pool hears of it: it would try again. No wait, because this may be the thread in start().
        started.thenAccept(run -> run.task().completeExceptionally(failure));
    }

    @Override
    public void onGone(OptionalInt exitCode) {
        launched.complete(Optional.empty());
        started.thenAccept(run -> {
            if (!run.task().hasOutcome()) {
                // It had been sent at most, and has gone back to the queue.
                run.task().completeExceptionally(diedEarly(exitCode));
            }
            gone.complete(exitCode);
        });
    }

    private WorkerCrashedException diedEarly(OptionalInt exitCode) {
        return new WorkerCrashedException(
                "Process '" + settings.name() + "' (pid " + pid().orElse(-1) + ") ended before its task began"
                        + (exitCode.isPresent() ? ", with exit code " + exitCode.getAsInt() : ""),
                new Circumstances(pid().orElse(-1), exitCode, Optional.empty(), false, List.of(), Optional.empty()),
                null);
    }

    // -- The start --

    @Override
    public void start() {
        if (!starting.compareAndSet(false, true)) {
            throw new IllegalStateException("Process '" + settings.name()
                    + "' was started before. Make another IsolatedProcess to run the task again");
        }
        try {
            Engine engine = Engine.open(settings, this);
            try {
                PendingTask<T> task = engine.intake().submit(overload, function, TaskOptions.defaults(), null);
                started.complete(new Run<>(engine, task));
            } finally {
                engine.shutdown().begin();
            }
        } finally {
            if (!started.isDone()) {
                starting.set(false);
            }
        }
        launched.join();
    }

    private Run<T> run() {
        if (!started.isDone()) {
            throw new IllegalStateException("Process '" + settings.name() + "' was not started. Call start() first");
        }
        return started.join();
    }

    // -- Questions about it --

    @Override
    public OptionalLong pid() {
        Optional<WorkerLink> worker = launched.getNow(Optional.empty());
        return worker.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(worker.get().pid());
    }

    @Override
    public boolean isAlive() {
        return started.isDone() && !gone.isDone();
    }

    @Override
    public OptionalInt exitCode() {
        return gone.getNow(OptionalInt.empty());
    }

    @Override
    public ProcessFuture<T> result() {
        return run().task();
    }

    // -- The end --

    @Override
    public void join() throws InterruptedException {
        join(LONGEST);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative, but was " + timeout);
        }
        run();
        Duration limit = timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
        try {
            long begin = TimerThread.clock();
            gone.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            run().engine().shutdown().await(limit.toNanos() - (TimerThread.clock() - begin));
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // It is never completed so.
        }
    }

    @Override
    public void terminate() {
        run().task().cancel(true);
    }

    @Override
    public void kill() {
        if (isAlive()) {
            run().engine().shutdown().within(Duration.ZERO);
        } else {
            run(); // Which says so if it was not started.
        }
    }

    @Override
    public void close() {
        if (!isAlive()) {
            return;
        }
        terminate();
        try {
            if (!join(settings.clocks().grace().plus(END_PATIENCE))) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        String state = !started.isDone() ? "not started" : isAlive() ? "alive" : "ended";
        return "IsolatedProcess[" + settings.name() + ", " + state + "]";
    }
}
