package org.springframework.samples;

import io.github.processpool.spring.annotation.ProcessAsync;
import java.util.concurrent.CompletableFuture;

/** Stands for a service of one of Spring's sample applications, whose packages begin like those of the framework. */
public class Clinic {

    @ProcessAsync
    public CompletableFuture<Boolean> isOnPoolThread() {
        return CompletableFuture.completedFuture(
                Thread.currentThread().getName().startsWith("process-pool-"));
    }
}
