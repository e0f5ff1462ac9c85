package io.github.processpool.servers.queue;

import io.github.processpool.servers.work.Printer;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.util.concurrent.CompletableFuture;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.stereotype.Component;

@Component
class Invoices {

    private final Printer printer;

    Invoices(Printer printer) {
        this.printer = printer;
    }

    @RabbitListener(queues = "orders")
    @ProcessAsync(deadline = "25m", maxAttempts = "2", quarantineKey = "#order")
    public CompletableFuture<Void> print(String order) {
        printer.print(order);
        return CompletableFuture.completedFuture(null);
    }
}
