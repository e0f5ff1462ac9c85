package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.message.Message.Began;
import io.github.processpool.internal.wire.message.Message.Interrupt;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.internal.wire.page.Scoreboard;
import io.github.processpool.internal.worker.TaskContext.WorkerIdentity;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks that it finds in its {@link TaskInbox}, one after the other on one thread, and sends their ends through the {@link
 * MessageChannel}. The only thread of the worker on which code of the user is started; before and after the tasks the {@link
 * Preparation} has it. While a task runs, it does not read the channel, and it does not decide when a task has to stop.
 *
 * <p><b>Thread safety:</b> whoever reads interrupts; all else happens on the runner's own thread. Interrupts go through the lock of the
 * field {@code current}, so that one never reaches the task after the one it was meant for.
 */
final class TaskRunner implements Runnable, LongSupplier {

    private final MessageChannel channel;
    private final Scoreboard scoreboard;
    private final Habitat habitat;
    private final WorkerIdentity identity;
    private final Preparation preparation;
    private final AnswerWriter answers;
    private final Thread thread;
    private final TaskInbox inbox;

    /** Set once, when the worker is dead and only this thread is left; volatile because the runner looks at it. */
    private volatile boolean abandoned;

    private final Object currentLock = new Object();
    /** The task that runs now; guarded by currentLock. */
    private @Nullable TaskContext current;
    /** Its ticket; guarded by currentLock. */
    private long currentTicket;

    TaskRunner(
            MessageChannel channel,
            Scoreboard scoreboard,
            DefinitionSender definitions,
            Habitat habitat,
            Setup setup,
            TaskInbox inbox) {
        this.channel = channel;
        this.scoreboard = scoreboard;
        this.inbox = inbox;
        this.habitat = habitat;
        this.identity = new WorkerIdentity(setup.poolName(), setup.poolKey(), setup.slot());
        this.preparation = new Preparation(channel, definitions.codec(), habitat, setup, identity);
        this.answers = new AnswerWriter(channel, definitions, scoreboard, inbox.role());
        this.thread = new Thread(this, "process-pool-" + setup.poolName() + "-task");
        thread.setPriority(Thread.NORM_PRIORITY); // And not that of the loop, which makes it.
        // Should the loop ever end without ending the process, the process ends with it.
        thread.setDaemon(true);
    }

    // -- Called by whoever reads --

    void start() {
        thread.start();
    }

    /** A spare worker gets its place. */
    void takeSlot(int slot) {
        identity.slot().set(slot);
    }

    /**
     * The worker is dead, which a thread can't be made: it begins nothing and answers nothing any more, and the task that it
     * runs is interrupted. If it has not ended after a moment, it is named after what it is now.
     */
    void abandon(long patienceMillis) {
        abandoned = true;
        inbox.stop();
        synchronized (currentLock) {
            if (current != null) {
                current.cancel();
            }
            thread.interrupt();
        }
        try {
            thread.join(patienceMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody interrupts the loop; then there is no time to wait.
        }
        if (thread.isAlive()) {
            thread.setName(thread.getName() + "-abandoned");
        }
    }

    void showThreads(long ticket) {
        ThreadDumps.send(channel, ticket, thread);
    }

    void interrupt(Interrupt interrupt) {
        if (interrupt.withThreadDump()) {
            showThreads(interrupt.ticket());
        }
        synchronized (currentLock) {
            if (current != null && currentTicket == interrupt.ticket()) {
                current.cancel();
                thread.interrupt();
            }
        }
    }

    /** Any thread that logs: the ticket of the task that runs, 0 if none does. */
    @Override
    public long getAsLong() {
        synchronized (currentLock) {
            return currentTicket;
        }
    }

    // -- The runner's own thread --

    @Override
    public void run() {
        try {
            preparation.initialize();
            if (preparation.isReady()) {
                runTasks();
            }
            if (!abandoned) {
                preparation.tearDown();
            }
        } catch (Throwable e) {
            // Nothing of the user's gets here. Without a runner this worker is of no use.
            e.printStackTrace();
            habitat.giveUp();
        }
        habitat.leave();
    }

    private void runTasks() {
        Fitness fitness;
        do {
            fitness = runNext();
            // Here, where no frame on the stack has the task or its result any more: they may take half of the heap.
            if (!answers.finish()) {
                awaitKill();
            }
        } while (fitness == Fitness.FIT);
        if (fitness != null) {
            inbox.awaitStop(); // One that is not fit begins nothing any more; the parent takes back what it has sent
            // ahead.
        }
    }

    /** Waits for a task; null when the worker is to end. */
    private @Nullable Errand take() {
        while (true) {
            if (inbox.takeCollection()) {
                CollectedMemory.report(scoreboard.vitals());
            }
            if (inbox.takeWarmUp()) {
                preparation.warmUp();
            }
            Errand next = preparation.isReady() ? inbox.await() : inbox.poll();
            if (next != null || inbox.isStopped() || !preparation.isReady()) {
                return next;
            }
        }
    }

    /** Returns null when the worker is to end. */
    private @Nullable Fitness runNext() {
        Errand errand = take();
        if (errand == null || abandoned) {
            return null;
        }
        Run run = errand.run();
        Dialect dialect = errand.dialect();
        long ticket = run.ticket();
        TaskContext context =
                new TaskContext(run.taskId(), errand.special(), identity, new ProgressBoard(scoreboard, ticket));
        makeCurrent(context, ticket);
        long began = System.nanoTime();
        if (run.isChunk()) {
            scoreboard.chunk().begin(ticket);
        }
        if (!scoreboard.begin(ticket, began)) {
            makeCurrent(null, 0);
            answers.skip(ticket);
            return Fitness.FIT;
        }
        if (scoreboard.vitals().isToAnnounceBeginnings()) {
            channel.post(new Began(ticket));
            channel.flush();
        }
        context.begin();
        TaskEnd end = run.isChunk()
                ? new ChunkRun(dialect, run, began, scoreboard, context).toEnd(preparation::tidyUp)
                : TaskEnd.of(dialect, run, began);
        context.end();
        preparation.tidyUp();
        makeCurrent(null, 0);
        // Nobody is left to answer to if it is abandoned, and the page tells the truth: the task has begun.
        return abandoned ? null : answer(end, ticket, dialect, context);
    }

    private Fitness answer(TaskEnd end, long ticket, Dialect dialect, TaskContext context) {
        habitat.settleLog();
        Fitness fitness = end.fitness(scoreboard.vitals());
        boolean printed = habitat.closeOutput(ticket, end.executionNanos());
        answers.post(end, end.report(ticket, fitness, printed, context.lastProgress()), dialect.codec());
        return fitness;
    }

    private void makeCurrent(@Nullable TaskContext context, long ticket) {
        synchronized (currentLock) {
            // Meant for the task that has just ended, or for none: threads that tasks have left may interrupt this one.
            if (context == null || !abandoned) {
                Thread.interrupted();
            }
            current = context;
            currentTicket = ticket;
        }
    }

    /** The parent has condemned this worker and kills it; beginning another task would lose that one. */
    private void awaitKill() {
        while (!abandoned) {
            LockSupport.park(this);
            Thread.interrupted();
        }
    }
}
