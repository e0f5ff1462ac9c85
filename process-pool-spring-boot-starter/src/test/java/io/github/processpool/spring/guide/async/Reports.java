package io.github.processpool.spring.guide.async;

import io.github.processpool.ProcessFuture;
import io.github.processpool.spring.ProcessAsyncResult;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Service;

/** Tells what reaches a worker. */
@Service
class Reports {

    @ProcessAsync
    public ProcessFuture<Integer> count(String text) {
        return ProcessAsyncResult.of(text.length());
    }

    @ProcessAsync
    public CompletableFuture<String> tenant() {
        return CompletableFuture.completedFuture(Tenant.current());
    }

    @ProcessAsync
    public CompletableFuture<Optional<Path>> parent(Path file) {
        return CompletableFuture.completedFuture(Optional.ofNullable(file.getParent()));
    }
}
