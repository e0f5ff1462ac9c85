package io.github.processpool.internal.parent.supervision;

import io.github.processpool.WorkerCrashedException;
import io.github.processpool.internal.parent.crew.Crew;
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
import io.github.processpool.internal.wire.codec.ChunkAnswer;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes what workers say of their tasks from the {@link ReplyReader}s: notes the end, frees the worker for the next task, and hands
 * the answer on to the {@link Delivery}, which ends the future. In this order: whoever has a result finds a pool that knows of it.
 *
 * <p>Tasks whose workers are gone are not its business; they are {@link Losses}.
 *
 * <p><b>Thread safety:</b> called by the threads of all workers; takes the {@link PoolLock} itself.
 */
public final class TaskAnswers implements AnswerEvents {

    private final PoolLock lock;
    private final Crew crew;
    private final Dispatcher dispatcher;
    private final Losses losses;
    private final TaskStopper stopper;
    private final PoolShutdown shutdown;
    private final OutcomeReader reader;
    private final Delivery delivery;

    /** Tells these, all of one pool. */
    public TaskAnswers(
            PoolContext pool,
            Crew crew,
            Dispatcher dispatcher,
            Losses losses,
            TaskStopper stopper,
            PoolShutdown shutdown) {
        this.lock = pool.lock();
        this.crew = crew;
        this.dispatcher = dispatcher;
        this.losses = losses;
        this.stopper = stopper;
        this.shutdown = shutdown;
        this.reader = new OutcomeReader(pool.settings());
        this.delivery = new Delivery(pool.timer());
    }

    // -- Ends --

    @Override
    public boolean onResult(WorkerHandle worker, WorkerSession session, Result result) {
        PendingTask<?> task = accept(
                worker,
                session,
                result.report(),
                ChunkAnswer.countIn(result.value()),
                result.value().length());
        if (task == null) {
            return false;
        }
        Supplier<Outcome> outcome = task.chunk().isChunk()
                ? () -> reader.chunk(task, session.codec(), result, worker.link())
                : () -> reader.outcome(task, session.codec(), result.value());
        deliver(task, session, result.report(), outcome);
        return true;
    }

    @Override
    public boolean onFailure(WorkerHandle worker, WorkerSession session, Failure failure) {
        boolean heapExhausted = reader.isHeapExhausted(failure);
        if (heapExhausted && isRunAgain(worker, failure.report())) {
            return true;
        }
        PendingTask<?> task =
                accept(worker, session, failure.report(), 1, failure.throwable().length());
        if (task == null) {
            return false;
        }
        deliver(task, session, failure.report(), () -> {
            Outcome answer = reader.outcome(task, session.codec(), failure, worker.link());
            return heapExhausted && answer.failure() instanceof WorkerCrashedException crash
                    ? Outcome.failure(losses.verdict(task, crash))
                    : answer;
        });
        return true;
    }

    private void deliver(PendingTask<?> task, WorkerSession session, Report report, Supplier<Outcome> outcome) {
        try {
            delivery.deliver(task, session, report, outcome);
        } catch (Throwable e) { // There may be no memory to say so: somebody else will.
            task.leaveUnread(e);
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

    /** Returns the task that was answered; null if none was waited for. The number of elements is the worker's claim. */
    private @Nullable PendingTask<?> accept(
            WorkerHandle worker, WorkerSession session, Report report, int elementsRun, int answerBytes) {
        try (var held = lock.hold()) {
            PendingTask<?> task = worker.workload().taskOf(report.ticket());
            if (task == null) {
                return null;
            }
            if (report.printed()) {
                session.output()
                        .expectMark(report.ticket(), task.describe()); // Before another task is the one that runs.
            }
            task.reported(report, worker.link().toOurs(report.beganNanos()), answerBytes);
            noteTime(task, report, noteElements(task, worker, report, elementsRun));
            losses.survived(task, worker, report.fitness());
            dispatcher.answered(worker, report.ticket(), report.fitness());
            finishIfDrained();
            return task;
        }
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
        long nanos = report.executionNanos() + report.serializationNanos();
        task.profile().record(nanos, run);
        crew.onTaskTime(nanos / run);
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
