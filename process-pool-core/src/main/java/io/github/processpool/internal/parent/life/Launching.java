package io.github.processpool.internal.parent.life;

import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.crew.StartTurn;
import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.parent.process.Launcher;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.wire.message.Payload;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the {@link Launcher} start the process of a worker on a thread of its own, for a {@link WorkerStart} which waits for it no
 * longer than it may: the initializer, which is written anew for each worker, and the customizer of the command are code of the user,
 * and the operating system may hang as well. A launch that is given up keeps its thread until it ends, and its process is killed; when too many are stuck, starts fail at once.
 *
 * <p>It does not wait for the worker, only for its process.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class Launching {

    private static final int MOST_STUCK = 8;
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String PLACES =
            "a commandCustomizer, in the writing of the initializer or in the operating system";

    private final Launcher launcher;
    private final Supplier<Payload> initializer;
    private final ThreadFactory threads;
    private final Timer timer;
    /** Of starts that were given up; those that have ended since are not stuck. */
    private final Set<Thread> givenUp = ConcurrentHashMap.newKeySet();

    /**
     * A process, and what its worker is to run before anything else.
     *
     * @param process just started
     * @param initializer as it was written for this worker; nothing: there is none
     */
    record Launched(WorkerProcess process, Payload initializer) {}

    /** Launches on threads of a factory, and has the initializer written there. */
    public Launching(Launcher launcher, Supplier<Payload> initializer, ThreadFactory threads, Timer timer) {
        this.launcher = launcher;
        this.initializer = initializer;
        this.threads = threads;
        this.timer = timer;
    }

    Launcher launcher() {
        return launcher;
    }

    /**
     * Returns the process of a worker with its initializer, or throws a {@link WorkerStartException} if there is none until the
     * deadline or before the worker is killed. Calls an action from time to time.
     */
    Launched launch(WorkerLink worker, long deadline, Runnable meanwhile) throws InterruptedException {
        givenUp.removeIf(thread -> !thread.isAlive());
        if (givenUp.size() >= MOST_STUCK) {
            throw failure("It is not tried, because " + MOST_STUCK + " earlier starts hang in " + PLACES, null);
        }
        CompletableFuture<Launched> launched = new CompletableFuture<>();
        Thread thread = threads.newThread(() -> run(worker, launched));
        thread.start();
        try {
            while (mayCome(launched, thread) && deadline - timer.now() > 0 && worker.exitReason() == null) {
                waitFor(launched, Math.min(deadline - timer.now(), StartTurn.LOOK_NANOS));
                meanwhile.run();
            }
            if (launched.cancel(false)) {
                throw none(worker, thread);
            }
            return launched.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof WorkerStartException own ? own : failure(e.getMessage(), e.getCause());
        } finally {
            if (launched.cancel(false)) { // Also if that was done before.
                givenUp.add(thread);
                thread.interrupt();
            }
        }
    }

    /** A thread that has found no memory to say so has ended without a word. */
    private static boolean mayCome(CompletableFuture<Launched> launched, Thread thread) {
        return !launched.isDone() && thread.isAlive();
    }

    private static WorkerStartException none(WorkerLink worker, Thread thread) {
        Throwable place = placeOf(thread);
        if (!thread.isAlive()) {
            return failure(
                    "The thread that starts it has ended, most likely because the heap of this JVM was full", null);
        }
        String when = worker.exitReason() == null ? "within the startTimeout" : "when it was not wanted any more";
        return failure("There was none " + when + ": its start hangs in " + PLACES, place);
    }

    private static void waitFor(CompletableFuture<Launched> launched, long nanos)
            throws InterruptedException, ExecutionException {
        try {
            launched.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // Another look.
        }
    }

    private static Throwable placeOf(Thread thread) {
        TimeoutException place = new TimeoutException("the thread that starts the process is here");
        place.setStackTrace(thread.getStackTrace());
        return place;
    }

    /** Runs on the thread of the launch. */
    private void run(WorkerLink worker, CompletableFuture<Launched> launched) {
        try {
            Payload written = write();
            if (launched.isDone()) {
                return; // Given up meanwhile.
            }
            WorkerProcess process = launcher.launch(worker.id(), worker.slot());
            if (!launched.complete(new Launched(process, written))) {
                end(process);
                launcher.forget(worker.id());
            }
        } catch (Throwable e) {
            launched.completeExceptionally(e);
        }
    }

    private Payload write() {
        try {
            return initializer.get();
        } catch (RuntimeException e) {
            throw failure("Its WorkerInitializer can't be written: " + e.getMessage(), e);
        }
    }

    /** Nobody else knows of it: it has to be ended, as soon as there is the memory for that. */
    private static void end(WorkerProcess process) {
        boolean ended = false;
        while (!ended) {
            try {
                process.kill();
                process.mark().killAll();
                ended = true;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
    }

    private static WorkerStartException failure(@Nullable String words, @Nullable Throwable cause) {
        return new WorkerStartException(
                "The process of a worker can't be started. " + words, List.of(), OptionalInt.empty(), List.of(), cause);
    }
}
