package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.federation.GuestTask;
import org.jspecify.annotations.Nullable;

/**
 * What few tasks know besides: as a part of a map, or as a guest. <b>Thread safety:</b> see its parts.
 *
 * @param chunk how many elements it has
 * @param onDone follows when its outcome can be seen; null: nobody waits for that
 * @param guest what it is to the member that it comes from; null: it is the pool's own
 */
record Particulars(
        ChunkCount chunk,
        @Nullable Runnable onDone,
        @Nullable GuestTask guest) {

    static @Nullable Particulars of(TaskOrigin origin) {
        boolean chunk = origin.work().isChunk();
        return chunk || origin.onDone() != null || origin.guest() != null
                ? new Particulars(ChunkCount.of(chunk, origin.work().elements()), origin.onDone(), origin.guest())
                : null;
    }
}
