package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerExit;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.Recycling;
import io.github.processpool.internal.parent.crew.StartGuard;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Admission;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.dispatch.Quarantine;
import io.github.processpool.internal.parent.dispatch.TaskStopper;
import io.github.processpool.internal.parent.life.ReplyReader;
import io.github.processpool.internal.parent.life.WorkerEvents;
import io.github.processpool.internal.parent.life.WorkerLife;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.log.LogOrigin;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.Obituary;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.ChunkAnswer;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Inspected;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of everything that happens to workers, from the {@link ReplyReader}s and the {@link WorkerLife}s, and sees to it that
 * every {@link PendingTask} that it concerns gets its outcome or goes back to the queue, and that the crew is filled up again.
 *
 * <p>Bookkeeping first, then the next task, then the outcome: who has a result finds a pool that knows of it.
 *
 * <p><b>Thread safety:</b> called by the threads of all workers and by the timer; takes the {@link PoolLock} itself.
 */
public final class Supervision implements WorkerEvents {

    private static final Logger log = LoggerFactory.getLogger(Supervision.class);
    /** A worker that dies sooner than this after it was ready, without a task, is not replaced at once. */
    private static final long PROVEN_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How long a finished task waits for what it has printed. */
    private static final long OUTPUT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PoolContext pool;
    private final PoolLock lock;
    private final Crew crew;
    private final Dispatcher dispatcher;
    private final Quarantine quarantine;
    private final Losses losses;
    private final StartGuard guard;
    private final TaskStopper stopper;
    private final PoolShutdown shutdown;
    private final Recycling recycling;
    private final Inspections inspections;
    private final Admission admission;
    private final Events events;
    private final OutcomeReader answers;

    public Supervision(
            PoolContext pool,
            Crew crew,
            Dispatcher dispatcher,
            Quarantine quarantine,
            Losses losses,
            StartGuard guard,
            TaskStopper stopper,
            PoolShutdown shutdown,
            Recycling recycling,
            Inspections inspections,
            Admission admission,
            Events events) {
        this.pool = pool;
        this.lock = pool.lock();
        this.crew = crew;
        this.dispatcher = dispatcher;
        this.quarantine = quarantine;
        this.losses = losses;
        this.guard = guard;
        this.stopper = stopper;
        this.shutdown = shutdown;
        this.recycling = recycling;
        this.inspections = inspections;
        this.admission = admission;
        this.events = events;
        this.answers = new OutcomeReader(pool.settings());
    }

    // -- Ends of tasks --

    @Override
    public boolean onResult(WorkerHandle worker, WorkerSession session, Result result) {
        PendingTask<?> task = answered(
                worker,
                session,
                result.report(),
                ChunkAnswer.countIn(result.value()),
                result.value().length());
        if (task != null) {
            Supplier<Outcome> outcome = task.chunk().isChunk()
                    ? () -> answers.chunk(task, session.codec(), result, worker.link())
                    : () -> answers.outcome(task, session.codec(), result.value());
            finish(task, session, result.report(), outcome);
        }
        return task != null;
    }

    @Override
    public boolean onFailure(WorkerHandle worker, WorkerSession session, Failure failure) {
        boolean lostWithWorker = answers.isHeapExhausted(failure);
        try (var held = lock.hold()) {
            PendingTask<?> task = worker.taskOf(failure.report().ticket());
            if (lostWithWorker && task != null) {
                Losses.noteBegun(task, worker, failure.report().ticket());
                losses.count(
                        task,
                        worker.link().describe() + " ran out of heap",
                        OutcomeReader.heapExhausted(worker.link()));
            }
            if (lostWithWorker && task != null && losses.tryAgain(task)) {
                dispatcher.answeredInVain(
                        worker,
                        task,
                        failure.report().ticket(),
                        failure.report().fitness());
                return true;
            }
        }
        PendingTask<?> task = answered(
                worker, session, failure.report(), 1, failure.throwable().length());
        if (task != null) {
            Supplier<Outcome> outcome = () -> {
                Outcome answer = answers.outcome(task, session.codec(), failure, worker.link());
                return lostWithWorker && answer.failure() instanceof WorkerCrashedException crash
                        ? Outcome.failure(losses.verdict(task, crash))
                        : answer;
            };
            finish(task, session, failure.report(), outcome);
        }
        return task != null;
    }

    /** The number of elements that were run counts for a chunk only, and is what the worker claims. */
    private @Nullable PendingTask<?> answered(
            WorkerHandle worker, WorkerSession session, Report report, int elementsRun, int answerBytes) {
        try (var held = lock.hold()) {
            PendingTask<?> task = worker.taskOf(report.ticket());
            if (task == null) {
                return null;
            }
            if (report.printed()) {
                session.output()
                        .expectMark(report.ticket(), task.describe()); // Before another task is the one that runs.
            }
            task.reported(report, worker.link().toOurs(report.beganNanos()), answerBytes);
            int run = task.chunk().isChunk() ? Math.max(1, Math.min(task.chunk().elements(), elementsRun)) : 1;
            task.profile().record(report.executionNanos() + report.serializationNanos(), run);
            if (task.chunk().isChunk()) {
                worker.giveBack(task.chunk().elements() - run);
                if (report.fitness() == Fitness.HEAP_EXHAUSTED) {
                    losses.count(
                            task,
                            worker.link().describe() + " ran out of heap",
                            OutcomeReader.heapExhausted(worker.link()));
                }
            }
            crew.onTaskTime((report.executionNanos() + report.serializationNanos()) / run);
            guard.proven(worker.readyNanos());
            if (report.fitness() == Fitness.FIT) {
                quarantine.survived(task);
            }
            dispatcher.answered(worker, report.ticket(), report.fitness());
            shutdown.finishIfDrained();
            return task;
        }
    }

    private void finish(PendingTask<?> task, WorkerSession session, Report report, Supplier<Outcome> outcome) {
        if (task.hasOutcome()) {
            task.where().markEnded();
            return;
        }
        Outcome read = task.expiry().reason() == null ? evaluated(task, outcome) : null;
        Supplier<Throwable> expiry = task.expiry().arrive(); // A clock may also have run out while the answer was read.
        Outcome result = expiry == null ? Objects.requireNonNull(read) : Outcome.failure(expiry.get());
        Runnable done = () -> {
            task.finish(result);
            task.where().markEnded();
        };
        Runnable end = session.events().hasLogged(report.ticket())
                ? () -> session.events().afterEvents(pool.timer(), done)
                : done;
        if (!report.printed()) {
            end.run();
            return;
        }
        session.output().afterMark(report.ticket(), task.describe(), end);
        if (!task.hasOutcome()) {
            pool.timer().after(OUTPUT_PATIENCE_NANOS, () -> session.output().giveUpWaiting(report.ticket()));
        }
    }

    /** Reading an answer runs code of the user's: whatever it throws, the future ends. */
    private static Outcome evaluated(PendingTask<?> task, Supplier<Outcome> outcome) {
        try {
            return outcome.get();
        } catch (Throwable e) {
            return Outcome.failure(new ResultSerializationException(
                    "The answer of task '" + task.name() + "' can't be read: "
                            + e.getClass().getName(),
                    e));
        }
    }

    // -- Beginnings --

    @Override
    public void onBegan(WorkerHandle worker) {
        try (var held = lock.hold()) {
            lock.signalChange();
        }
    }

    @Override
    public void onBatchEnd(WorkerHandle worker) {
        if (worker.hasUnflushed()) {
            try (var held = lock.hold()) {
                worker.markFlushed();
            }
            worker.link().flush();
        }
    }

    @Override
    public void onThreadDump(WorkerHandle worker, long ticket, String dump) {
        PendingTask<?> task;
        try (var held = lock.hold()) {
            task = worker.taskOf(ticket);
        }
        if (task != null) {
            stopper.onThreadDump(task, dump);
        }
    }

    @Override
    public void onInspected(WorkerHandle worker, Inspected answer) {
        inspections.onInspected(worker, answer);
    }

    @Override
    public String runningTask(WorkerHandle worker, long afterTicket) {
        try (var held = lock.hold()) {
            return worker.sentTasks().stream()
                    .filter(task -> task.where().isRunningWith(afterTicket))
                    .findFirst()
                    .map(PendingTask::describe)
                    .orElse("");
        }
    }

    @Override
    public LogOrigin sentTask(WorkerHandle worker, long ticket) {
        try (var held = lock.hold()) {
            PendingTask<?> task = worker.taskOf(ticket);
            return task == null ? LogOrigin.NONE : new LogOrigin(task.taskId(), task.describe());
        }
    }

    // -- Lives of workers --

    @Override
    public void onReady(WorkerHandle worker) {
        becameReady(worker);
    }

    @Override
    public void onWarm(WorkerHandle worker) {
        becameReady(worker);
    }

    private void becameReady(WorkerHandle worker) {
        long now = pool.now();
        WorkerSnapshot snapshot;
        boolean ready;
        boolean news;
        try (var held = lock.hold()) {
            ready = crew.onReady(worker, now);
            snapshot = worker.snapshot(pool.now());
            news = ready && worker.announce();
            if (news) {
                pool.counters().countStart();
            }
            if (ready) {
                onGoodStart();
            }
            recycling.proceed();
            admission.announceBeginnings();
            dispatcher.dispatch();
            shutdown.finishIfDrained();
        }
        if (news) {
            events.publish(listener -> listener.workerStarted(snapshot, now - worker.startedNanos()));
        }
        long warmUpNanos = worker.warmUpNanos();
        if (ready && warmUpNanos > 0) {
            events.publish(listener -> listener.workerWarmedUp(snapshot, warmUpNanos));
        }
    }

    /** Under the lock. */
    private void onGoodStart() {
        guard.started();
        if (pool.status().recover()) {
            lock.afterwards(() -> log.info("Process pool '{}' can start workers again", pool.name()));
            lock.afterwards(() -> events.publish(listener -> listener.poolRecovered(pool.name())));
        }
    }

    @Override
    public void onStartFailed(WorkerHandle worker, WorkerStartException failure) {
        boolean wanted = worker.link().exitReason() == ExitReason.START_FAILED
                || worker.link().exitReason() == null;
        ExitReason recorded = worker.link().exitReason();
        ExitReason reason = wanted || recorded == null ? ExitReason.START_FAILED : recorded;
        WorkerSnapshot snapshot;
        try (var held = lock.hold()) {
            snapshot = worker.snapshot(pool.now());
            countExit(snapshot, reason, withoutCommand(failure)); // Before anybody can hear that it is gone.
            crew.onEnded(worker);
            dispatcher.forget(worker);
            recycling.onEnded(worker);
            inspections.onEnded(worker);
            if (wanted) {
                onBadStart(worker, failure);
            }
            dispatcher.dispatch();
            lock.signalChange();
        }
        shutdown.finishIfDrained();
        String description = String.valueOf(failure.getMessage());
        if (wanted) {
            log.warn("{}", failure.getMessage());
        }
        events.publish(listener -> listener.workerExited(snapshot, reason, description));
    }

    private void countExit(WorkerSnapshot worker, ExitReason reason, String description) {
        pool.counters()
                .countExit(new WorkerExit(
                        worker.pid(),
                        worker.slot(),
                        reason,
                        description,
                        worker.startedAt(),
                        Instant.now(),
                        worker.tasksCompleted()));
    }

    /** The command has the system properties of this JVM in it, which may be secret, and is in the log anyway. */
    private static String withoutCommand(WorkerStartException failure) {
        String words = String.valueOf(failure.getMessage());
        return failure.command().isEmpty()
                ? words
                : words.replace(String.join(" ", failure.command()), "(see the log)");
    }

    /** Under the lock. */
    private void onBadStart(WorkerHandle worker, WorkerStartException failure) {
        long now = pool.now();
        guard.failed(worker.preparingSince(), now);
        boolean anyReady = crew.workers().stream().anyMatch(WorkerHandle::isOfUse);
        if (!guard.isHopeless(now)) {
            return;
        } else if (anyReady) {
            recycling.giveUp(() -> pool.status().broken(failure, guard.failures()));
            return;
        }
        if (pool.status().isRunning()) {
            pool.status().breakPool(failure, guard.failures());
            PoolBrokenException reason = pool.status().broken();
            lock.afterwards(() -> log.error("{}", reason.getMessage()));
            lock.afterwards(() -> events.publish(listener -> listener.poolBroken(pool.name(), reason)));
        }
        for (PendingTask<?> task : dispatcher.withdrawAll()) {
            PoolBrokenException own = pool.status().broken(failure, guard.failures());
            lock.afterwards(() -> task.finish(Outcome.failure(own)));
        }
    }

    @Override
    public void onEnded(WorkerHandle worker, Obituary obituary) {
        List<Runnable> outcomes = new ArrayList<>();
        WorkerSnapshot snapshot;
        try (var held = lock.hold()) {
            snapshot = worker.snapshot(pool.now());
            countExit(snapshot, obituary.reason(), obituary.words()); // Before anybody can hear that it is gone.
            for (PendingTask<?> task : worker.sentTasks()) {
                losses.onLost(task, worker, obituary, outcomes);
            }
            crew.onEnded(worker);
            dispatcher.forget(worker);
            recycling.onEnded(worker);
            inspections.onEnded(worker);
            countDeath(worker, obituary, snapshot.tasksCompleted() == 0 && outcomes.isEmpty());
            dispatcher.dispatch();
            lock.signalChange();
            outcomes.forEach(lock::afterwards);
        }
        report(worker, obituary);
        shutdown.finishIfDrained(); // After the outcomes: when the pool is said to be over, every future is.
        events.publish(listener -> listener.workerExited(snapshot, obituary.reason(), obituary.words()));
    }

    /** Under the lock: workers that can be started, but do not stay, are not to be started all the time. */
    private void countDeath(WorkerHandle worker, Obituary obituary, boolean hadNoTask) {
        long now = pool.now();
        if (obituary.reason() == ExitReason.MEMORY_PRESSURE) {
            guard.diedEarly(now); // There is no memory: another one at once would only be the next to go.
        } else if (worker.lived(now) > PROVEN_NANOS) {
            guard.proven(worker.readyNanos());
        } else if (hadNoTask && !obituary.reason().isOrderly()) {
            guard.diedEarly(now);
        }
    }

    private void report(WorkerHandle worker, Obituary obituary) {
        if (obituary.reason().isOrderly()) {
            log.debug("{} of pool '{}' {}", worker.link().describe(), pool.name(), obituary.words());
        } else {
            log.warn("{} of pool '{}' {}", worker.link().describe(), pool.name(), obituary.words());
        }
    }
}
