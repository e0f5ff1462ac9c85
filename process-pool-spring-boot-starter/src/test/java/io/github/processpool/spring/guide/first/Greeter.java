package io.github.processpool.spring.guide.first;

import io.github.processpool.spring.annotation.ProcessAsync;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Service;

@Service
class Greeter {

    @ProcessAsync(timeout = "20s") // then it is interrupted, and 1 s later killed
    public CompletableFuture<String> greet(String name) {
        return CompletableFuture.completedFuture(
                "hello " + name + ", from process " + ProcessHandle.current().pid());
    }
}
