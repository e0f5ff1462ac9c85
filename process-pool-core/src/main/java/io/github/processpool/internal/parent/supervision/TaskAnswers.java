package io.github.processpool.internal.parent.supervision;

import io.github.processpool.WorkerCrashedException;
import io.github.processpool.internal.federation.GuestTask;
import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.dispatch.TaskStopper;
import io.github.processpool.internal.parent.life.AnswerEvents;
import io.github.processpool.internal.parent.life.ReplyReader;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.log.LogOrigin;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.Round;
import io.github.processpool.internal.parent.process.NamedWorker;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Readings;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes what workers say of their tasks from the {@link ReplyReader}s: has the end noted by the {@link AnsweredTasks}, which free the
 * worker for the next task, and hands the answer on to the {@link Delivery}, which has it read and ends the future. In this order:
 * whoever has a result finds a pool that knows of it.
 *
 * <p>Tasks whose workers are gone are not its business; they are {@link Losses}.
 *
 * <p><b>Thread safety:</b> called by the threads of all workers; takes the {@link PoolLock} itself.
 */
public final class TaskAnswers implements AnswerEvents {

    private final PoolLock lock;
    private final Losses losses;
    private final TaskStopper stopper;
    private final AnsweredTasks answered;
    private final OutcomeReader reader;
    private final Delivery delivery;
    private final BrokenClasses brokenClasses;
    /** Null: there are no other members. */
    private final @Nullable AwayTasks away;

    /** Tells these, all of one pool. */
    public TaskAnswers(
            PoolContext pool,
            Dispatcher dispatcher,
            Losses losses,
            TaskStopper stopper,
            PoolShutdown shutdown,
            Readings readings) {
        this.lock = pool.lock();
        this.losses = losses;
        this.stopper = stopper;
        this.answered = new AnsweredTasks(lock, dispatcher, losses, shutdown);
        this.reader = new OutcomeReader(pool.settings());
        this.delivery = new Delivery(pool.timer(), readings);
        this.brokenClasses = new BrokenClasses(pool);
        this.away = dispatcher.away();
    }

    /** Returns what ends futures with answers, also those of other members of a cluster. */
    Delivery delivery() {
        return delivery;
    }

    // -- Ends --

    @Override
    public boolean onResults(WorkerHandle worker, WorkerSession session, List<Result> received) {
        Result[] results = new Result[received.size()];
        Answer[] answers = new Answer[results.length];
        int count = 0;
        try {
            while (count < results.length) {
                results[count] = brokenClasses.judge(received.get(count));
                answers[count] = Answer.of(results[count].report(), results[count].value(), session.codec());
                count++;
            }
        } finally {
            try (var together = away == null ? null : away.together()) {
                acceptAndDeliver(worker, session, results, answers, count); // Those before an error, too.
            }
        }
        boolean expected = true;
        for (Answer answer : answers) {
            expected &= answer.task() != null;
        }
        return expected;
    }

    private void acceptAndDeliver(
            WorkerHandle worker, WorkerSession session, Result[] results, Answer[] answers, int count) {
        try {
            answered.accept(worker, session, answers, count);
        } finally {
            Throwable first = null;
            for (int i = 0; i < count; i++) {
                PendingTask<?> task = answers[i].task();
                try {
                    if (task != null) {
                        deliver(task, worker, session, answers[i], results[i]);
                    }
                } catch (RuntimeException | Error e) { // The others have nobody else either.
                    first = first == null ? e : first;
                }
            }
            Round.throwIfAny(first);
        }
    }

    @Override
    public boolean onFailure(WorkerHandle worker, WorkerSession session, Failure received) {
        Failure failure = brokenClasses.judge(received);
        boolean heapExhausted = reader.isHeapExhausted(failure);
        if (heapExhausted && answered.isRunAgain(worker, failure.report())) {
            return true;
        }
        boolean tooLarge =
                failure.kind() == FailureKind.UNREADABLE && failure.report().fitness() == Fitness.HEAP_EXHAUSTED;
        if (tooLarge) {
            answered.countTooLarge(worker, failure.report());
        }
        Answer answer = Answer.of(failure.report(), failure.throwable(), session.codec());
        if (heapExhausted || tooLarge) {
            answer.markLossCounted();
        }
        try {
            answered.accept(worker, session, new Answer[] {answer}, 1);
        } finally {
            PendingTask<?> task = answer.task();
            if (task != null) {
                deliver(task, worker, session, answer, failure);
            }
        }
        return answer.task() != null;
    }

    /** Nobody has the task until it is handed over: whatever is thrown before, there may be no memory to say so, but others find it. */
    private void deliver(
            PendingTask<?> task, WorkerHandle worker, WorkerSession session, Answer answer, Result result) {
        try {
            Supplier<Outcome> outcome = () -> read(task, session.codec(), result, worker.link());
            delivery.deliver(task, session, answer, outcome, () -> answered.onLeft(worker, answer));
        } catch (Throwable e) {
            leaveUnread(task, worker, answer, e);
        }
    }

    private void deliver(
            PendingTask<?> task, WorkerHandle worker, WorkerSession session, Answer answer, Failure failure) {
        try {
            Supplier<Outcome> outcome = () -> read(task, session.codec(), failure, worker.link());
            delivery.deliver(task, session, answer, outcome, () -> answered.onLeft(worker, answer));
        } catch (Throwable e) {
            leaveUnread(task, worker, answer, e);
        }
    }

    /** Turns an answer into an outcome, which may run code of the user; the worker may be one of another member of a cluster. */
    Outcome read(PendingTask<?> task, Codec codec, Result result, NamedWorker worker) {
        if (task.guest() != null) {
            return reader.unread(task, result);
        }
        return task.chunk().isChunk()
                ? reader.chunk(task, codec, result, worker)
                : reader.outcome(task, codec, result.value());
    }

    /** As above. */
    Outcome read(PendingTask<?> task, Codec codec, Failure failure, NamedWorker worker) {
        Outcome read = task.guest() != null
                ? reader.unread(task, failure, worker)
                : reader.outcome(task, codec, failure, worker);
        return reader.isHeapExhausted(failure) && read.failure() instanceof WorkerCrashedException crash
                ? Outcome.failure(losses.verdict(task, crash))
                : read;
    }

    /** Returns whether a task is lost because its worker has no heap left. */
    boolean isHeapExhausted(Failure failure) {
        return reader.isHeapExhausted(failure);
    }

    /** An error may have come before there was anybody to let go of the answer. */
    private void leaveUnread(PendingTask<?> task, WorkerHandle worker, Answer answer, Throwable problem) {
        task.leaveUnread(problem);
        if (!answer.atOnce()) {
            answered.onLeft(worker, answer);
        }
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
    public LogOrigin runningTask(WorkerHandle worker, long afterTicket) {
        try (var held = lock.hold()) {
            return worker.workload().sentTasks().stream()
                    .filter(task -> task.where().isRunningWith(afterTicket))
                    .findFirst()
                    .map(TaskAnswers::originOf)
                    .orElse(LogOrigin.NONE);
        }
    }

    @Override
    public LogOrigin sentTask(WorkerHandle worker, long ticket) {
        PendingTask<?> task = taskOf(worker, ticket);
        return task == null ? LogOrigin.NONE : originOf(task);
    }

    /** Names a task for the log. */
    static LogOrigin originOf(PendingTask<?> task) {
        GuestTask guest = task.guest();
        return guest == null
                ? new LogOrigin(task.taskId(), task.describe())
                : LogOrigin.ofGuest(task.taskId(), task.describe(), guest.submitter(), guest.key());
    }

    private @Nullable PendingTask<?> taskOf(WorkerHandle worker, long ticket) {
        try (var held = lock.hold()) {
            return worker.workload().taskOf(ticket);
        }
    }
}
