package io.github.processpool;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Hears of the end of many futures and hands them on, in the order of their ends, to the one thread that waits for them, for
 * {@link ProcessFutures}. Closed, it leaves nothing behind at the futures that still run; and it keeps none that it has handed on.
 *
 * <p>It does not look at what the futures are worth.
 *
 * <p><b>Thread safety:</b> any thread that ends a future reports it, without waiting for anybody; the other methods are for one
 * thread at a time, but {@link #close}, which may be called by any.
 */
final class CompletionWatch<F extends CompletableFuture<?>> implements AutoCloseable {

    private final BlockingQueue<F> done = new LinkedBlockingQueue<>();
    /** One for each future that is not done. */
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    private final int total;
    /** How many have not been handed on; for the waiting thread. */
    private int remaining;

    /** Starts to watch futures, among which is none twice. */
    CompletionWatch(Collection<? extends F> futures) {
        total = futures.size();
        remaining = total;
        for (F future : futures) {
            Link link = new Link(future);
            links.add(link);
            link.tie();
        }
    }

    /** How many futures there are. */
    int total() {
        return total;
    }

    /** How many of them were not handed on. */
    int remaining() {
        return remaining;
    }

    /** Waits for a future that is done; to be called only while there are remaining ones. */
    F take() throws InterruptedException {
        F next = done.take();
        remaining--;
        return next;
    }

    /** Waits no longer than a limit: a done future is handed on however little time there is; null if none is. */
    @Nullable
    F poll(long nanos) throws InterruptedException {
        F next = done.poll();
        if (next == null && nanos > 0) {
            next = done.poll(nanos, TimeUnit.NANOSECONDS);
        }
        if (next != null) {
            remaining--;
        }
        return next;
    }

    /** Watches no longer. */
    @Override
    public void close() {
        links.forEach(Link::untie);
    }

    /** Hangs on one future, and says once that it is done. */
    private final class Link implements Runnable {

        /** Emptied by whoever is first: the end of the future, or that of the watch. */
        private final AtomicReference<@Nullable F> watched;
        /** Only where a callback is all there is. */
        private final CompletableFuture<@Nullable Void> release = new CompletableFuture<>();

        Link(F future) {
            watched = new AtomicReference<>(future);
        }

        /** A pool's future says that it is done before its callbacks run; any other one has a callback only. */
        void tie() {
            F future = watched.get();
            if (future instanceof ProcessFuture<?> own && own.tellWhenDone(this)) {
                return;
            }
            if (future != null) {
                // The JDK has no way to take a callback back but this: when one future of an anyOf is done, the others
                // forget it.
                CompletableFuture.anyOf(future, release).whenComplete((value, failure) -> run());
            }
        }

        @Override
        public void run() {
            F future = watched.getAndSet(null);
            if (future != null) {
                links.remove(this);
                done.add(future);
            }
        }

        void untie() {
            F future = watched.getAndSet(null);
            if (future != null) {
                links.remove(this);
                if (future instanceof ProcessFuture<?> own) {
                    own.tellNoMore(this);
                }
                release.complete(null);
            }
        }
    }
}
