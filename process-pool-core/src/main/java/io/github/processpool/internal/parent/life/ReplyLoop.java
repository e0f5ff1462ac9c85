package io.github.processpool.internal.parent.life;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.parent.process.WorkerAccount.Item;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.parent.sharing.WorkerCalls;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.InitializerFailed;
import io.github.processpool.internal.wire.message.Message.Ready;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.ProtocolException;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Reads the channel of a worker that is ready until it ends, and hands the messages to a {@link ReplyReader}; hears itself how a
 * warm-up went. A channel that a descendant of the worker holds open ends when the process has ended and says no more.
 *
 * <p>It does not wait for the end of the process, and kills it only if it sends what can't be understood.
 *
 * <p><b>Thread safety:</b> used by the worker's thread; any thread may say that the process has ended.
 */
final class ReplyLoop {

    private static final Logger log = PoolLoggers.of(ReplyLoop.class);

    /** How long a worker that could not warm up has to stop what it has started. */
    private static final long FAREWELL_NANOS = FailedStart.STOP_PATIENCE_NANOS;

    private static final long LAST_WORDS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final WorkerHandle worker;
    private final WorkerSession session;
    private final WorkerEnvironment environment;
    private final Timer timer;

    private @Nullable RemoteProblem initializerProblem;
    /** Until when a worker that could not warm up is waited for; 0 if it did not fail. */
    private long farewellUntil;
    /** Set by the thread that waits for the end of the process. */
    private volatile boolean exited;

    // -- The last words of a worker whose process has ended --
    private long silentSince;
    private long bytesSoFar;

    ReplyLoop(WorkerHandle worker, WorkerSession session, WorkerEnvironment environment) {
        this.worker = worker;
        this.session = session;
        this.environment = environment;
        this.timer = environment.pool().timer();
    }

    /** Before the worker has tasks: {@link #read} is to hear of the end of the process, too. */
    void listenForExit(MessageChannel channel, WorkerProcess process) {
        session.onEnd(process, () -> {
            exited = true;
            channel.wakeup();
        });
    }

    /** Returns when nothing more will come. */
    void read(MessageChannel channel) {
        WorkerCalls calls = environment.reading().calls().callsOf(worker.link(), session.codec(), session.account());
        try {
            ReplyReader reader = new ReplyReader(worker, session, environment.audience(), calls);
            readAll(channel, reader);
        } catch (IOException | RuntimeException e) {
            worker.link().kill(ExitReason.PROTOCOL_ERROR); // Before words, which a log may hold up.
            log.error(
                    "{} of pool '{}' sent something that can't be understood and is killed",
                    worker.link().describe(),
                    environment.pool().name(),
                    e);
        } finally {
            calls.end();
        }
    }

    /** Returns why the warm-up failed, in the worker's words; null if it has said nothing. */
    @Nullable
    RemoteProblem initializerProblem() {
        return initializerProblem;
    }

    private void onMessage(Message message, ReplyReader reader) throws ProtocolException {
        if (message instanceof Ready now && worker.warmUp().isUnderWay()) {
            worker.warmUp().took(now.warmUpNanos());
            environment.audience().lives().onWarm(worker);
        } else if (message instanceof InitializerFailed failed
                && worker.warmUp().isUnderWay()) {
            initializerProblem = failed.problem();
            session.initializer().take(failed.throwable());
            worker.warmUp().fail();
            farewellUntil = timer.now() + FAREWELL_NANOS;
        } else {
            reader.onMessage(message);
        }
    }

    private void readAll(MessageChannel channel, ReplyReader reader) throws IOException {
        MessageChannel.Receiver receiver = message -> onMessage(message, reader);
        while (receive(channel, receiver, reader)) {
            if (farewellUntil != 0 && timer.now() - farewellUntil > 0) {
                return;
            }
            if (!session.account().set(Item.INCOMPLETE, channel.incompleteBytes())) {
                throw new ProtocolException(session.account().words());
            }
            environment.audience().answers().onBatchEnd(worker);
            Thread.interrupted(); // A task's result may have interrupted the thread that read it.
            // A descendant may hold the socket open: the end of the file need not come.
            if (exited && hasSaidItsLast(channel)) {
                return;
            }
        }
    }

    /** What has come counts, whatever comes after it. */
    private boolean receive(MessageChannel channel, MessageChannel.Receiver receiver, ReplyReader reader)
            throws IOException {
        try {
            return channel.receive(receiver, exited ? 1 : millisOfFarewell());
        } finally {
            reader.deliver();
        }
    }

    private boolean hasSaidItsLast(MessageChannel channel) {
        long now = timer.now();
        if (silentSince == 0 || bytesSoFar != channel.receivedBytes()) {
            silentSince = now;
            bytesSoFar = channel.receivedBytes();
            return false;
        }
        return now - silentSince > LAST_WORDS_NANOS;
    }

    /** How long a worker that could not warm up has to stop what it has started; 0, for ever, as long as it is well. */
    private long millisOfFarewell() {
        return farewellUntil == 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(farewellUntil - timer.now()) + 1);
    }
}
