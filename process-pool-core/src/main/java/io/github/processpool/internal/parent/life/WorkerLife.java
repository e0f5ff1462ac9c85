package io.github.processpool.internal.parent.life;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.crew.StartTurn;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.life.WorkerEnvironment.Audience;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.pool.Shortage;
import io.github.processpool.internal.parent.process.Obituary;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.wire.message.MessageChannel;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The life of one worker process, from its start to the removal of its last trace, on one thread: hands itself from one step to
 * the next and tells the pool of the turns.
 *
 * <pre>{@code
 * StartTurn --- given up ---> onGivenUp
 *      | granted
 *      v
 * WorkerStart --- ready ---> ReplyLoop --- channel ended ---> Reaper ---> onEnded
 *      |                         |
 *      '------- failed ----------'---- could not warm up ---> Reaper ---> onStartFailed
 * }</pre>
 *
 * <p>It knows nothing of tasks; what has become of them is up to those who hear of the end.
 *
 * <p><b>Thread safety:</b> everything happens on its own thread, which no user code runs on.
 */
public final class WorkerLife implements Runnable {

    private static final Logger log = PoolLoggers.of(WorkerLife.class);

    /** After so long it tries again to tell of its end. */
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final WorkerHandle worker;
    private final WorkerLink link;
    private final WorkerEnvironment environment;
    private final Audience audience;
    private final WorkerSession session;
    private final Reaper reaper;

    private @Nullable MessageChannel channel;
    /** It was told to go before it had its turn. */
    private boolean givenUp;
    /** Why it did not become ready. */
    private @Nullable WorkerStartException failure;
    /** A bug of the library, or a lack of memory, has ended it. */
    private @Nullable Throwable problem;

    private @Nullable Obituary obituary;

    /** A life that begins when it is run. */
    public WorkerLife(WorkerHandle worker, WorkerEnvironment environment) {
        this.worker = worker;
        this.link = worker.link();
        this.environment = environment;
        this.audience = environment.audience();
        this.session = WorkerSession.open(worker, environment);
        this.reaper =
                new Reaper(link, session, environment.starting().launching().launcher());
    }

    /** Nothing keeps it from telling of the end: until it has, nobody else would. */
    @Override
    public void run() {
        try {
            live();
        } catch (Throwable e) { // There may be no memory to do anything about it now.
            problem = e;
        }
        boolean told = false;
        while (!told) {
            try {
                told = hasToldOfEnd();
            } catch (Throwable e) {
                told = false; // Even a handler may need memory for what it uses for the first time.
            }
            if (!told) {
                LockSupport.parkNanos(this, AGAIN_NANOS);
            }
        }
    }

    private void live() throws InterruptedException {
        try {
            channel = start();
            if (channel == null) {
                givenUp = true;
                return;
            }
            serve(channel);
        } catch (WorkerStartException e) {
            failure = e;
        }
    }

    /** Returns false if memory is short, and all of it has to be done again; each part may be. */
    private boolean hasToldOfEnd() {
        try {
            tellOfEnd();
            return true;
        } catch (RuntimeException | Error e) {
            if (Shortage.is(e)) {
                return false;
            }
            complain(e);
            return true; // The mender finds it.
        }
    }

    private void tellOfEnd() {
        if (givenUp) {
            giveUp();
            return;
        }
        Throwable unexpected = problem;
        if (unexpected != null && Shortage.is(unexpected)) {
            link.kill(
                    ExitReason.MEMORY_PRESSURE,
                    "was killed, because this JVM ran short while it listened to it: " + unexpected);
        } else if (unexpected != null) {
            link.kill(ExitReason.PROTOCOL_ERROR);
        }
        if (channel == null && failure == null) {
            failure = FailedStart.unexpected(Objects.requireNonNull(unexpected));
        }
        if (obituary == null) {
            obituary = reaper.reap(channel);
        }
        tell(obituary);
        if (unexpected != null) {
            complain(unexpected);
        }
    }

    private void complain(Throwable unexpected) {
        try {
            log.error(
                    "The thread of {} failed; unless there was no memory left, this is a bug of the library",
                    link.describe(),
                    unexpected);
        } catch (Throwable e) {
            // There may be no memory for words either.
        }
    }

    /** Starts the worker when it has its turn; returns null if it is given up before. */
    private @Nullable MessageChannel start() throws InterruptedException {
        try (StartTurn turn = environment.starting().turns().enter()) {
            return hasTurn(turn) ? new WorkerStart(worker, session, environment, turn).start() : null;
        }
    }

    /** The time that it waits here is not on its clock. */
    private boolean hasTurn(StartTurn turn) throws InterruptedException {
        if (turn.isGranted()) {
            return true;
        }
        audience.lives().onTurnAwaited(worker);
        link.onEarlyEnd(turn::wake);
        try {
            return turn.await(() -> link.exitReason() != null)
                    && audience.lives().onTurn(worker);
        } finally {
            link.onEarlyEnd(() -> {}); // Futures keep the link, and it is not to keep this thread.
        }
    }

    private void giveUp() {
        audience.lives().onGivenUp(worker);
        audience.watch().onGone(OptionalInt.empty());
    }

    /** Throws a {@link WorkerStartException} if the worker could not warm up. */
    private void serve(MessageChannel channel) throws InterruptedException {
        WorkerProcess process = Objects.requireNonNull(link.process());
        ReplyLoop replies = new ReplyLoop(worker, session, environment);
        replies.listenForExit(channel, process);
        audience.lives().onReady(worker);
        replies.read(channel);
        ExitReason reason = link.exitReason();
        // One that was told to end, or was killed for another reason, has ended like any other.
        if (worker.warmUp().isUnderWay() && (reason == null || reason == ExitReason.START_FAILED)) {
            throw new FailedStart(worker, session, environment)
                    .atWarmUp(process, reason == ExitReason.START_FAILED, replies.initializerProblem());
        }
    }

    private void tell(Obituary end) {
        if (failure == null) {
            audience.lives().onEnded(worker, end);
        } else {
            link.endBecauseOf(ExitReason.START_FAILED);
            audience.watch().onStartFailed(failure);
            audience.lives().onStartFailed(worker, failure);
        }
        audience.watch().onGone(end.circumstances().exitCode());
    }
}
