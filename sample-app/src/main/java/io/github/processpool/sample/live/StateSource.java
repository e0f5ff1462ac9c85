package io.github.processpool.sample.live;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.cluster.ProcessPoolCluster;
import io.github.processpool.sample.document.DocumentService;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Looks at documents, pool and meters. Thread safety: has no state of its own. */
@Component
public class StateSource {

    private final DocumentService documents;
    private final ProcessPoolExecutor pool;
    private final MeterRegistry meters;
    private final @Nullable ProcessPoolCluster cluster;

    StateSource(
            DocumentService documents,
            ProcessPoolExecutor pool,
            MeterRegistry meters,
            ObjectProvider<ProcessPoolCluster> cluster) {
        this.documents = documents;
        this.pool = pool;
        this.meters = meters;
        this.cluster = cluster.getIfAvailable();
    }

    public LiveState now() {
        PoolSnapshot snapshot = pool.snapshot();
        // Only then: the documents of all tasks in it are known.
        Map<Long, String> names = documents.namesByTask();
        PoolTimes times = PoolTimes.of(meters, snapshot.name());
        return new LiveState(
                documents.list(), PoolView.of(snapshot, names, times, cluster == null ? null : cluster.snapshot()));
    }
}
