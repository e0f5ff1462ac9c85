package io.github.processpool.internal.parent.sharing;

import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerAccount;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.codec.Codec;
import java.util.concurrent.ThreadFactory;

/**
 * Where the workers of a pool find its {@link SharedObjects}: makes for each worker the {@link WorkerCalls} that take its calls, and
 * ends the threads of all when the pool ends.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class CallReception {

    private final SharedObjects objects;
    private final long maxPayload;
    private final PoolLock lock;
    private final CallerThreads threads;

    /** The arguments of one worker's calls may take so many bytes together. */
    public CallReception(SharedObjects objects, long maxPayload, PoolLock lock, ThreadFactory threads) {
        this.objects = objects;
        this.maxPayload = maxPayload;
        this.lock = lock;
        this.threads = new CallerThreads(threads);
    }

    /** Makes what takes the calls of one worker. */
    public WorkerCalls callsOf(WorkerLink worker, Codec codec, WorkerAccount account) {
        return new WorkerCalls(new CallAnswers(worker, codec, lock, account), codec, objects, threads, maxPayload);
    }

    /** The pool has ended, and all of its workers with it. */
    public void close() {
        objects.clear();
        threads.giveUp();
    }

    /** Called from time to time: looks after threads that got lost. */
    public void mend() {
        threads.mend();
    }
}
