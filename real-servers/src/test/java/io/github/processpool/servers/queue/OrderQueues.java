package io.github.processpool.servers.queue;

import java.util.concurrent.RejectedExecutionException;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.config.ContainerCustomizer;
import org.springframework.amqp.rabbit.listener.ConditionalRejectingErrorHandler;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class OrderQueues {

    @Bean
    Queue orders() {
        return QueueBuilder.durable("orders")
                .quorum()
                .deliveryLimit(20)
                .deadLetterExchange("")
                .deadLetterRoutingKey("orders.failed")
                .build();
    }

    @Bean
    Queue failedOrders() {
        return QueueBuilder.durable("orders.failed").quorum().build();
    }

    @Bean
    ContainerCustomizer<SimpleMessageListenerContainer> listenersOfWorkers() {
        return container -> {
            container.setPhase(0); // stopped after the pools: what runs is acknowledged
            container.setErrorHandler(new ConditionalRejectingErrorHandler(
                    failure -> !(failure.getCause() instanceof RejectedExecutionException)));
        };
    }
}
