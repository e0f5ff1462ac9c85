package io.github.processpool.sample.render;

import io.github.processpool.ProcessFuture;
import io.github.processpool.WorkerContext;
import io.github.processpool.spring.ProcessAsyncResult;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.io.IOException;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Service;

/**
 * Renders documents, each in a worker process. The parent calls {@link #render} on its bean; what is inside of the method runs on
 * the bean of a worker, with the repository that was injected <em>there</em>. Every page goes into the database as soon as it is
 * done and is told as progress, so the parent knows of it however the document ends. The worker may be one of another instance, which
 * has the same database and the same folders.
 *
 * <p>A worker makes no bean before it is needed, unless that says otherwise: this one does, so it costs the first document no time.
 *
 * <p>Thread safety: has no state of its own.
 */
@Service
@Lazy(false)
public class DocumentRenderer {

    private final PageRepository pages;

    public DocumentRenderer(PageRepository pages) {
        this.pages = pages;
    }

    /**
     * Renders one document.
     *
     * @return the future of the task; it fails with {@link UnreadableDocumentException} if the file can't be read, and ends the
     *     work if it is cancelled
     */
    @ProcessAsync(timeout = "${sample.document-timeout}", maxAttempts = "${sample.document-attempts}")
    public ProcessFuture<RenderedDocument> render(RenderRequest request) {
        try {
            return ProcessAsyncResult.of(PageRenderer.render(
                    request, progressOf(request.name()), page -> pages.add(request.documentId(), request.run(), page)));
        } catch (IOException | InterruptedException | UnreadableDocumentException e) {
            return ProcessAsyncResult.failed(e);
        }
    }

    /** All documents have one task name, that of the method: its progress says whose task it is. */
    private static ProgressReport progressOf(String name) {
        WorkerContext context = WorkerContext.current();
        return (done, total, message) -> context.reportProgress(done, total, name + ", " + message);
    }
}
