package io.github.processpool.internal.parent.life;

import io.github.processpool.ExitReason;
import io.github.processpool.RemoteTaskException;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.log.EventLog;
import io.github.processpool.internal.parent.log.OutputLog;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.parent.process.Launcher;
import io.github.processpool.internal.parent.process.Obituary;
import io.github.processpool.internal.parent.process.Rendezvous;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.parent.sharing.CallReception;
import io.github.processpool.internal.parent.sharing.WorkerCalls;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.codec.Definitions;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Hello;
import io.github.processpool.internal.wire.message.Message.InitializerFailed;
import io.github.processpool.internal.wire.message.Message.Inspected;
import io.github.processpool.internal.wire.message.Message.LogEvent;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import io.github.processpool.internal.wire.message.Message.Ready;
import io.github.processpool.internal.wire.message.Message.RemoteProblem;
import io.github.processpool.internal.wire.message.Message.Setup;
import io.github.processpool.internal.wire.message.MessageChannel;
import io.github.processpool.internal.wire.message.OutputMark;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one worker process, from its start to the removal of its last trace, on one thread: starts the process, meets it,
 * reads its answers through the {@link ReplyReader} until the channel ends, and finds out how it died.
 *
 * <p>It knows nothing of tasks; what has become of them is up to who hears of the end.
 *
 * <p><b>Thread safety:</b> everything happens on its own thread, which no user code runs on but the deserialization of results.
 */
public final class WorkerLife implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(WorkerLife.class);
    private static final long EXIT_PATIENCE_MILLIS = 2000;
    private static final long OUTPUT_PATIENCE_MILLIS = 1000;
    /** What a worker says that can't start is all there is to explain it, and nobody's task waits for that. */
    private static final long START_OUTPUT_PATIENCE_MILLIS = 5000;

    /** How long a worker whose initializer failed has to stop what that had started. */
    private static final long STOP_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long LAST_WORDS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final WorkerHandle worker;
    private final WorkerLink link;
    private final Environment environment;
    private final OutputMark mark = new OutputMark(UUID.randomUUID().toString());
    private final Definitions definitions;
    private final WorkerSession session;

    /** What the worker says before it is ready. */
    private boolean ready;

    private @Nullable RemoteProblem initializerProblem;
    /** Until when a worker that could not warm up is waited for; 0 if it did not fail. */
    private long farewellUntil;
    /** Set by the thread that waits for the end of the process. */
    private volatile boolean exited;

    /**
     * What all workers of a pool share.
     *
     * @param poolName the pool
     * @param launcher starts processes
     * @param rendezvous where they come to
     * @param serializer what they read and write values with, serialized; nothing: Java serialization
     * @param initializer what they run first, serialized
     * @param parameterFilter for what they read
     * @param clocks how long things may take
     * @param timer tells the time
     * @param maxPayload the largest payload in bytes
     * @param codecs makes a codec that knows a worker's definitions
     * @param outputThreads makes threads that read output
     * @param classLoader finds the classes of results
     * @param events hears of everything
     * @param watch looks at processes only
     * @param shared the objects that workers may call
     * @param logLevels what workers are to log; null: they log in this JVM
     */
    public record Environment(
            String poolName,
            Launcher launcher,
            Rendezvous rendezvous,
            Payload serializer,
            Payload initializer,
            String parameterFilter,
            PoolSettings.Clocks clocks,
            Timer timer,
            int maxPayload,
            Function<Definitions, Codec> codecs,
            ThreadFactory outputThreads,
            ClassLoader classLoader,
            WorkerEvents events,
            LifeWatch watch,
            CallReception shared,
            @Nullable Supplier<LogLevels> logLevels) {}

    public WorkerLife(WorkerHandle worker, Environment environment) {
        this.worker = worker;
        this.link = worker.link();
        this.environment = environment;
        this.definitions = new Definitions(environment.classLoader());
        OutputLog output = new OutputLog(
                environment.poolName(),
                link,
                mark,
                ticket -> environment.events().runningTask(worker, ticket));
        EventLog log = new EventLog(
                environment.poolName(),
                link,
                ticket -> environment.events().sentTask(worker, ticket),
                environment.outputThreads());
        this.session = new WorkerSession(environment.codecs().apply(definitions), output, log);
    }

    @Override
    public void run() {
        MessageChannel channel = null;
        try {
            channel = start();
            environment.events().onReady(worker);
            serve(channel);
            if (hasFailedToWarmUp()) {
                failToStart(failedWarmUp(), channel);
                return;
            }
        } catch (WorkerStartException e) {
            failToStart(e, null);
            return;
        } catch (InterruptedException | RuntimeException | Error e) {
            log.error("The thread of {} failed; this is a bug of the library", link.describe(), e);
            if (channel == null) {
                failToStart(
                        new WorkerStartException(
                                "A worker can't be started: " + e, List.of(), OptionalInt.empty(), List.of(), e),
                        null);
                return;
            }
            link.kill(ExitReason.PROTOCOL_ERROR);
        }
        Obituary obituary = reap(channel);
        environment.events().onEnded(worker, obituary);
        environment.watch().onGone(obituary.circumstances().exitCode());
    }

    private void failToStart(WorkerStartException failure, @Nullable MessageChannel channel) {
        Obituary obituary = reap(channel);
        link.endBecauseOf(ExitReason.START_FAILED);
        environment.watch().onStartFailed(failure);
        environment.events().onStartFailed(worker, failure);
        environment.watch().onGone(obituary.circumstances().exitCode());
    }

    // -- Start --

    /** One that warms up at its start has the time for both. */
    private Duration startTimeout() {
        Duration timeout = environment.clocks().start();
        return worker.startsWarm() ? timeout.multipliedBy(2) : timeout;
    }

    private MessageChannel start() throws InterruptedException {
        long deadline = environment.timer().now() + startTimeout().toNanos();
        WorkerProcess process = environment.launcher().launch(link.id());
        link.attach(process);
        environment.watch().onLaunched(link);
        session.output().start(process.started(), environment.outputThreads());
        Rendezvous.Expected expected = environment.rendezvous().expect();
        // Heard of in two ways: the JDK's own way may be blocked, it shares its threads with the application.
        Runnable onEnd = () -> expected.arrival().completeExceptionally(new IOException("it ended"));
        process.started().onExit().thenRun(onEnd);
        session.output().onEnd(process.started(), onEnd);
        MessageChannel channel = null;
        boolean complete = false;
        try {
            environment
                    .launcher()
                    .introduce(process, expected, environment.rendezvous().socket(), mark);
            SocketChannel socket =
                    expected.arrival().get(deadline - environment.timer().now(), TimeUnit.NANOSECONDS);
            channel = new MessageChannel(socket, environment.maxPayload());
            awaitReady(channel, process, deadline);
            complete = true;
            return channel;
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw failedStart(process, e);
        } finally {
            environment.rendezvous().forget(expected);
            if (!complete) {
                close(channel, expected.arrival());
            }
        }
    }

    /** The connection may have come when nobody waited for it any more. */
    private static void close(@Nullable MessageChannel channel, CompletableFuture<SocketChannel> arrival) {
        if (channel != null) {
            channel.close();
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

    private void awaitReady(MessageChannel channel, WorkerProcess process, long deadline)
            throws IOException, TimeoutException {
        while (!ready && initializerProblem == null) {
            long left =
                    TimeUnit.NANOSECONDS.toMillis(deadline - environment.timer().now());
            if (left <= 0) {
                throw new TimeoutException();
            }
            if (!channel.receive(message -> onEarlyMessage(message, channel, process), left)) {
                throw new IOException("it closed the channel");
            }
        }
        if (initializerProblem != null) {
            throw new IOException("its initializer failed");
        }
        Runnable onEnd = () -> {
            exited = true;
            channel.wakeup();
        };
        process.started().onExit().thenRun(onEnd);
        session.output().onEnd(process.started(), onEnd);
    }

    private void onEarlyMessage(Message message, MessageChannel channel, WorkerProcess process)
            throws ProtocolException {
        if (message instanceof Hello hello) {
            greet(hello, channel, process);
        } else if (message instanceof InitializerFailed failed) {
            initializerProblem = failed.problem();
        } else if (message instanceof Ready now) {
            worker.hasWarmedUp(now.warmUpNanos());
            ready = true;
        } else if (message instanceof Inspected answer) {
            environment.events().onInspected(worker, answer);
        } else if (message instanceof LogEvent event) {
            session.events().onEvent(event);
        } else {
            throw new ProtocolException("too early: " + message.getClass().getSimpleName());
        }
    }

    private void greet(Hello hello, MessageChannel channel, WorkerProcess process) throws ProtocolException {
        if (hello.version() != Message.PROTOCOL_VERSION) {
            throw new ProtocolException("it speaks version " + hello.version() + " of the protocol and not "
                    + Message.PROTOCOL_VERSION + ": two versions of this library are on the class paths");
        }
        if (!process.identify(hello.pid())) {
            throw new ProtocolException("it claims to be process " + hello.pid() + ", which it is not");
        }
        long offset = environment.timer().now() - hello.nanoTime();
        // On most systems both JVMs read the same clock, and what we see is only how long the message took.
        boolean sameClock = offset >= 0 && offset < TimeUnit.SECONDS.toNanos(2);
        link.attach(channel, sameClock ? 0 : offset);
        Duration heartbeat = environment.clocks().heartbeat();
        long millis = heartbeat.isZero() ? 1000 : Math.max(100, Math.min(1000, heartbeat.toMillis() / 5));
        if (environment.logLevels() != null) {
            // Asked for after the channel is known to the worker's handle: what changes from now on is sent there.
            channel.post(environment.logLevels().get());
        }
        channel.post(new Setup(
                environment.poolName(),
                link.slot(),
                (int) millis,
                environment.parameterFilter(),
                worker.startsWarm(),
                environment.serializer(),
                environment.initializer()));
        channel.flush();
    }

    /** One that was told to end, or was killed for another reason, has ended like any other. */
    private boolean hasFailedToWarmUp() {
        ExitReason reason = link.exitReason();
        return worker.isWarmingUp() && (reason == null || reason == ExitReason.START_FAILED);
    }

    private WorkerStartException failedWarmUp() throws InterruptedException {
        boolean late = link.exitReason() == ExitReason.START_FAILED && initializerProblem == null;
        WorkerProcess process = Objects.requireNonNull(link.process());
        return failedStart(process, late ? new TimeoutException() : new IOException("it could not warm up"));
    }

    /** Explains a failed start, for which the process has to be gone first. */
    private WorkerStartException failedStart(WorkerProcess process, Exception problem) throws InterruptedException {
        OptionalInt exitCode = process.exitCode(exitPatienceMillis(problem));
        process.kill();
        process.mark().killAll(); // What it has started would keep its output open.
        session.output().join(START_OUTPUT_PATIENCE_MILLIS);
        List<String> tail = session.output().tail();
        RemoteProblem remote = initializerProblem;
        String what;
        if (problem instanceof TimeoutException) {
            what = (worker.isWarmingUp() ? "did not warm up" : "was not ready") + " within the startTimeout of "
                    + startTimeout();
        } else if (remote != null) {
            what = "failed in its WorkerInitializer: " + remote.className() + ": " + remote.message();
        } else if (problem instanceof ProtocolException) {
            what = "did not introduce itself properly: " + problem.getMessage();
        } else {
            what = "ended before it was ready";
        }
        String message = (link.slot() < 0 ? "A spare worker" : "Worker " + link.slot()) + " of pool '"
                + environment.poolName() + "' " + what
                + (exitCode.isPresent() ? ", exit code " + exitCode.getAsInt() : "")
                + (tail.isEmpty() ? "" : ". Its last words:\n  " + String.join("\n  ", tail))
                + "\nCommand: " + String.join(" ", process.command());
        Throwable cause = remote == null
                ? problem
                : new RemoteTaskException(
                        remote.className() + ": " + remote.message(), remote.className(), remote.stackTrace());
        return new WorkerStartException(message, process.command(), exitCode, tail, cause);
    }

    private long exitPatienceMillis(Exception problem) {
        if (problem instanceof TimeoutException || farewellUntil != 0) {
            return 0;
        }
        return initializerProblem == null
                ? EXIT_PATIENCE_MILLIS
                : TimeUnit.NANOSECONDS.toMillis(STOP_PATIENCE_NANOS); // It may have something to stop.
    }

    // -- Work --

    private void serve(MessageChannel channel) {
        WorkerCalls calls = environment.shared().callsOf(link, session.codec());
        try {
            ReplyReader reader = new ReplyReader(worker, session, definitions, environment.events(), calls);
            serve(channel, message -> onMessage(message, reader));
        } finally {
            calls.end();
        }
    }

    private void onMessage(Message message, ReplyReader reader) throws ProtocolException {
        if (message instanceof Ready now && worker.isWarmingUp()) {
            worker.hasWarmedUp(now.warmUpNanos());
            environment.events().onWarm(worker);
        } else if (message instanceof InitializerFailed failed && worker.isWarmingUp()) {
            initializerProblem = failed.problem();
            worker.failWarmUp();
            farewellUntil = environment.timer().now() + STOP_PATIENCE_NANOS;
        } else {
            reader.onMessage(message);
        }
    }

    private void serve(MessageChannel channel, MessageChannel.Receiver reader) {
        long silentSince = 0;
        long bytes = 0;
        try {
            while (channel.receive(reader, exited ? 1 : millisOfFarewell())) {
                if (farewellUntil != 0 && environment.timer().now() - farewellUntil > 0) {
                    return;
                }
                environment.events().onBatchEnd(worker);
                Thread.interrupted(); // What a task returned may have interrupted the thread that read it.
                if (exited) {
                    // A descendant may hold the socket open: the end of the file need not come.
                    long now = environment.timer().now();
                    if (silentSince == 0 || bytes != channel.receivedBytes()) {
                        silentSince = now;
                        bytes = channel.receivedBytes();
                    } else if (now - silentSince > LAST_WORDS_NANOS) {
                        return;
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            log.error(
                    "{} of pool '{}' sent something that can't be understood and is killed",
                    link.describe(),
                    environment.poolName(),
                    e);
            link.kill(ExitReason.PROTOCOL_ERROR);
        }
    }

    /** How long a worker that could not warm up has to stop what it has started; 0, for ever, as long as it is well. */
    private long millisOfFarewell() {
        return farewellUntil == 0
                ? 0
                : Math.max(
                        1,
                        TimeUnit.NANOSECONDS.toMillis(
                                        farewellUntil - environment.timer().now())
                                + 1);
    }

    // -- End --

    /** Waits for the end of the process, or brings it about, and removes what it leaves behind. */
    private Obituary reap(@Nullable MessageChannel channel) {
        WorkerProcess process = link.process();
        if (process == null) {
            return Obituary.ofNothing();
        }
        OptionalInt exitCode = OptionalInt.empty();
        Thread.interrupted();
        try {
            try {
                exitCode = process.exitCode(EXIT_PATIENCE_MILLIS);
            } finally {
                process.kill();
                process.mark().killAll();
            }
            if (exitCode.isEmpty()) {
                exitCode = process.exitCode(EXIT_PATIENCE_MILLIS);
            }
            session.output().join(OUTPUT_PATIENCE_MILLIS);
            session.events().close(OUTPUT_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody interrupts this thread; what is known must do.
        }
        session.output().giveUpWaiting(Long.MAX_VALUE);
        session.events().giveUpWaiting(); // Last: what has waited for output may have come to wait here.
        if (channel != null) {
            channel.close();
        }
        Obituary obituary =
                Obituary.write(link, process, exitCode, session.output().tail());
        environment.launcher().forget(link.id());
        deleteCrashReport(process);
        return obituary;
    }

    private static void deleteCrashReport(WorkerProcess process) {
        try {
            Files.deleteIfExists(process.crashReport());
        } catch (IOException e) {
            // It goes with the pool's folder.
        }
    }
}
