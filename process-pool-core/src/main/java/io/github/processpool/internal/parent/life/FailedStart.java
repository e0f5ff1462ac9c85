package io.github.processpool.internal.parent.life;

import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.pool.FailedStarts;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.process.CommandLine;
import io.github.processpool.internal.parent.process.JvmRefusal;
import io.github.processpool.internal.parent.process.Launcher;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.wire.message.ProtocolException;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Explains why a worker did not become ready, or not again, from its exit code, its last words and what it has said itself. The
 * process has to be gone first, so it waits a little and then kills it.
 *
 * <p>It tells nobody and does not clean up; that is up to the {@link WorkerLife}.
 *
 * <p><b>Thread safety:</b> used by the worker's thread only.
 */
final class FailedStart {

    /** How long a worker whose initializer failed has to stop what that had started. */
    static final long STOP_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long EXIT_PATIENCE_MILLIS = 2000;
    /** The output of a worker that can't start is all there is to explain it, and nobody's task waits for that. */
    private static final long OUTPUT_PATIENCE_MILLIS = 5000;

    private final WorkerHandle worker;
    private final WorkerSession session;
    private final PoolContext pool;
    private final Launcher launcher;

    FailedStart(WorkerHandle worker, WorkerSession session, WorkerEnvironment environment) {
        this.worker = worker;
        this.session = session;
        this.pool = environment.pool();
        this.launcher = environment.starting().launching().launcher();
    }

    /** A worker that warms up at its start has the time for both. */
    static Duration timeout(WorkerHandle worker, PoolContext pool) {
        Duration timeout = pool.settings().clocks().start();
        return worker.warmUp().isFromTheStart() ? timeout.multipliedBy(2) : timeout;
    }

    /** A bug of the library, or a lack of memory, has kept a start from being tried. */
    static WorkerStartException unexpected(Throwable cause) {
        return new WorkerStartException(
                "A worker can't be started: " + cause, List.of(), OptionalInt.empty(), List.of(), cause);
    }

    /** It did not become ready; an initializer that failed may have something to stop before the process ends. */
    WorkerStartException atStart(WorkerProcess process, Exception problem, @Nullable RemoteProblem initializerProblem)
            throws InterruptedException {
        long patience =
                initializerProblem == null ? EXIT_PATIENCE_MILLIS : TimeUnit.NANOSECONDS.toMillis(STOP_PATIENCE_NANOS);
        return explain(process, problem, initializerProblem, problem instanceof TimeoutException ? 0 : patience);
    }

    /** It could not warm up: it was killed as too late, or it said why and has had the time to stop, or it has just ended. */
    WorkerStartException atWarmUp(WorkerProcess process, boolean killed, @Nullable RemoteProblem initializerProblem)
            throws InterruptedException {
        boolean late = killed && initializerProblem == null;
        Exception problem = late ? new TimeoutException() : new IOException("it could not warm up");
        long patience = initializerProblem == null ? EXIT_PATIENCE_MILLIS : 0;
        return explain(process, problem, initializerProblem, late ? 0 : patience);
    }

    private WorkerStartException explain(
            WorkerProcess process, Exception problem, @Nullable RemoteProblem remote, long patienceMillis)
            throws InterruptedException {
        OptionalInt exitCode = process.exitCode(patienceMillis);
        process.kill();
        process.mark().killAll(); // Processes that it has started would keep its output open.
        session.output().finish(OUTPUT_PATIENCE_MILLIS);
        List<String> tail = JvmRefusal.lastWords(
                session.output().beginning(), session.output().tail());
        Exception reason = isExplained(problem, remote)
                ? problem
                : JvmRefusal.in(exitCode, tail)
                        .<Exception>map(refusal -> refusal)
                        .orElse(problem);
        String changes = launcher.changes();
        int slot = worker.link().slot();
        String message = (slot < 0 ? "A spare worker" : "Worker " + slot) + " of pool '" + pool.name() + "' "
                + predicate(reason, remote)
                + (exitCode.isPresent() ? ", exit code " + exitCode.getAsInt() : "")
                + (tail.isEmpty() ? "" : "\nIts last words:\n  " + String.join("\n  ", tail))
                + (changes.isEmpty() ? "" : "\n" + changes)
                + FailedStarts.commandWords(CommandLine.shortened(process.command()));
        return new WorkerStartException(message, process.command(), exitCode, tail, cause(reason, remote));
    }

    /** Otherwise its last words have to say why it ended. */
    private static boolean isExplained(Exception problem, @Nullable RemoteProblem remote) {
        return remote != null || problem instanceof TimeoutException || problem instanceof ProtocolException;
    }

    private String predicate(Exception problem, @Nullable RemoteProblem remote) {
        if (problem instanceof TimeoutException) {
            return (worker.warmUp().isUnderWay() ? "did not warm up" : "was not ready") + " within the startTimeout of "
                    + timeout(worker, pool);
        } else if (remote != null) {
            return "failed in its WorkerInitializer: " + words(remote);
        } else if (problem instanceof ProtocolException) {
            return "did not introduce itself properly: " + problem.getMessage();
        } else if (problem instanceof JvmRefusal) {
            return "has a JVM that can't be created: " + problem.getMessage();
        }
        return "ended before it was ready";
    }

    private Throwable cause(Exception problem, @Nullable RemoteProblem remote) throws InterruptedException {
        return remote == null ? problem : session.initializer().read(session.codec(), remote);
    }

    private static String words(RemoteProblem remote) {
        return remote.className() + ": " + remote.message();
    }
}
