package io.github.processpool.internal.parent.supervision;

import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;

/**
 * Notes, when a worker has answered, all that follows whatever the answer is worth: the {@link TaskAnswers} say so, the {@link
 * Losses} and the {@link Dispatcher} learn of it, and the worker is free for the next task. Answers that came together are noted
 * under one hold of the lock, and followed by one look for further tasks. Hands the tasks back with their answers: they are nobody's
 * until these are read.
 *
 * <p>It reads no answer and ends no future.
 *
 * <p><b>Thread safety:</b> called by the threads of all workers; takes the {@link PoolLock} itself.
 */
final class AnsweredTasks {

    private final PoolLock lock;
    private final Dispatcher dispatcher;
    private final Losses losses;
    private final PoolShutdown shutdown;

    AnsweredTasks(PoolLock lock, Dispatcher dispatcher, Losses losses, PoolShutdown shutdown) {
        this.lock = lock;
        this.dispatcher = dispatcher;
        this.losses = losses;
        this.shutdown = shutdown;
    }

    // -- It is over --

    /**
     * Notes answers, in their order, as many as given; each of them has its task then, unless none was waited for. Those that were noted
     * before an error have theirs, too.
     */
    void accept(WorkerHandle worker, WorkerSession session, Answer[] answers, int count) {
        try (var held = lock.hold()) {
            try {
                for (int i = 0; i < count; i++) {
                    accept(worker, session, answers[i]);
                }
            } finally {
                dispatcher.goOn(worker);
                sendOn(worker);
                finishIfDrained();
            }
        }
    }

    private void accept(WorkerHandle worker, WorkerSession session, Answer answer) {
        PendingTask<?> task = worker.workload().taskOf(answer.report().ticket());
        if (task == null) {
            return;
        }
        answer.isOf(task);
        try {
            note(task, worker, session, answer);
        } finally {
            if (task.where().place() == Place.READING) {
                answer.accept(task); // Its worker has it no more, and nobody else has it yet.
            }
        }
    }

    /** What waits in the channel for company would wait for an answer that may not come. */
    private void sendOn(WorkerHandle worker) {
        if (worker.workload().hasUnflushed()) {
            lock.afterwards(worker.link().flushing());
            worker.workload().markFlushed();
        }
    }

    private void note(PendingTask<?> task, WorkerHandle worker, WorkerSession session, Answer answer) {
        Report report = answer.report();
        if (report.printed()) {
            session.output()
                    .expectMark(
                            report.ticket(), TaskAnswers.originOf(task)); // Before another task is the one that runs.
        }
        task.reported(report, worker.link().toOurs(report.beganNanos()), answer.bytes());
        noteTime(task, report, noteElements(task, worker, answer));
        if (!answer.atOnce()) {
            worker.workload().unread().add(answer.bytes()); // Before the worker counts as idle.
        }
        losses.survived(task, worker, report.fitness());
        dispatcher.answered(worker, report.ticket(), report.fitness());
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
    private int noteElements(PendingTask<?> task, WorkerHandle worker, Answer answer) {
        if (!task.chunk().isChunk()) {
            return 1;
        }
        int run = Math.max(1, Math.min(task.chunk().elements(), answer.elementsRun()));
        worker.workload().giveBack(task.chunk().elements() - run);
        if (answer.report().fitness() == Fitness.HEAP_EXHAUSTED && !answer.isLossCounted()) {
            losses.countHeapExhausted(task, worker.link());
        }
        return run;
    }

    private void noteTime(PendingTask<?> task, Report report, int run) {
        long nanos = task.where().plausibleDuration(report.executionNanos() + report.serializationNanos());
        task.profile().record(nanos, run);
        dispatcher.onTaskTime(nanos / run);
    }

    // -- It ran out of heap --

    /** A task that ran out of heap is as good as lost with its worker: it may have another attempt. */
    boolean isRunAgain(WorkerHandle worker, Report report) {
        try (var held = lock.hold()) {
            PendingTask<?> task = worker.workload().taskOf(report.ticket());
            if (task == null) {
                return false;
            }
            Losses.noteBegun(task, worker, report.ticket());
            losses.countHeapExhausted(task, worker.link());
            if (!losses.tryAgain(task)) {
                return false;
            }
            dispatcher.answeredInVain(worker, task, report.ticket(), report.fitness());
            return true;
        }
    }

    /** A task that was too large for the heap of its worker has cost that worker. */
    void countTooLarge(WorkerHandle worker, Report report) {
        try (var held = lock.hold()) {
            PendingTask<?> task = worker.workload().taskOf(report.ticket());
            if (task != null) {
                losses.countHeapExhausted(task, worker.link());
            }
        }
    }

    // -- Its answer is not kept any more --

    /** An answer that is not read at once need not be kept: its worker may be given tasks again. May be called twice. */
    void onLeft(WorkerHandle worker, Answer answer) {
        if (answer.leave() && worker.workload().unread().remove(answer.bytes())) {
            try (var held = lock.hold()) {
                dispatcher.available(worker);
            }
        }
    }
}
