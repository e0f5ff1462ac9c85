package io.github.processpool.spring.pool;

import io.github.processpool.ProcessFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the pools with the application context, and ends them with it: after the web server and the task executors have
 * drained, whose work may need a pool, and before the beans that tasks need are destroyed. All pools drain at the same time,
 * within the timeout that the context has for a phase.
 *
 * <p><b>Thread safety:</b> called by the context's thread; each pool drains on a thread of its own.
 */
public final class ProcessPoolLifecycle implements SmartLifecycle {

    /** Below the task executors' {@code Integer.MAX_VALUE / 2}: started before them, stopped after them. */
    static final int PHASE = Integer.MAX_VALUE / 2 - 1024;

    private static final Duration LONGEST_MARGIN = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(ProcessPoolLifecycle.class);

    private final BeanFactoryProcessPools pools;
    private final ApplicationTaskExecutorCheck check;
    private final Duration phaseTimeout;
    /** Volatile: written by the thread that drained last, read by the context's. */
    private volatile boolean running;

    public ProcessPoolLifecycle(
            BeanFactoryProcessPools pools, ApplicationTaskExecutorCheck check, Duration phaseTimeout) {
        this.pools = pools;
        this.check = check;
        this.phaseTimeout = phaseTimeout;
    }

    @Override
    public void start() {
        if (running) {
            return;
        }
        check.run();
        for (RestartablePool pool : pools.restartable()) {
            warnOfLongDrain(pool);
            pool.open();
        }
        running = true;
    }

    @Override
    public void stop() {
        drainAll().join();
    }

    /** The callback runs code of others, which logs: it is called by the context's thread, which closes the log afterwards. */
    @Override
    public void stop(Runnable callback) {
        try {
            drainAll().get(phaseTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            log.warn("Process pools have not ended within {} and are left behind", phaseTimeout);
        } catch (ExecutionException e) {
            log.warn("A process pool could not be shut down", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running = false;
            callback.run();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private CompletableFuture<Void> drainAll() {
        List<CompletableFuture<Void>> drains = new ArrayList<>();
        for (RestartablePool pool : pools.restartable()) {
            drains.add(CompletableFuture.runAsync(
                    () -> drain(pool), task -> new Thread(task, "process-pool-" + pool.name() + "-shutdown").start()));
        }
        return CompletableFuture.allOf(drains.toArray(CompletableFuture<?>[]::new))
                .whenComplete((nothing, failure) -> running = false);
    }

    private void drain(RestartablePool pool) {
        long begin = System.nanoTime();
        List<ProcessFuture<?>> lost = pool.drain(budget(pool));
        PoolLog.drained(pool.name(), Duration.ofNanos(System.nanoTime() - begin), lost);
    }

    /** What the phase leaves, less a margin, so that the context does not give up on a pool that is about to end. */
    private Duration budget(RestartablePool pool) {
        Duration longest = longestBudget();
        Duration timeout = pool.shutdownTimeout();
        return timeout == null || timeout.compareTo(longest) > 0 ? longest : timeout;
    }

    /** What all of a phase leaves at most. */
    public Duration longestBudget() {
        Duration tenth = phaseTimeout.dividedBy(10);
        return phaseTimeout.minus(tenth.compareTo(LONGEST_MARGIN) < 0 ? tenth : LONGEST_MARGIN);
    }

    private void warnOfLongDrain(RestartablePool pool) {
        Duration timeout = pool.shutdownTimeout();
        if (timeout != null && timeout.compareTo(longestBudget()) > 0) {
            log.warn(
                    "The shutdown timeout {} of process pool '{}' does not fit into that of a shutdown phase ({}), so tasks"
                            + " have only {} to end. Raise spring.lifecycle.timeout-per-shutdown-phase or lower"
                            + " process-pool.shutdown-timeout",
                    timeout,
                    pool.name(),
                    phaseTimeout,
                    longestBudget());
        }
    }
}
