package io.github.processpool.internal.parent.life;

import io.github.processpool.RemoteTaskException;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps what a worker's initializer has thrown as it was received, and reads it for {@link FailedStart}. Reading runs code of the
 * user's, which may never return, so it has a thread of its own and a time limit; the words of the exception do in place of it.
 *
 * <p><b>Thread safety:</b> used by the worker's thread; the thread that reads has its own copy.
 */
public final class InitializerFailure {

    private final Readings readings;
    private Payload throwable = Payload.NONE;

    public InitializerFailure(Readings readings) {
        this.readings = readings;
    }

    /**
     * Gives the workers of a pool threads that read. While one hangs there is no other: starts that fail again and again would
     * leave one behind each.
     *
     * <p><b>Thread safety:</b> any thread.
     */
    public static final class Readings {

        private static final long PATIENCE_MILLIS = 5000;

        private final ThreadFactory threads;
        private final long patienceMillis;
        /** Those that were given up; the ones that have ended since do not hang. */
        private final Set<Thread> givenUp = ConcurrentHashMap.newKeySet();

        /** Reads on threads of a factory. */
        public Readings(ThreadFactory threads) {
            this(threads, PATIENCE_MILLIS);
        }

        Readings(ThreadFactory threads, long patienceMillis) {
            this.threads = threads;
            this.patienceMillis = patienceMillis;
        }

        private boolean hang() {
            givenUp.removeIf(thread -> !thread.isAlive());
            return !givenUp.isEmpty();
        }

        private void giveUp(Thread thread) {
            givenUp.add(thread);
            thread.interrupt();
        }
    }

    void take(Payload received) {
        throwable = received;
    }

    /** Returns the exception, or one that stands in for it. */
    Throwable read(Codec codec, RemoteProblem problem) throws InterruptedException {
        Throwable inWords = new RemoteTaskException(problem.words(), problem.className(), problem.stackTrace());
        if (readings.hang()) {
            return inWords;
        }
        try {
            return readOnAThread(codec, problem);
        } catch (ExecutionException | TimeoutException | OutOfMemoryError e) {
            return inWords;
        }
    }

    private Throwable readOnAThread(Codec codec, RemoteProblem problem)
            throws InterruptedException, ExecutionException, TimeoutException {
        Payload payload = throwable;
        CompletableFuture<Throwable> read = new CompletableFuture<>();
        Thread thread = readings.threads.newThread(
                () -> read.complete(codec.readThrowable(payload, problem, "The WorkerInitializer")));
        thread.start();
        try {
            return read.get(readings.patienceMillis, TimeUnit.MILLISECONDS);
        } finally {
            if (!read.isDone()) {
                readings.giveUp(thread);
            }
        }
    }
}
