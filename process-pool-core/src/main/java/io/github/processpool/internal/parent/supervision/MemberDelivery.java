package io.github.processpool.internal.parent.supervision;

import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.dispatch.TaskClocks;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.NamedWorker;
import io.github.processpool.internal.parent.task.Absence;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Report;

/**
 * Has the answer of a worker of another member read, which the {@link MemberNews} have accepted, and ends the future with it: like one of
 * an own worker, but that what the task has printed and logged is on the machine of the member. Definitions there are none.
 *
 * <p><b>Thread safety:</b> any thread, without the lock.
 */
public final class MemberDelivery {

    private final PoolLock lock;
    private final Dispatcher dispatcher;
    private final AwayTasks away;
    private final TaskClocks clocks;
    private final TaskAnswers answers;
    private final Codec codec;

    /**
     * Delivers for a pool.
     *
     * @param codec reads what refers to no definition
     */
    public MemberDelivery(
            PoolContext pool,
            Dispatcher dispatcher,
            AwayTasks away,
            TaskClocks clocks,
            TaskAnswers answers,
            Codec codec) {
        this.lock = pool.lock();
        this.dispatcher = dispatcher;
        this.away = away;
        this.clocks = clocks;
        this.answers = answers;
        this.codec = codec;
    }

    /** Returns the tasks that other members have. */
    AwayTasks away() {
        return away;
    }

    /** One of its workers, of which not much is known. */
    private record MemberWorker(String member, long pid) implements NamedWorker {

        @Override
        public String describe() {
            return "a worker (pid " + pid + ") on member " + member;
        }
    }

    /** Returns the worker that had a task, for messages. */
    static NamedWorker worker(Absence absence, long pid) {
        return new MemberWorker(absence.member(), pid);
    }

    /** Returns an answer that nobody has read yet. */
    Answer answer(Result result, Report report) {
        return Answer.of(report, result.value(), codec);
    }

    /** Returns an answer that nobody has read yet. */
    Answer answer(Failure failure, Report report) {
        return Answer.of(report, failure.throwable(), codec);
    }

    /** Returns whether a task is lost because its worker has no heap left. */
    boolean isHeapExhausted(Failure failure) {
        return answers.isHeapExhausted(failure);
    }

    /** Nobody has the task until it is handed over: whatever is thrown before, others find it. */
    void deliver(Absence absence, long pid, Message message, Answer answer) {
        PendingTask<?> task = absence.task();
        try {
            if (!answer.atOnce()) {
                watchReading(task);
            }
            NamedWorker worker = worker(absence, pid);
            answers.delivery().deliver(task, null, answer, () -> read(task, message, worker), () -> onLeft(answer));
        } catch (Throwable e) {
            task.leaveUnread(e);
            if (!answer.atOnce()) {
                onLeft(answer);
            }
        }
    }

    private void watchReading(PendingTask<?> task) {
        try {
            clocks.watchReading(task);
        } catch (VirtualMachineError e) {
            // Its value is worth more than a limit for the reading.
        }
    }

    private Outcome read(PendingTask<?> task, Message message, NamedWorker worker) {
        return message instanceof Failure failure
                ? answers.read(task, codec, failure, worker)
                : answers.read(task, codec, (Result) message, worker);
    }

    /** An answer that is not read at once need not be kept: other members may be sent tasks again. May be called twice. */
    private void onLeft(Answer answer) {
        if (answer.leave() && away.unread().remove(answer.bytes())) {
            try (var held = lock.hold()) {
                dispatcher.goOn();
            }
        }
    }
}
