package io.github.processpool.sample.render;

import io.github.processpool.WorkerContext;
import java.io.IOException;

/**
 * The work of one task, as the pool calls it in a worker process: receives a {@link RenderRequest},
 * reports each page as progress and returns a {@link RenderedDocument}.
 */
public final class RenderTask {

    private RenderTask() {}

    public static RenderedDocument run(RenderRequest request)
            throws IOException, InterruptedException, UnreadableDocumentException {
        return PageRenderer.render(request, WorkerContext.current()::reportProgress);
    }
}
