package io.github.processpool.benchmarks.jmh;

import io.github.processpool.SerializableCallable;
import io.github.processpool.TaskOptions;
import io.github.processpool.WhenFull;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.StartGuard;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Admission;
import io.github.processpool.internal.parent.dispatch.Aftermath;
import io.github.processpool.internal.parent.dispatch.Backlog;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.dispatch.Intake;
import io.github.processpool.internal.parent.dispatch.Quarantine;
import io.github.processpool.internal.parent.dispatch.TaskClocks;
import io.github.processpool.internal.parent.dispatch.TaskQueue;
import io.github.processpool.internal.parent.dispatch.TaskStopper;
import io.github.processpool.internal.parent.flight.FlightRecords;
import io.github.processpool.internal.parent.pool.JvmKeeper;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.supervision.Losses;
import io.github.processpool.internal.parent.supervision.PoolShutdown;
import io.github.processpool.internal.parent.supervision.TaskAnswers;
import io.github.processpool.internal.parent.task.Callbacks;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Readings;
import io.github.processpool.internal.parent.task.UnfinishedTasks;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.codec.JavaCodec;
import io.github.processpool.internal.wire.codec.Overload;
import io.github.processpool.internal.wire.handle.Sharing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parent's side of a pool, put together as the engine does, for benchmarks of what it does with each task: its workers are {@link
 * PlayedWorker}s, so that neither processes nor sockets are measured, and no time passes; a task is a number
 * for a function, and its result a number, so that hardly any serialization is.
 *
 * <p><b>Thread safety:</b> the benchmark's thread only.
 */
final class PlayedParent implements AutoCloseable {

    private static final int LARGEST = 1 << 20;
    private static final int READERS = 16;
    /** After so many a function is known to be short. */
    private static final int FIRST_TASKS = 100;

    /** Captures nothing: of what is written of it, no more than a number is left after the first time. */
    private static final SerializableCallable<@Nullable Object> FUNCTION = () -> null;

    private final Path folder;
    private final PoolContext pool;
    private final Crew crew;
    private final Intake intake;
    private final Callbacks callbacks;
    private final TaskAnswers answers;
    private final Codec codec;
    private final List<PlayedWorker> workers = new ArrayList<>();
    private final Map<WorkerLink, PlayedWorker> byLink = new HashMap<>();

    /** One whose workers, so many, are ready and idle, and whose tasks are known to be tiny. */
    PlayedParent(int count) throws IOException {
        folder = Files.createTempDirectory("played");
        pool = PoolContext.of(settings(count), new PlayedTimer());
        callbacks = new Callbacks(Thread::new, pool.lock(), pool.timer());
        Events events = new Events(List.of(), callbacks, pool.counters(), FlightRecords.of("played"));
        DefinitionTable table = new DefinitionTable();
        codec = new JavaCodec(
                table, new Definitions(PlayedParent.class.getClassLoader()), "", LARGEST, Sharing.NOTHING);
        StartGuard guard = new StartGuard();
        crew = new Crew(pool, table, guard, this::start);
        UnfinishedTasks unfinished = new UnfinishedTasks(new JvmKeeper(action -> new Thread(() -> {})));
        TaskQueue queue = new TaskQueue();
        Quarantine quarantine = new Quarantine(1);
        Dispatcher dispatcher = new Dispatcher(pool, queue, quarantine, crew);
        TaskStopper stopper = new TaskStopper(pool, crew, dispatcher);
        TaskClocks clocks = new TaskClocks(pool, stopper);
        dispatcher.onSent(clocks::watchExecution);
        Readings readings = new Readings(pool.timer(), Thread::new, READERS);
        PoolShutdown shutdown = new PoolShutdown(pool, dispatcher, crew, unfinished, stopper, readings);
        Losses losses = new Losses(pool, dispatcher, quarantine, guard, shutdown, events);
        answers = new TaskAnswers(pool, dispatcher, losses, stopper, shutdown, readings);
        Admission admission = new Admission(pool, new Backlog(queue, crew), crew);
        Aftermath aftermath = new Aftermath(pool, unfinished, events, callbacks, stopper);
        intake = new Intake(pool, codec, admission, dispatcher, clocks, aftermath);
        begin();
    }

    private static PoolSettings settings(int workers) {
        Duration day = Duration.ofDays(1);
        return new PoolSettings(
                "played",
                new PoolSettings.Sizing(workers, workers, day, Integer.MAX_VALUE, 0, null, Long.MAX_VALUE),
                new PoolSettings.Limits(Integer.MAX_VALUE, Long.MAX_VALUE, WhenFull.REJECT, LARGEST, null, null, 1),
                new PoolSettings.Clocks(day, day, day, day),
                new PoolSettings.Launch(
                        LARGEST, List.of(), Map.of(), null, Path.of("java"), null, List.of(), List.of(), null),
                null,
                null,
                List.of(),
                List.of());
    }

    private void start(WorkerHandle handle) {
        try {
            PlayedWorker worker = new PlayedWorker(handle, folder, codec, answers);
            workers.add(worker);
            byLink.put(handle.link(), worker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin() {
        try (var held = pool.lock().hold()) {
            crew.balance(0);
        }
        try (var held = pool.lock().hold()) {
            workers.forEach(worker -> crew.onReady(worker.handle(), pool.now()));
        }
        for (int i = 0; i < FIRST_TASKS; i++) {
            workerOf(submit()).answer(1);
        }
    }

    // -- For benchmarks --

    /** A task comes in: it goes to a worker, or waits. */
    PendingTask<?> submit() {
        return intake.submit(Overload.CALLABLE, FUNCTION, TaskOptions.defaults(), null);
    }

    /** Returns the worker that a task was sent to. */
    PlayedWorker workerOf(PendingTask<?> task) {
        WorkerLink link = Objects.requireNonNull(task.where().sending()).worker();
        return Objects.requireNonNull(byLink.get(link));
    }

    /** Returns a worker by its number, counted from 0. */
    PlayedWorker worker(int number) {
        return workers.get(number);
    }

    /** Returns how many tasks the workers have. */
    int sentCount() {
        try (var held = pool.lock().hold()) {
            return crew.sentCount();
        }
    }

    @Override
    public void close() throws IOException {
        callbacks.close();
        for (PlayedWorker worker : workers) {
            worker.close();
        }
        Files.delete(folder);
    }
}
