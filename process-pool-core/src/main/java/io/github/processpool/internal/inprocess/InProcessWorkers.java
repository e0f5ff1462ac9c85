package io.github.processpool.internal.inprocess;

import io.github.processpool.internal.parent.pool.ProcessSubstitute;
import io.github.processpool.internal.parent.pool.SentTasks;
import io.github.processpool.internal.system.LogProvider;
import io.github.processpool.internal.worker.ThreadWorker;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;

/**
 * Starts workers on threads of this JVM, with the faults that a test wants them to have.
 *
 * <p><b>Thread safety:</b> immutable; the threads of all workers may call.
 */
public final class InProcessWorkers implements ProcessSubstitute {

    private static final Logger log = LogProvider.loggerOf(InProcessWorkers.class);

    private final FaultSource faults;

    /**
     * For one pool.
     *
     * @param poolName the pool
     * @param ignored settings that mean nothing without processes, but were made
     * @param faults tells when something is to go wrong
     */
    public InProcessWorkers(String poolName, List<String> ignored, FaultSource faults) {
        if (!ignored.isEmpty()) {
            log.debug("Process pool '{}' runs its tasks on threads and ignores {}", poolName, ignored);
        }
        this.faults = faults;
    }

    @Override
    public Process start(ThreadFactory threads, SentTasks tasks) throws IOException {
        if (faults.failsNextStart()) {
            throw new IOException("PoolFaults.failStarts said so");
        }
        if (faults.isNone()) {
            return new ThreadProcess(new ThreadWorker((worker, reader) -> reader), threads);
        }
        return new ThreadProcess(
                new ThreadWorker((worker, reader) -> new FaultyReader(reader, faults, tasks, worker)), threads);
    }
}
