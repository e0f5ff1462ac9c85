package io.github.processpool.cluster.internal.member;

import io.github.processpool.cluster.internal.session.ClusterClock;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock of this JVM, with one thread for what is due.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class MemberClock implements ClusterClock, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MemberClock.class);

    private final ScheduledThreadPoolExecutor line;
    private final ClusterLog words;

    MemberClock(String cluster, ClusterLog words) {
        this.words = words;
        line = new ScheduledThreadPoolExecutor(1, action -> {
            Thread thread = new Thread(null, action, "process-pool-cluster-" + cluster + "-timer", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        line.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        line.setKeepAliveTime(10, TimeUnit.SECONDS);
        line.allowCoreThreadTimeOut(true);
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public void after(long nanos, Runnable action) {
        try {
            line.schedule(() -> run(action), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The cluster has ended.
        }
    }

    private void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            words.write(() -> log.error("An action of a cluster failed", e));
        }
    }

    @Override
    public void close() {
        line.shutdownNow();
    }
}
