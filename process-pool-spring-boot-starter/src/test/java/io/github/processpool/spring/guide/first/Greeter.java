package io.github.processpool.spring.guide.first;

import io.github.processpool.spring.annotation.ProcessAsync;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Service;

@Service
class Greeter {

    @ProcessAsync(timeout = "20s") // beans that are injected here are there in the worker, too
    public CompletableFuture<String> greet(String name) {
        return CompletableFuture.completedFuture(
                "hello " + name + ", from process " + ProcessHandle.current().pid());
    }
}
