package io.github.processpool.spring.worker;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.spring.worker.bean.CalledMeters;
import io.github.processpool.spring.worker.bean.MeterSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells each worker of a pool where to send what called beans count: to an object of the parent that the pool shares with it. The pool
 * has to be there for that, and may start its first workers a moment before, so these are waited with.
 *
 * <p><b>Thread safety:</b> one thread opens the pool, those that start workers write this.
 */
public final class MeterLink implements WorkerInitializer {

    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(MeterLink.class);
    private static final int PATIENCE_SECONDS = 10;

    /** The parent's end; null in a worker. */
    private final transient @Nullable MeterSink target;

    private final @Nullable MeterSink shared;

    /** Volatile: set by the thread that opens the pool, also null when it has been. */
    private transient volatile @Nullable Thread opener;
    /** Volatile, as above: what the pool that is open now, or is being opened, gives out. */
    private transient volatile CompletableFuture<@Nullable MeterSink> given = CompletableFuture.completedFuture(null);

    private MeterLink(@Nullable MeterSink target, @Nullable MeterSink shared) {
        this.target = target;
        this.shared = shared;
    }

    /** Creates the link to an object of the parent. */
    public static MeterLink to(MeterSink target) {
        return new MeterLink(target, null);
    }

    /** Opens the pool, once more after it was stopped. */
    public ProcessPoolExecutor open(Supplier<ProcessPoolExecutor> build) {
        CompletableFuture<@Nullable MeterSink> next = new CompletableFuture<>();
        given = next;
        opener = Thread.currentThread();
        try {
            ProcessPoolExecutor pool = build.get();
            next.complete(share(pool));
            return pool;
        } finally {
            opener = null;
            next.complete(null);
        }
    }

    private @Nullable MeterSink share(ProcessPoolExecutor pool) {
        try {
            return target == null ? null : pool.share(MeterSink.class, target);
        } catch (RuntimeException e) {
            log.warn("What beans count in workers will not arrive in the application's meters", e);
            return null;
        }
    }

    private Object writeReplace() {
        return target == null ? this : new MeterLink(null, now());
    }

    /** While the pool is made it only tries whether this can be written. */
    private @Nullable MeterSink now() {
        if (opener == Thread.currentThread()) {
            return null;
        }
        try {
            return given.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (Exception e) {
            return null; // Not to be expected: the pool is made in less.
        }
    }

    @Override
    public void start(WorkerContext context) {
        MeterSink sink = shared;
        if (sink != null) {
            CalledMeters.sendTo(sink);
        }
    }
}
