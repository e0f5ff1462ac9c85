package io.github.processpool.internal.parent.task;

import org.jspecify.annotations.Nullable;

/**
 * What a task knows besides as a part of a map, which few tasks are. <b>Thread safety:</b> see its parts.
 *
 * @param chunk how many elements it has
 * @param onDone follows when its outcome can be seen; null: nobody waits for that
 */
record MapPart(ChunkCount chunk, @Nullable Runnable onDone) {

    static @Nullable MapPart of(TaskOrigin origin) {
        boolean chunk = origin.work().isChunk();
        return chunk || origin.onDone() != null
                ? new MapPart(ChunkCount.of(chunk, origin.work().elements()), origin.onDone())
                : null;
    }
}
