package io.github.processpool.spring.guide.async;

import io.github.processpool.spring.annotation.ProcessAsync;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Service;

@Service
class Thumbnails {

    private final DocumentRepository documents; // injected here, and in every worker

    Thumbnails(DocumentRepository documents) {
        this.documents = documents;
    }

    @ProcessAsync(pool = "pdf", timeout = "20s", maxAttempts = "2")
    public CompletableFuture<byte[]> render(long documentId) {
        byte[] pdf = documents.contentOf(documentId);
        return CompletableFuture.completedFuture(Renderer.firstPage(pdf));
    }
}
