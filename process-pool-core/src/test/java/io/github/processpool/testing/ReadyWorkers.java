package io.github.processpool.testing;

import io.github.processpool.ExitReason;
import io.github.processpool.ProcessPoolListener;
import io.github.processpool.WorkerSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the ready workers of a pool by its events, and remembers the fewest there were since it was told to watch. */
public final class ReadyWorkers implements ProcessPoolListener {

    private final AtomicInteger ready = new AtomicInteger();
    private final List<Long> started = new CopyOnWriteArrayList<>();
    private final List<Duration> lives = new CopyOnWriteArrayList<>();
    /** Written by the thread that tells events and by the test; volatile is enough, they take turns. */
    private volatile int fewest = Integer.MAX_VALUE;

    private volatile boolean watching;

    @Override
    public void workerStarted(WorkerSnapshot worker, long startNanos) {
        started.add(worker.pid());
        ready.incrementAndGet();
    }

    @Override
    public void workerExited(WorkerSnapshot worker, ExitReason reason, String description) {
        if (started.contains(worker.pid())) {
            lives.add(Duration.between(worker.startedAt(), Instant.now()));
            int now = ready.decrementAndGet();
            if (watching) {
                fewest = Math.min(fewest, now);
            }
        }
    }

    public void watch() {
        watching = true;
    }

    public int count() {
        return ready.get();
    }

    /** The fewest at any time; no worker has left if this is very large. */
    public int fewest() {
        return fewest;
    }

    public List<Duration> lives() {
        return List.copyOf(lives);
    }
}
