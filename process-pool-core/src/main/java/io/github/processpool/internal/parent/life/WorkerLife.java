package io.github.processpool.internal.parent.life;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.crew.StartTurn;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.life.WorkerEnvironment.Audience;
import io.github.processpool.internal.parent.process.Obituary;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.wire.message.MessageChannel;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger log = LoggerFactory.getLogger(WorkerLife.class);

    private final WorkerHandle worker;
    private final WorkerLink link;
    private final WorkerEnvironment environment;
    private final Audience audience;
    private final WorkerSession session;
    private final Reaper reaper;

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

    @Override
    public void run() {
        MessageChannel channel = null;
        try {
            channel = start();
            if (channel == null) {
                giveUp();
                return;
            }
            serve(channel);
        } catch (WorkerStartException e) {
            failToStart(e, channel);
            return;
        } catch (InterruptedException | RuntimeException | Error e) {
            log.error("The thread of {} failed; this is a bug of the library", link.describe(), e);
            if (channel == null) {
                failToStart(FailedStart.unexpected(e), null);
                return;
            }
            link.kill(ExitReason.PROTOCOL_ERROR);
        }
        end(channel);
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

    private void end(MessageChannel channel) {
        Obituary obituary = reaper.reap(channel);
        audience.lives().onEnded(worker, obituary);
        audience.watch().onGone(obituary.circumstances().exitCode());
    }

    private void failToStart(WorkerStartException failure, @Nullable MessageChannel channel) {
        Obituary obituary = reaper.reap(channel);
        link.endBecauseOf(ExitReason.START_FAILED);
        audience.watch().onStartFailed(failure);
        audience.lives().onStartFailed(worker, failure);
        audience.watch().onGone(obituary.circumstances().exitCode());
    }
}
