package io.github.processpool.servers.jobs;

import io.github.processpool.servers.work.Printer;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Service;

@Service
class Invoices {

    private final Printer printer;

    Invoices(Printer printer) {
        this.printer = printer;
    }

    @ProcessAsync(timeout = "${invoices.timeout}", maxAttempts = "2", quarantineKey = "#order")
    public CompletableFuture<Void> print(String order) {
        printer.print(order);
        return CompletableFuture.completedFuture(null);
    }
}
