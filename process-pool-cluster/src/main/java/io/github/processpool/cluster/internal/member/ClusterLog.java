package io.github.processpool.cluster.internal.member;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Writes what a cluster has to say to people to the log, on a thread of its own that is there while there is something: a log may hang,
 * and neither the network nor a pool is to wait for it. Of what comes while it hangs most is dropped.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class ClusterLog implements AutoCloseable {

    private static final int MOST_WAITING = 1000;

    private final ThreadPoolExecutor writer;

    ClusterLog(String cluster) {
        writer = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), action -> {
            Thread thread = new Thread(null, action, "process-pool-cluster-" + cluster + "-log", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        writer.allowCoreThreadTimeOut(true);
    }

    /** Has a line written. Waits for nothing. */
    void write(Runnable line) {
        try {
            writer.execute(() -> writeNow(line));
        } catch (RejectedExecutionException e) {
            // There is too much of it, or the cluster has ended.
        }
    }

    private static void writeNow(Runnable line) {
        try {
            line.run();
        } catch (Throwable e) {
            // There is nobody else to tell.
        }
    }

    /** What has come so far is written. */
    @Override
    public void close() {
        writer.shutdown();
    }
}
