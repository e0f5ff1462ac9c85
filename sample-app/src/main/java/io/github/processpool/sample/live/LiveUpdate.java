package io.github.processpool.sample.live;

import io.github.processpool.sample.document.DocumentView;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a browser must be told to get from one state to a later one.
 *
 * @param complete whether it holds everything, so that what the browser knew before is void
 * @param now the server's clock, in milliseconds of the epoch
 * @param documents new and changed ones
 * @param removed ids of documents that are gone
 * @param pool the pool if it changed
 */
record LiveUpdate(
        boolean complete,
        long now,
        List<DocumentView> documents,
        List<String> removed,
        @Nullable PoolView pool) {

    static LiveUpdate between(@Nullable LiveState before, LiveState after, long now) {
        if (before == null) {
            return new LiveUpdate(true, now, after.documents(), List.of(), after.pool());
        }
        Set<DocumentView> known = new HashSet<>(before.documents());
        Set<String> present = new HashSet<>();
        after.documents().forEach(document -> present.add(document.id()));
        return new LiveUpdate(
                false,
                now,
                after.documents().stream()
                        .filter(document -> !known.contains(document))
                        .toList(),
                before.documents().stream()
                        .map(DocumentView::id)
                        .filter(id -> !present.contains(id))
                        .toList(),
                after.pool().equals(before.pool()) ? null : after.pool());
    }

    boolean isEmpty() {
        return !complete && documents.isEmpty() && removed.isEmpty() && pool == null;
    }
}
