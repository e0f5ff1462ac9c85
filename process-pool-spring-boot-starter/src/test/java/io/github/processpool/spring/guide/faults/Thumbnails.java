package io.github.processpool.spring.guide.faults;

import io.github.processpool.spring.annotation.ProcessAsync;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Service;

/** Renders in a worker. */
@Service
class Thumbnails {

    @ProcessAsync(timeout = "20s")
    public CompletableFuture<String> render(String file) {
        return CompletableFuture.completedFuture(file + ".png");
    }
}
