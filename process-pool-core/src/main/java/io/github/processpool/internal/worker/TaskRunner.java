package io.github.processpool.internal.worker;

import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.TaskReader;
import io.github.processpool.internal.wire.message.Message.Began;
import io.github.processpool.internal.wire.message.Message.Interrupt;
import io.github.processpool.internal.wire.message.Message.Run;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.Report.Fitness;
import io.github.processpool.internal.wire.page.Scoreboard;
import io.github.processpool.internal.worker.TaskContext.WorkerIdentity;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks that the {@link WorkerLoop} hands to it, one after the other on one thread, and sends their ends through the
 * {@link MessageChannel}. The only thread of the worker on which code of the user is started; before and after the tasks the
 * {@link Preparation} has it. It does not read the channel, and it does not decide when a task has to stop.
 *
 * <p><b>Thread safety:</b> the loop offers, interrupts and stops; all else happens on the runner's own thread. Interrupts go
 * through the lock of the field {@code current}, so that one never reaches the task after the one it was meant for.
 */
final class TaskRunner implements Runnable, LongSupplier {

    private final MessageChannel channel;
    private final Scoreboard scoreboard;
    private final TaskReader reader;
    private final Codec codec;
    private final Habitat habitat;
    private final WorkerIdentity identity;
    private final Preparation preparation;
    private final AnswerWriter answers;
    private final Thread thread;
    private final ReadingRole role;
    private final MessageChannel.Receiver receiver;

    private final Queue<Run> inbox = new ConcurrentLinkedQueue<>();
    /** Set by the loop, once; volatile because the runner waits for it. */
    private volatile boolean stopped;
    /** Set once, when the worker is dead and only this thread is left; volatile because the runner looks at it. */
    private volatile boolean abandoned;
    /** Set by the loop, reset by the runner, which does it between two tasks; the parent waits for a warm-up before it sends a task. */
    private volatile boolean collectionDue;

    private volatile boolean warmUpDue;
    /** Whether the runner sleeps, or is about to: the loop wakes it then when it brings work. */
    private volatile boolean waiting;

    private final Object currentLock = new Object();
    /** The task that runs now; guarded by currentLock. */
    private @Nullable TaskContext current;
    /** Its ticket; guarded by currentLock. */
    private long currentTicket;

    TaskRunner(
            MessageChannel channel,
            Scoreboard scoreboard,
            Codec codec,
            DefinitionSender definitions,
            Habitat habitat,
            Setup setup,
            ReadingRole role,
            MessageChannel.Receiver receiver) {
        this.role = role;
        this.receiver = receiver;
        this.channel = channel;
        this.scoreboard = scoreboard;
        this.reader = habitat.equip(codec);
        this.codec = codec;
        this.habitat = habitat;
        this.identity = new WorkerIdentity(setup.poolName(), setup.slot());
        this.preparation = new Preparation(channel, codec, habitat, setup, identity);
        this.answers = new AnswerWriter(channel, codec, definitions, scoreboard);
        this.thread = new Thread(this, "process-pool-" + setup.poolName() + "-task");
        thread.setPriority(Thread.NORM_PRIORITY); // And not that of the loop, which makes it.
        // Should the loop ever end without ending the process, the process ends with it.
        thread.setDaemon(true);
    }

    // -- Called by the loop --

    void start() {
        thread.start();
    }

    /** A spare worker gets its place. */
    void takeSlot(int slot) {
        identity.slot().set(slot);
    }

    /** The initializer is to do its second part. */
    void warmUp() {
        warmUpDue = true;
        wake();
    }

    /** Garbage is to be collected, and the memory that is needed to be told. */
    void collect() {
        collectionDue = true;
        wake();
    }

    void offer(Run run) {
        inbox.add(run);
        wake();
    }

    void stop() {
        stopped = true;
        wake();
    }

    /**
     * The worker is dead, which a thread can't be made: it begins nothing and answers nothing any more, and the task that it
     * runs is interrupted. If it has not ended after a moment, it is named after what it is now.
     */
    void abandon(long patienceMillis) {
        abandoned = true;
        stopped = true;
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

    private void wake() {
        if (waiting) {
            LockSupport.unpark(thread);
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
            if (channel.isStuck()) {
                role.summon();
            }
            if (!answers.finish()) {
                awaitKill();
            }
        } while (fitness == Fitness.FIT);
        if (fitness != null) {
            awaitStop();
        }
    }

    /** Waits for a task; null when the worker is to end. */
    private @Nullable Run take() {
        long spinUntil = System.nanoTime() + MessageChannel.spinNanos();
        boolean reads = false;
        while (true) {
            if (collectionDue) {
                collectionDue = false;
                CollectedMemory.report(scoreboard.vitals());
            }
            if (warmUpDue && !stopped) {
                warmUpDue = false;
                preparation.warmUp();
            }
            Run next = inbox.poll();
            if (next != null || stopped || !preparation.isReady()) {
                if (reads) {
                    role.release();
                }
                return next;
            }
            reads = reads || role.take();
            if (reads) {
                try {
                    int count = channel.poll(receiver);
                    if (count > 0) {
                        spinUntil = System.nanoTime() + MessageChannel.spinNanos();
                        continue;
                    }
                } catch (Throwable e) {
                    role.fail(e);
                    awaitKill();
                }
            }
            if (System.nanoTime() - spinUntil < 0) {
                Thread.yield();
            } else {
                if (reads) {
                    reads = false;
                    role.giveBack();
                }
                sleepUnlessThereIsWork();
            }
        }
    }

    /** A worker that is not fit begins nothing any more; the parent takes back what it has sent ahead. */
    private void awaitStop() {
        while (!stopped) {
            waiting = true;
            if (!stopped) {
                LockSupport.park(this);
            }
            waiting = false;
        }
    }

    private void sleepUnlessThereIsWork() {
        waiting = true;
        // Looked at again after the flag: the loop may have brought work before that, and not have seen the flag.
        if (inbox.isEmpty() && !stopped && !collectionDue && !warmUpDue) {
            LockSupport.park(this);
        }
        waiting = false;
        Thread.interrupted();
    }

    /** Returns null when the worker is to end. */
    private @Nullable Fitness runNext() {
        Run run = take();
        if (run == null || abandoned) {
            return null;
        }
        long ticket = run.ticket();
        TaskContext context = new TaskContext(run.taskId(), identity, new ProgressBoard(scoreboard, ticket));
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
                ? new ChunkRun(reader, codec, run, began, scoreboard, context).toEnd(preparation::tidyUp)
                : TaskEnd.of(reader, codec, run, began);
        context.end();
        preparation.tidyUp();
        makeCurrent(null, 0);
        // Nobody is left to answer to if it is abandoned, and the page tells the truth: the task has begun.
        return abandoned ? null : answer(end, ticket, context);
    }

    private Fitness answer(TaskEnd end, long ticket, TaskContext context) {
        habitat.settleLog();
        Fitness fitness = end.fitness(scoreboard.vitals());
        answers.post(end, ticket, fitness, habitat.closeOutput(ticket, end.executionNanos()), context.lastProgress());
        return fitness;
    }

    private void makeCurrent(@Nullable TaskContext context, long ticket) {
        synchronized (currentLock) {
            current = context;
            currentTicket = ticket;
            if (context == null) {
                Thread.interrupted(); // Meant for the task that has just ended.
            }
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
