package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.RemoteTaskException;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskState;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.federation.Federation;
import io.github.processpool.internal.parent.Prepared;
import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.Recycling;
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
import io.github.processpool.internal.parent.guest.GuestHost;
import io.github.processpool.internal.parent.life.InitializerFailure;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.log.EventLog;
import io.github.processpool.internal.parent.log.LogOrigin;
import io.github.processpool.internal.parent.log.OutputLog;
import io.github.processpool.internal.parent.pool.JvmKeeper;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.process.JvmRefusal;
import io.github.processpool.internal.parent.process.Obituary;
import io.github.processpool.internal.parent.process.WorkerAccount;
import io.github.processpool.internal.parent.task.Callbacks;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.FunctionProfile;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Readings;
import io.github.processpool.internal.parent.task.TaskHost;
import io.github.processpool.internal.parent.task.TaskOrigin;
import io.github.processpool.internal.parent.task.UnfinishedTasks;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import io.github.processpool.internal.wire.codec.DefinitionTable;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.OutputMark;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.testing.FakeWorker;
import io.github.processpool.testing.ManualTimer;
import io.github.processpool.testing.TestSettings;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A pool without processes: its parts are real, its workers are played by the test, which also turns the clock. Tasks settle at
 * once on the thread that ends them.
 */
final class PlayedPool implements AutoCloseable {

    static final int MOST_READERS = 2;

    final ManualTimer timer = new ManualTimer();
    final PoolContext pool;
    final StartGuard guard = new StartGuard();
    final Quarantine quarantine;
    final UnfinishedTasks unfinished = new UnfinishedTasks(new JvmKeeper(action -> new Thread(() -> {})));
    final Crew crew;
    final Dispatcher dispatcher;
    final PoolShutdown shutdown;
    final Recycling recycling;
    final Inspections inspections;
    final Interventions interventions;
    final Losses losses;
    final Supervision supervision;
    final TaskAnswers answers;
    final Patrol patrol;
    final Mender mender;
    /** For tasks that come as in a real pool, and settle on other threads. */
    final Intake intake;
    /** Hear of other members, if there are any. */
    final @Nullable MemberNews news;

    final GuestHost guests;

    final Readings readings;
    /** The threads of the readings, which a test runs or starts. */
    final List<Thread> readers = new ArrayList<>();

    /** Whether answers are read in passing, on the thread that hears of them. */
    boolean readsAtOnce = true;

    /** All that were ever started, in this order. */
    final List<FakeWorker> workers = new ArrayList<>();

    final Callbacks callbacks;
    private final TaskStopper stopper;
    private long lastTask;

    PlayedPool(TestSettings settings, Path folder) {
        this(settings, folder, null);
    }

    PlayedPool(TestSettings settings, Path folder, @Nullable Federation federation) {
        Prepared.classes();
        pool = settings.context(timer);
        callbacks = new Callbacks(Thread::new, pool.lock(), timer);
        Events events = new Events(settings.listeners, callbacks, pool.counters(), FlightRecords.NONE);
        quarantine = new Quarantine(settings.quarantineAfter);
        crew = new Crew(pool, new DefinitionTable(), guard, handle -> {
            timer.mayFail();
            workers.add(FakeWorker.behind(handle, folder));
        });
        TaskQueue queue = new TaskQueue();
        dispatcher = new Dispatcher(pool, queue, quarantine, crew);
        AwayTasks away = federation == null ? null : new AwayTasks(pool, federation);
        if (away != null) {
            dispatcher.federate(away);
        }
        stopper = new TaskStopper(pool, crew, dispatcher);
        readings = new Readings(timer, this::newReader, MOST_READERS);
        shutdown = new PoolShutdown(pool, dispatcher, crew, unfinished, stopper, readings);
        readings.onLess(shutdown::finishIfDrained);
        TaskClocks clocks = new TaskClocks(pool, stopper);
        dispatcher.onSent(clocks::watchExecution);
        stopper.onLess(shutdown::finishIfDrained);
        recycling = new Recycling(pool, crew, events);
        pool.status().onMove(recycling::onStateChange);
        inspections = new Inspections(pool, crew, dispatcher, callbacks);
        interventions = new Interventions(pool, crew, unfinished, stopper);
        losses = new Losses(pool, dispatcher, quarantine, guard, shutdown, events);
        Backlog backlog = new Backlog(queue, crew);
        Admission admission = new Admission(pool, backlog, crew);
        supervision = new Supervision(
                pool,
                new CrewChanges(pool, crew, dispatcher, admission, recycling, inspections),
                new StartBreaker(pool, guard, crew, dispatcher, recycling, events),
                losses,
                shutdown,
                events);
        answers = new TaskAnswers(pool, dispatcher, losses, stopper, shutdown, readings);
        news = away == null
                ? null
                : new MemberNews(
                        pool,
                        dispatcher,
                        losses,
                        shutdown,
                        events,
                        new MemberDelivery(pool, dispatcher, away, clocks, answers, MemberPayloads.CODEC));
        patrol = new Patrol(pool, crew, dispatcher, recycling, shutdown, events);
        mender = new Mender(pool, crew, dispatcher, unfinished, supervision, events);
        Aftermath aftermath = new Aftermath(pool, unfinished, events, callbacks, stopper);
        intake = new Intake(pool, codec(), admission, dispatcher, clocks, aftermath);
        guests = new GuestHost(pool, intake, backlog, crew, stopper);
    }

    /** Writes the same task whatever it is given, unless there is no memory for that. */
    private Codec codec() {
        return (Codec) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Codec.class}, (proxy, method, arguments) -> {
                    timer.mayFail();
                    Payload payload = new Payload(Payload.Form.RAW, new byte[1], 1);
                    return new EncodedTask("task", -1, 0, payload, new int[0]);
                });
    }

    private Thread newReader(Runnable action) {
        Thread thread = new Thread(action, "reader");
        thread.setDaemon(true);
        readers.add(thread);
        return thread;
    }

    void locked(Runnable action) {
        try (var held = pool.lock().hold()) {
            action.run();
        }
    }

    // -- Tasks --

    PendingTask<Object> submit() {
        return submit(TaskOptions.defaults());
    }

    PendingTask<Object> submit(TaskOptions options) {
        return submit(options, new Payload(Payload.Form.RAW, new byte[1], 1), 1, new FunctionProfile());
    }

    /** Tasks that are sent ahead, because they are known to be short. */
    List<PendingTask<Object>> submitShort(int count) {
        return submitShort(count, TaskOptions.defaults());
    }

    List<PendingTask<Object>> submitShort(int count, TaskOptions options) {
        FunctionProfile profile = new FunctionProfile();
        for (int i = 0; i < 100; i++) {
            profile.record(1000, 1);
        }
        List<PendingTask<Object>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Payload payload = new Payload(Payload.Form.RAW, new byte[1], 1);
            tasks.add(submit(options, payload, 1, profile));
        }
        return tasks;
    }

    PendingTask<Object> submitChunk(TaskOptions options, int elements) {
        return submit(options, new Payload(Payload.Form.CHUNK, new byte[1], 1), elements, new FunctionProfile());
    }

    private PendingTask<Object> submit(TaskOptions options, Payload payload, int elements, FunctionProfile profile) {
        EncodedTask work = new EncodedTask("task", -1, 0, payload, new int[0], elements);
        PendingTask<Object> task =
                new PendingTask<>(new TaskOrigin(++lastTask, work, options, profile, 0, null, null), new Host());
        unfinished.add(task);
        locked(() -> {
            dispatcher.putBack(task);
            dispatcher.dispatch();
        });
        return task;
    }

    /** Tells the stopper and the list of unfinished tasks, as a real pool does. */
    private final class Host implements TaskHost {

        @Override
        public long now() {
            return timer.now();
        }

        @Override
        public void onOutcome(PendingTask<?> task, TaskState state) {
            pool.counters().countTask(state);
        }

        @Override
        public void settle(PendingTask<?> task) {
            task.settle();
        }

        @Override
        public void abandon(PendingTask<?> task, boolean interrupt) {
            stopper.abandon(task, interrupt);
        }

        @Override
        public void onMaybeOver(PendingTask<?> task) {
            unfinished.removeIfOver(task);
        }

        @Override
        public void runCallback(Runnable action) {
            action.run();
        }

        @Override
        public void runCallbackAfter(long nanos, Runnable action) {
            timer.after(nanos, action);
        }
    }

    // -- Workers --

    /** Workers are started and become ready. */
    void start(int count) {
        locked(() -> crew.balance(count));
        List.copyOf(workers).forEach(worker -> supervision.onReady(worker.handle()));
    }

    /** A pool with one idle worker. */
    static PlayedPool ofOne(Path folder) {
        TestSettings settings = new TestSettings();
        settings.maxWorkers = 1;
        PlayedPool pool = new PlayedPool(settings, folder);
        pool.start(1);
        return pool;
    }

    FakeWorker worker(int index) {
        return workers.get(index);
    }

    FakeWorker lastWorker() {
        return workers.get(workers.size() - 1);
    }

    /** It beats once, as its thread for that would. */
    void beat(FakeWorker worker) {
        worker.board().vitals().beat(timer.now(), 1, 1);
    }

    /** Its process is gone. */
    void die(FakeWorker worker, ExitReason reason) {
        Circumstances facts = new Circumstances(
                worker.link().pid(), OptionalInt.of(134), Optional.empty(), false, List.of(), Optional.empty());
        supervision.onEnded(worker.handle(), new Obituary(reason, "died of " + reason, facts));
    }

    /** Somebody outside the pool has killed it. */
    void kill(FakeWorker worker) {
        Circumstances facts = new Circumstances(
                worker.link().pid(), OptionalInt.of(137), Optional.of("SIGKILL"), false, List.of(), Optional.empty());
        supervision.onEnded(worker.handle(), new Obituary(ExitReason.CRASHED, "was killed", facts));
    }

    /** Those that were told to end, or killed, are gone. */
    void buryLeavers() {
        for (FakeWorker worker : List.copyOf(workers)) {
            WorkerHandle handle = worker.handle();
            ExitReason reason = worker.link().exitReason();
            if (reason != null && crew.workers().contains(handle)) {
                die(worker, reason);
            }
        }
    }

    /** Its start has failed, as far as it was wanted. */
    WorkerStartException failToStart(FakeWorker worker) {
        return failToStart(worker, List.of());
    }

    WorkerStartException failToStart(FakeWorker worker, List<String> lastWords) {
        OptionalInt exitCode = OptionalInt.of(1);
        WorkerStartException failure = new WorkerStartException(
                "it can't",
                List.of("java"),
                exitCode,
                lastWords,
                JvmRefusal.in(exitCode, lastWords).orElse(null));
        worker.link().endBecauseOf(ExitReason.START_FAILED);
        supervision.onStartFailed(worker.handle(), failure);
        return failure;
    }

    // -- Answers --

    /** A session whose codec reads every value with the same action. */
    WorkerSession session(FakeWorker worker, Callable<Object> reading) {
        Codec codec = (Codec) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Codec.class}, (proxy, method, a) -> {
                    if (method.getName().equals("readValue")) {
                        return reading.call();
                    } else if (method.getName().equals("readThrowable")) {
                        RemoteProblem problem = (RemoteProblem) a[1];
                        return new RemoteTaskException(problem.words(), problem.className(), problem.stackTrace());
                    } else if (method.getName().equals("isReadAtOnce")) {
                        return readsAtOnce;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        return session(worker, codec);
    }

    /** A session whose log is never written: its thread does not run. */
    private WorkerSession session(FakeWorker worker, Codec codec) {
        OutputMark mark = new OutputMark("word");
        return new WorkerSession(
                WorkerAccount.of(worker.link(), 1 << 20),
                mark,
                new Definitions(getClass().getClassLoader()),
                codec,
                new OutputLog("test", worker.link(), mark, ticket -> LogOrigin.NONE),
                new EventLog("test", worker.link(), ticket -> LogOrigin.NONE, action -> new Thread(() -> {})),
                new InitializerFailure(new InitializerFailure.Readings(Thread::new)));
    }

    /** The worker runs what it was sent and its result is heard; says whether it was waited for. */
    boolean succeed(FakeWorker worker, PendingTask<?> task, Object value) {
        return hears(worker, session(worker, () -> value), Replies.result(worker.run(task, timer)));
    }

    /** One result of a worker is heard; says whether it was waited for. */
    boolean hears(FakeWorker worker, WorkerSession session, Result result) {
        return answers.onResults(worker.handle(), session, List.of(result));
    }

    @Override
    public void close() {
        workers.forEach(FakeWorker::close);
        callbacks.close();
    }
}
