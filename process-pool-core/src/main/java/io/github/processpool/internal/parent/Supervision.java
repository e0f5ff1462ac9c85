package io.github.processpool.internal.parent;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolState;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerExit;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.wire.ChunkAnswer;
import io.github.processpool.internal.wire.Message.Failure;
import io.github.processpool.internal.wire.Message.Fitness;
import io.github.processpool.internal.wire.Message.Inspected;
import io.github.processpool.internal.wire.Message.Report;
import io.github.processpool.internal.wire.Message.Result;
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
final class Supervision implements WorkerEvents {

    private static final Logger log = LoggerFactory.getLogger(Supervision.class);
    /** A worker that dies sooner than this after it was ready, without a task, is not replaced at once. */
    private static final long PROVEN_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How long a finished task waits for what it has printed. */
    private static final long OUTPUT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PoolLock lock;
    private final Crew crew;
    private final Dispatcher dispatcher;
    private final Quarantine quarantine;
    private final Losses losses;
    private final Admission admission;
    private final StartGuard guard;
    private final TaskStopper stopper;
    private final PoolShutdown shutdown;
    private final Renewal renewal;
    private final Inspections inspections;
    private final Timer timer;
    private final PoolSettings settings;
    private final Counters counters;
    private final Events events;
    private final Answers answers;

    /** What supervision acts upon. */
    record Parts(
            PoolLock lock,
            Crew crew,
            Dispatcher dispatcher,
            Quarantine quarantine,
            Losses losses,
            Admission admission,
            StartGuard guard,
            TaskStopper stopper,
            PoolShutdown shutdown,
            Renewal renewal,
            Inspections inspections,
            Timer timer) {}

    Supervision(Parts parts, PoolSettings settings, Counters counters, Events events) {
        this.lock = parts.lock();
        this.crew = parts.crew();
        this.dispatcher = parts.dispatcher();
        this.quarantine = parts.quarantine();
        this.losses = parts.losses();
        this.admission = parts.admission();
        this.guard = parts.guard();
        this.stopper = parts.stopper();
        this.shutdown = parts.shutdown();
        this.renewal = parts.renewal();
        this.inspections = parts.inspections();
        this.timer = parts.timer();
        this.settings = settings;
        this.counters = counters;
        this.events = events;
        this.answers = new Answers(settings);
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
            Supplier<Outcome> outcome = task.isChunk()
                    ? () -> ChunkOutcome.read(answers, task, session.codec(), result, worker)
                    : () -> answers.outcome(task, session.codec(), result.value());
            finish(task, session, result.report(), outcome);
        }
        return task != null;
    }

    @Override
    public boolean onFailure(WorkerHandle worker, WorkerSession session, Failure failure) {
        boolean lostWithWorker = answers.isHeapExhausted(failure);
        lock.lock();
        try {
            PendingTask<?> task = worker.taskOf(failure.report().ticket());
            if (lostWithWorker && task != null) {
                Losses.noteBegun(task, worker, failure.report().ticket());
                losses.count(task, worker.describe() + " ran out of heap", Answers.heapExhausted(worker));
            }
            if (lostWithWorker && task != null && losses.tryAgain(task)) {
                dispatcher.answeredInVain(
                        worker,
                        task,
                        failure.report().ticket(),
                        failure.report().fitness());
                return true;
            }
        } finally {
            lock.unlock();
        }
        PendingTask<?> task = answered(
                worker, session, failure.report(), 1, failure.throwable().length());
        if (task != null) {
            Supplier<Outcome> outcome = () -> {
                Outcome answer = answers.outcome(task, session.codec(), failure, worker);
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
        lock.lock();
        try {
            PendingTask<?> task = worker.taskOf(report.ticket());
            if (task == null) {
                return null;
            }
            if (report.printed()) {
                session.output().expectMark(report.ticket(), words(task)); // Before another task is the one that runs.
            }
            task.reported(report, worker.toOurs(report.beganNanos()), answerBytes);
            int run = task.isChunk() ? Math.max(1, Math.min(task.elements(), elementsRun)) : 1;
            task.profile().record(report.executionNanos() + report.serializationNanos(), run);
            if (task.isChunk()) {
                worker.giveBack(task.elements() - run);
                if (report.fitness() == Fitness.HEAP_EXHAUSTED) {
                    losses.count(task, worker.describe() + " ran out of heap", Answers.heapExhausted(worker));
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
        } finally {
            lock.unlock();
        }
    }

    private void finish(PendingTask<?> task, WorkerSession session, Report report, Supplier<Outcome> outcome) {
        if (task.hasOutcome()) {
            return;
        }
        Outcome read = task.expiry() == null ? evaluated(task, outcome) : null;
        Supplier<Throwable> expiry = task.arrive(); // A clock may also have run out while the answer was read.
        Outcome result = expiry == null ? Objects.requireNonNull(read) : Outcome.failure(expiry.get());
        Runnable done = () -> task.finish(result);
        Runnable end = session.events().hasLogged(report.ticket())
                ? () -> session.events().afterEvents(timer, done)
                : done;
        if (!report.printed()) {
            end.run();
            return;
        }
        session.output().afterMark(report.ticket(), words(task), end);
        if (!task.hasOutcome()) {
            timer.after(OUTPUT_PATIENCE_NANOS, () -> session.output().giveUpWaiting(report.ticket()));
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
        lock.lock();
        try {
            lock.signalChange();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onBatchEnd(WorkerHandle worker) {
        if (worker.hasUnflushed()) {
            lock.lock();
            try {
                worker.markFlushed();
            } finally {
                lock.unlock();
            }
            worker.flush();
        }
    }

    @Override
    public void onThreadDump(WorkerHandle worker, long ticket, String dump) {
        PendingTask<?> task;
        lock.lock();
        try {
            task = worker.taskOf(ticket);
        } finally {
            lock.unlock();
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
        lock.lock();
        try {
            return worker.sentTasks().stream()
                    .filter(task -> task.isRunningWith(afterTicket))
                    .findFirst()
                    .map(Supervision::words)
                    .orElse("");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public EventLog.Task sentTask(WorkerHandle worker, long ticket) {
        lock.lock();
        try {
            PendingTask<?> task = worker.taskOf(ticket);
            return task == null ? EventLog.Task.NONE : new EventLog.Task(task.taskId(), words(task));
        } finally {
            lock.unlock();
        }
    }

    private static String words(PendingTask<?> task) {
        return "task " + task.taskId() + " '" + task.name() + "'";
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
        long now = System.nanoTime();
        WorkerSnapshot snapshot;
        boolean ready;
        boolean news;
        lock.lock();
        try {
            ready = crew.onReady(worker, now);
            snapshot = worker.snapshot();
            news = ready && worker.announce();
            if (news) {
                counters.countStart();
            }
            if (ready) {
                onGoodStart();
            }
            renewal.proceed();
            admission.announceBeginnings();
            dispatcher.dispatch();
            shutdown.finishIfDrained();
        } finally {
            lock.unlock();
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
        if (admission.state() == PoolState.BROKEN) {
            admission.moveTo(PoolState.RUNNING);
            lock.afterwards(() -> log.info("Process pool '{}' can start workers again", settings.name()));
            lock.afterwards(() -> events.publish(listener -> listener.poolRecovered(settings.name())));
        }
    }

    @Override
    public void onStartFailed(WorkerHandle worker, WorkerStartException failure) {
        boolean wanted = worker.exitReason() == ExitReason.START_FAILED || worker.exitReason() == null;
        ExitReason recorded = worker.exitReason();
        ExitReason reason = wanted || recorded == null ? ExitReason.START_FAILED : recorded;
        WorkerSnapshot snapshot;
        lock.lock();
        try {
            snapshot = worker.snapshot();
            countExit(snapshot, reason, withoutCommand(failure)); // Before anybody can hear that it is gone.
            crew.onEnded(worker);
            dispatcher.forget(worker);
            renewal.onEnded(worker);
            inspections.onEnded(worker);
            if (wanted) {
                onBadStart(worker, failure);
            }
            dispatcher.dispatch();
            lock.signalChange();
        } finally {
            lock.unlock();
        }
        shutdown.finishIfDrained();
        String description = String.valueOf(failure.getMessage());
        if (wanted) {
            log.warn("{}", failure.getMessage());
        }
        events.publish(listener -> listener.workerExited(snapshot, reason, description));
    }

    private void countExit(WorkerSnapshot worker, ExitReason reason, String description) {
        counters.countExit(new WorkerExit(
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
        long now = System.nanoTime();
        guard.failed(worker.preparingSince(), now);
        boolean anyReady = crew.workers().stream().anyMatch(WorkerHandle::isOfUse);
        if (!guard.isHopeless(now)) {
            return;
        } else if (anyReady) {
            renewal.giveUp(() -> admission.broken(failure, guard.failures()));
            return;
        }
        boolean news = admission.state() == PoolState.RUNNING;
        if (news) {
            admission.breakPool(failure, guard.failures());
            PoolBrokenException reason = admission.broken();
            lock.afterwards(() -> log.error("{}", reason.getMessage()));
            lock.afterwards(() -> events.publish(listener -> listener.poolBroken(settings.name(), reason)));
        }
        for (PendingTask<?> task : dispatcher.withdrawAll()) {
            PoolBrokenException own = admission.broken(failure, guard.failures());
            lock.afterwards(() -> task.finish(Outcome.failure(own)));
        }
    }

    @Override
    public void onEnded(WorkerHandle worker, Obituary obituary) {
        List<Runnable> outcomes = new ArrayList<>();
        WorkerSnapshot snapshot;
        lock.lock();
        try {
            snapshot = worker.snapshot();
            countExit(snapshot, obituary.reason(), obituary.words()); // Before anybody can hear that it is gone.
            for (PendingTask<?> task : worker.sentTasks()) {
                losses.onLost(task, worker, obituary, outcomes);
            }
            crew.onEnded(worker);
            dispatcher.forget(worker);
            renewal.onEnded(worker);
            inspections.onEnded(worker);
            countDeath(worker, obituary, snapshot.tasksCompleted() == 0 && outcomes.isEmpty());
            dispatcher.dispatch();
            lock.signalChange();
            outcomes.forEach(lock::afterwards);
        } finally {
            lock.unlock();
        }
        report(worker, obituary);
        shutdown.finishIfDrained(); // After the outcomes: when the pool is said to be over, every future is.
        events.publish(listener -> listener.workerExited(snapshot, obituary.reason(), obituary.words()));
    }

    /** Under the lock: workers that can be started, but do not stay, are not to be started all the time. */
    private void countDeath(WorkerHandle worker, Obituary obituary, boolean hadNoTask) {
        long now = System.nanoTime();
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
            log.debug("{} of pool '{}' {}", worker.describe(), settings.name(), obituary.words());
        } else {
            log.warn("{} of pool '{}' {}", worker.describe(), settings.name(), obituary.words());
        }
    }
}
