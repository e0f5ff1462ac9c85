package io.github.processpool.internal.parent.life;

import io.github.processpool.RemoteTaskException;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.util.concurrent.CompletableFuture;
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

    private static final long PATIENCE_MILLIS = 5000;

    private final ThreadFactory threads;
    private Payload throwable = Payload.NONE;

    public InitializerFailure(ThreadFactory threads) {
        this.threads = threads;
    }

    void take(Payload received) {
        throwable = received;
    }

    /** Returns the exception, or one that stands in for it. */
    Throwable read(Codec codec, RemoteProblem problem) throws InterruptedException {
        Payload payload = throwable;
        CompletableFuture<Throwable> read = new CompletableFuture<>();
        try {
            threads.newThread(() -> read.complete(codec.readThrowable(payload, problem, "The WorkerInitializer")))
                    .start();
            return read.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | OutOfMemoryError e) {
            return new RemoteTaskException(problem.words(), problem.className(), problem.stackTrace());
        }
    }
}
