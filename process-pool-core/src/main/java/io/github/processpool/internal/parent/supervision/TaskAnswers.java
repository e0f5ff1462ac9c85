package io.github.processpool.internal.parent.supervision;

import io.github.processpool.WorkerCrashedException;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.dispatch.TaskStopper;
import io.github.processpool.internal.parent.life.AnswerEvents;
import io.github.processpool.internal.parent.life.ReplyReader;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.log.LogOrigin;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Readings;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes what workers say of their tasks from the {@link ReplyReader}s: notes the end, frees the worker for the next task, and hands
 * the answer on to the {@link Delivery}, which has it read and ends the future. In this order: whoever has a result finds a pool
 * that knows of it.
 *
 * <p>Tasks whose workers are gone are not its business; they are {@link Losses}.
 *
 * <p><b>Thread safety:</b> called by the threads of all workers; takes the {@link PoolLock} itself.
 */
public final class TaskAnswers implements AnswerEvents {

    private final PoolLock lock;
    private final Dispatcher dispatcher;
    private final Losses losses;
    private final TaskStopper stopper;
    private final PoolShutdown shutdown;
    private final OutcomeReader reader;
    private final Delivery delivery;
    private final BrokenClasses brokenClasses;

    /** Tells these, all of one pool. */
    public TaskAnswers(
            PoolContext pool,
            Dispatcher dispatcher,
            Losses losses,
            TaskStopper stopper,
            PoolShutdown shutdown,
            Readings readings) {
        this.lock = pool.lock();
        this.dispatcher = dispatcher;
        this.losses = losses;
        this.stopper = stopper;
        this.shutdown = shutdown;
        this.reader = new OutcomeReader(pool.settings());
        this.delivery = new Delivery(pool.timer(), readings);
        this.brokenClasses = new BrokenClasses(pool);
    }

    // -- Ends --

    @Override
    public boolean onResult(WorkerHandle worker, WorkerSession session, Result received) {
        Result result = brokenClasses.judge(received);
        Answer answer = Answer.of(result.report(), result.value(), session.codec());
        PendingTask<?> task = accept(worker, session, answer);
        if (task == null) {
            return false;
        }
        deliver(task, worker, session, answer, result);
        return true;
    }

    @Override
    public boolean onFailure(WorkerHandle worker, WorkerSession session, Failure received) {
        Failure failure = brokenClasses.judge(received);
        boolean heapExhausted = reader.isHeapExhausted(failure);
        if (heapExhausted && isRunAgain(worker, failure.report())) {
            return true;
        }
        if (failure.kind() == FailureKind.UNREADABLE && failure.report().fitness() == Fitness.HEAP_EXHAUSTED) {
            countTooLarge(worker, failure.report());
        }
        Answer answer = Answer.of(failure.report(), failure.throwable(), session.codec());
        PendingTask<?> task = accept(worker, session, answer);
        if (task == null) {
            return false;
        }
        deliver(task, worker, session, answer, failure, heapExhausted);
        return true;
    }

    /** Nobody has the task until it is handed over: whatever is thrown before, there may be no memory to say so, but others find it. */
    private void deliver(
            PendingTask<?> task, WorkerHandle worker, WorkerSession session, Answer answer, Result result) {
        try {
            Supplier<Outcome> outcome = task.chunk().isChunk()
                    ? () -> reader.chunk(task, session.codec(), result, worker.link())
                    : () -> reader.outcome(task, session.codec(), result.value());
            delivery.deliver(task, session, answer, outcome, () -> onLeft(worker, answer));
        } catch (Throwable e) {
            task.leaveUnread(e);
        }
    }

    private void deliver(
            PendingTask<?> task,
            WorkerHandle worker,
            WorkerSession session,
            Answer answer,
            Failure failure,
            boolean heapExhausted) {
        try {
            Supplier<Outcome> outcome = () -> {
                Outcome read = reader.outcome(task, session.codec(), failure, worker.link());
                return heapExhausted && read.failure() instanceof WorkerCrashedException crash
                        ? Outcome.failure(losses.verdict(task, crash))
                        : read;
            };
            delivery.deliver(task, session, answer, outcome, () -> onLeft(worker, answer));
        } catch (Throwable e) {
            task.leaveUnread(e);
        }
    }

    /** A task that was too large for the heap of its worker has cost that worker. */
    private void countTooLarge(WorkerHandle worker, Report report) {
        try (var held = lock.hold()) {
            PendingTask<?> task = worker.workload().taskOf(report.ticket());
            if (task != null && !task.chunk().isChunk()) { // A chunk is counted in any case.
                losses.countHeapExhausted(task, worker);
            }
        }
    }

    /** An answer that was not read at once need not be kept any more: its worker may be given tasks again. */
    private void onLeft(WorkerHandle worker, Answer answer) {
        if (worker.workload().unread().remove(answer.bytes())) {
            try (var held = lock.hold()) {
                dispatcher.available(worker);
            }
        }
    }

    /** A task that ran out of heap is as good as lost with its worker: it may have another attempt. */
    private boolean isRunAgain(WorkerHandle worker, Report report) {
        try (var held = lock.hold()) {
            PendingTask<?> task = worker.workload().taskOf(report.ticket());
            if (task == null) {
                return false;
            }
            Losses.noteBegun(task, worker, report.ticket());
            losses.countHeapExhausted(task, worker);
            if (!losses.tryAgain(task)) {
                return false;
            }
            dispatcher.answeredInVain(worker, task, report.ticket(), report.fitness());
            return true;
        }
    }

    /** Returns the task that was answered; null if none was waited for. */
    private @Nullable PendingTask<?> accept(WorkerHandle worker, WorkerSession session, Answer answer) {
        PendingTask<?> task = null;
        try (var held = lock.hold()) {
            task = worker.workload().taskOf(answer.report().ticket());
            if (task != null) {
                note(task, worker, session, answer);
            }
            return task;
        } catch (RuntimeException | Error e) {
            if (task != null && task.where().place() == Place.READING) {
                Delivery.giveUp(task); // Its worker has it no more, and nobody else has it yet.
            }
            throw e;
        }
    }

    private void note(PendingTask<?> task, WorkerHandle worker, WorkerSession session, Answer answer) {
        Report report = answer.report();
        if (report.printed()) {
            session.output().expectMark(report.ticket(), task.describe()); // Before another task is the one that runs.
        }
        task.reported(report, worker.link().toOurs(report.beganNanos()), answer.bytes());
        noteTime(task, report, noteElements(task, worker, report, answer.elementsRun()));
        if (!answer.atOnce()) {
            worker.workload().unread().add(answer.bytes()); // Before the worker counts as idle.
        }
        losses.survived(task, worker, report.fitness());
        dispatcher.answered(worker, report.ticket(), report.fitness());
        finishIfDrained();
    }

    /** The patrol comes here, too. */
    private void finishIfDrained() {
        try {
            shutdown.finishIfDrained();
        } catch (VirtualMachineError e) {
            // It is short of memory, and the task is to have its outcome first.
        }
    }

    /** Returns how many elements were run; the worker may be given others instead of the rest. */
    private int noteElements(PendingTask<?> task, WorkerHandle worker, Report report, int claimed) {
        if (!task.chunk().isChunk()) {
            return 1;
        }
        int run = Math.max(1, Math.min(task.chunk().elements(), claimed));
        worker.workload().giveBack(task.chunk().elements() - run);
        if (report.fitness() == Fitness.HEAP_EXHAUSTED) {
            losses.countHeapExhausted(task, worker);
        }
        return run;
    }

    private void noteTime(PendingTask<?> task, Report report, int run) {
        long nanos = task.where().plausibleDuration(report.executionNanos() + report.serializationNanos());
        task.profile().record(nanos, run);
        dispatcher.onTaskTime(nanos / run);
    }

    // -- Before an end --

    @Override
    public void onBegan(WorkerHandle worker) {
        try (var held = lock.hold()) {
            lock.signalChange();
        }
    }

    @Override
    public void onBatchEnd(WorkerHandle worker) {
        if (worker.workload().hasUnflushed()) {
            try (var held = lock.hold()) {
                worker.workload().markFlushed();
            }
            worker.link().flush();
        }
    }

    @Override
    public void onThreadDump(WorkerHandle worker, long ticket, String dump) {
        PendingTask<?> task = taskOf(worker, ticket);
        if (task != null) {
            stopper.onThreadDump(task, dump);
        }
    }

    // -- Asked by output and log --

    @Override
    public String runningTask(WorkerHandle worker, long afterTicket) {
        try (var held = lock.hold()) {
            return worker.workload().sentTasks().stream()
                    .filter(task -> task.where().isRunningWith(afterTicket))
                    .findFirst()
                    .map(PendingTask::describe)
                    .orElse("");
        }
    }

    @Override
    public LogOrigin sentTask(WorkerHandle worker, long ticket) {
        PendingTask<?> task = taskOf(worker, ticket);
        return task == null ? LogOrigin.NONE : new LogOrigin(task.taskId(), task.describe());
    }

    private @Nullable PendingTask<?> taskOf(WorkerHandle worker, long ticket) {
        try (var held = lock.hold()) {
            return worker.workload().taskOf(ticket);
        }
    }
}
