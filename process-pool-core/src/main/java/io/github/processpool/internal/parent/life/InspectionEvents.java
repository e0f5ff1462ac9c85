package io.github.processpool.internal.parent.life;

import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.wire.message.Message.Inspected;

/** Hears what workers say about their processes. Called on the worker's thread, without the lock. */
public interface InspectionEvents {

    /** The worker has answered a question about its process, possibly before it is ready. */
    void onInspected(WorkerHandle worker, Inspected answer);
}
