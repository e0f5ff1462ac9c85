package io.github.processpool.sample.live;

import io.github.processpool.sample.document.DocumentView;
import java.util.Arrays;
import java.util.List;

/** States to show. */
final class LiveFixture {

    private LiveFixture() {}

    static LiveState state(long queued, DocumentView... documents) {
        return new LiveState(Arrays.asList(documents), pool((int) queued));
    }

    static PoolView pool(int queued) {
        return new PoolView(
                "documents",
                "running",
                2,
                queued,
                0,
                0,
                0,
                0,
                0,
                0,
                new PoolTimes(-1, -1, -1, -1),
                null,
                0,
                List.of(),
                List.of());
    }

    static DocumentView document(String id, long pagesDone) {
        return new DocumentView(id, id + ".pdf", 1, null, 1, "running", pagesDone, 9, 4711, null, 1, 0, null, null);
    }
}
