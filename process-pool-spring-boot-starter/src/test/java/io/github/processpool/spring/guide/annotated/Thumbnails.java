package io.github.processpool.spring.guide.annotated;

import io.github.processpool.spring.annotation.ProcessAsync;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Service;

@Service
class Thumbnails {

    @ProcessAsync(pool = "pdf", timeout = "20s")
    CompletableFuture<byte[]> render(long documentId) {
        byte[] image = {(byte) documentId};
        return CompletableFuture.completedFuture(image);
    }
}
