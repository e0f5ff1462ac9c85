package io.github.processpool.sample.live;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.sample.document.DocumentService;
import org.springframework.stereotype.Component;

/** Looks at documents and pool. Thread safety: has no state of its own. */
@Component
public class StateSource {

    private final DocumentService documents;
    private final ProcessPoolExecutor pool;

    StateSource(DocumentService documents, ProcessPoolExecutor pool) {
        this.documents = documents;
        this.pool = pool;
    }

    public LiveState now() {
        return new LiveState(documents.list(), PoolView.of(pool.snapshot()));
    }
}
