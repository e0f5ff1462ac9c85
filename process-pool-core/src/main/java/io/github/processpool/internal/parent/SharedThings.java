package io.github.processpool.internal.parent;

import io.github.processpool.PoolShutdownException;
import io.github.processpool.PoolState;
import io.github.processpool.SharedBuffer;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.sharing.CallReception;
import io.github.processpool.internal.parent.sharing.SharedBuffers;
import io.github.processpool.internal.parent.sharing.SharedObjects;

/**
 * Gives out what users share with the workers of a pool, objects and memory, as long as the pool is not shut down.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class SharedThings {

    private final PoolContext pool;
    private final SharedObjects objects;
    private final CallReception calls;
    private final SharedBuffers buffers;

    SharedThings(Foundation ground) {
        this.pool = ground.pool();
        this.objects = new SharedObjects(pool.name());
        this.calls = new CallReception(
                objects,
                pool.settings().limits().maxPayload(),
                pool.lock(),
                ground.threads().lent("shared"));
        this.buffers = new SharedBuffers(
                ground.folder().path(), pool.settings().launch().commandPrefix().isEmpty());
    }

    SharedObjects objects() {
        return objects;
    }

    CallReception calls() {
        return calls;
    }

    <T> T share(Class<T> type, T target) {
        checkNotShutDown();
        return objects.share(type, target);
    }

    SharedBuffer buffer(long bytes) {
        checkNotShutDown();
        SharedBuffer made = buffers.create(bytes);
        if (pool.status().state() == PoolState.TERMINATED) {
            made.close(); // The pool may have deleted its folders meanwhile, or just before the file was there.
            checkNotShutDown();
        }
        return made;
    }

    private void checkNotShutDown() {
        if (pool.status().isShutdown()) {
            throw new PoolShutdownException(
                    "Process pool '" + pool.name() + "' was shut down and shares nothing any more");
        }
    }

    void close() {
        calls.close();
        buffers.close();
    }
}
