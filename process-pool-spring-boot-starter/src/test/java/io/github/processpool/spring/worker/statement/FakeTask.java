package io.github.processpool.spring.worker.statement;

import io.github.processpool.WorkerContext;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A task of the thread that makes it, until it is closed; it can be cancelled, and nobody interrupts or kills it. */
class FakeTask extends WorkerContext implements AutoCloseable {

    volatile boolean cancelled;

    FakeTask() {
        enter();
    }

    @Override
    public void close() {
        leave();
    }

    @Override
    public long taskId() {
        return 1;
    }

    @Override
    public String poolName() {
        return "fake";
    }

    @Override
    public int slot() {
        return 0;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void reportProgress(long done, long total, String message) {}

    @Override
    public ConcurrentMap<String, Object> attributes() {
        return new ConcurrentHashMap<>();
    }
}
