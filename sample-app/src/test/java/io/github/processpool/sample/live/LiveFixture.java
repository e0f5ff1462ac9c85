package io.github.processpool.sample.live;

import io.github.processpool.sample.document.DocumentView;
import java.util.Arrays;

/** States to show. */
final class LiveFixture {

    private LiveFixture() {}

    static LiveState state(long queued, DocumentView... documents) {
        return new LiveState(Arrays.asList(documents), pool((int) queued));
    }

    static PoolView pool(int queued) {
        return new PoolView("running", queued, 0, 0, 0);
    }

    static DocumentView document(String id, long pagesDone) {
        return new DocumentView(id, id + ".pdf", 1, null, 1, "running", pagesDone, 9, 4711, null, 1, 0, null, null);
    }
}
