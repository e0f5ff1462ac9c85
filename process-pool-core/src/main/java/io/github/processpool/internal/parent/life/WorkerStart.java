package io.github.processpool.internal.parent.life;

import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.crew.StartTurn;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.life.Launching.Launched;
import io.github.processpool.internal.parent.life.WorkerEnvironment.Starting;
import io.github.processpool.internal.parent.process.Rendezvous;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Hello;
import io.github.processpool.internal.wire.message.Message.InitializerFailed;
import io.github.processpool.internal.wire.message.Message.Inspected;
import io.github.processpool.internal.wire.message.Message.LogEvent;
import io.github.processpool.internal.wire.message.Message.Ready;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.ProtocolException;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Side;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The start of one worker, on the thread of its {@link WorkerLife}: starts its process, meets it at the {@link Rendezvous}, greets
 * it, and waits until it is ready; hands back the channel. One that fails is explained by a {@link FailedStart}.
 *
 * <p>It neither reads what comes after readiness nor reaps what has failed.
 *
 * <p><b>Thread safety:</b> used by the worker's thread only.
 */
final class WorkerStart {

    private final WorkerHandle worker;
    private final WorkerLink link;
    private final WorkerSession session;
    private final WorkerEnvironment environment;
    private final Starting means;
    private final WorkerGreeting greeting;
    private final StartTurn turn;
    private final long deadline;

    private boolean ready;
    private @Nullable RemoteProblem initializerProblem;

    /** The time that it may take begins now. */
    WorkerStart(WorkerHandle worker, WorkerSession session, WorkerEnvironment environment, StartTurn turn) {
        this.worker = worker;
        this.link = worker.link();
        this.session = session;
        this.environment = environment;
        this.means = environment.starting();
        this.turn = turn;
        this.greeting = new WorkerGreeting(worker, environment);
        this.deadline = environment.pool().now()
                + FailedStart.timeout(worker, environment.pool()).toNanos();
    }

    /** Returns the channel to a worker that is ready; throws a {@link WorkerStartException} if there is none. */
    MessageChannel start() throws InterruptedException {
        restorePlace();
        Launched launched = means.launching().launch(link, deadline, this::look);
        WorkerProcess process = launched.process();
        link.attach(process);
        environment.audience().watch().onLaunched(link);
        session.output().start(process.started(), environment.reading().outputThreads());
        Rendezvous.Expected expected = means.rendezvous().expect();
        session.onEnd(process, () -> expected.arrival().completeExceptionally(new IOException("it ended")));
        MessageChannel channel = null;
        boolean complete = false;
        try {
            means.launching()
                    .launcher()
                    .introduce(process, expected, means.rendezvous().socket(), session.mark());
            channel = new MessageChannel(await(expected.arrival()), maxPayload(), Side.PARENT);
            means.launching().launcher().forgetArguments(link.id());
            awaitReady(channel, launched);
            complete = true;
            return channel;
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new FailedStart(worker, session, environment).atStart(process, e, initializerProblem);
        } finally {
            means.rendezvous().forget(expected);
            if (!complete) {
                process.kill(); // Before memory is given back that it writes to.
                close(channel, expected.arrival());
            }
        }
    }

    /** Cleaners of temporary folders know nothing of pools. */
    private void restorePlace() {
        try {
            means.rendezvous().restore();
        } catch (IOException | RuntimeException e) {
            throw FailedStart.unexpected(e);
        }
    }

    private SocketChannel await(CompletableFuture<SocketChannel> arrival)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            long wait = Math.min(leftNanos(), StartTurn.LOOK_NANOS);
            try {
                return arrival.get(wait, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                look();
            }
        }
    }

    private long leftNanos() throws TimeoutException {
        long left = deadline - environment.pool().now();
        if (left <= 0) {
            throw new TimeoutException();
        }
        return left;
    }

    /** Called now and then: a start that uses no processor is not to hold up others, be it a customizer that waits for something. */
    private void look() {
        WorkerProcess process = link.process();
        turn.look(
                () -> process == null ? OptionalLong.of(0) : process.cpuNanos(),
                environment.pool().now());
    }

    private int maxPayload() {
        return (int) environment.pool().settings().limits().maxPayload();
    }

    /** The connection may have come when nobody waited for it any more. */
    private static void close(@Nullable MessageChannel channel, CompletableFuture<SocketChannel> arrival) {
        if (channel != null) {
            channel.closeForGood();
        }
        arrival.cancel(false);
        if (!arrival.isCompletedExceptionally()) {
            try {
                arrival.join().close();
            } catch (IOException e) {
                // It was to be closed anyway.
            }
        }
    }

    private void awaitReady(MessageChannel channel, Launched launched) throws IOException, TimeoutException {
        while (!ready && initializerProblem == null) {
            long millis = TimeUnit.NANOSECONDS.toMillis(Math.min(leftNanos(), StartTurn.LOOK_NANOS)) + 1;
            if (!channel.receive(message -> onMessage(message, channel, launched), millis)) {
                throw new IOException("it closed the channel");
            }
            look();
        }
        if (initializerProblem != null) {
            throw new IOException("its initializer failed");
        }
    }

    private void onMessage(Message message, MessageChannel channel, Launched launched) throws IOException {
        if (message instanceof Hello hello) {
            greeting.answer(hello, channel, launched);
        } else if (message instanceof InitializerFailed failed) {
            initializerProblem = failed.problem();
            session.initializer().take(failed.throwable());
        } else if (message instanceof Ready now) {
            worker.warmUp().took(now.warmUpNanos());
            ready = true;
        } else if (message instanceof Inspected answer) {
            environment.audience().inspections().onInspected(worker, answer);
        } else if (message instanceof LogEvent event) {
            session.events().onEvent(event);
        } else {
            throw new ProtocolException("too early: " + message.getClass().getSimpleName());
        }
    }
}
