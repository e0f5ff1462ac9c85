package io.github.processpool.servers.brokers;

import io.github.processpool.servers.brokers.BrokersApplication.Heard;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.springframework.amqp.core.AnonymousQueue;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.FanoutExchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is done with RabbitMQ. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("spring.rabbitmq.port")
@ImportAutoConfiguration(RabbitAutoConfiguration.class)
class RabbitBeans {

    @Bean
    FanoutExchange orders() {
        return new FanoutExchange("orders");
    }

    @Bean
    Queue bookkeeping() {
        return new Queue("bookkeeping");
    }

    @Bean
    Binding bookkeepingOfOrders(FanoutExchange orders, @Qualifier("bookkeeping") Queue bookkeeping) {
        return BindingBuilder.bind(bookkeeping).to(orders);
    }

    /** Nobody listens to this one. */
    @Bean
    Queue archive() {
        return new Queue("archive");
    }

    @Bean
    Binding archiveOfOrders(FanoutExchange orders, @Qualifier("archive") Queue archive) {
        return BindingBuilder.bind(archive).to(orders);
    }

    /** Has another name in each process, and belongs to the connection that declares it. */
    @Bean
    AnonymousQueue ownOrders() {
        return new AnonymousQueue();
    }

    @Bean
    Binding ownOrdersOfOrders(FanoutExchange orders, @Qualifier("ownOrders") Queue ownOrders) {
        return BindingBuilder.bind(ownOrders).to(orders);
    }

    /** Belongs to a connection, too, and has one name for all. */
    @Bean
    Queue exclusive() {
        return new Queue("exclusive", false, true, true);
    }

    @Bean
    RabbitListeners rabbitListeners(Heard heard) {
        return new RabbitListeners(heard);
    }

    @Bean
    Orders rabbitOrders(RabbitTemplate rabbit, @Qualifier("ownOrders") Queue ownOrders) {
        return new Orders(rabbit, ownOrders.getName());
    }

    static class RabbitListeners {

        private final Heard heard;

        RabbitListeners(Heard heard) {
            this.heard = heard;
        }

        @RabbitListener(queues = "bookkeeping")
        void keep(String text) {
            heard.texts.add("bookkeeping: " + text);
        }

        @RabbitListener(queues = "#{ownOrders.name}")
        void own(String text) {
            heard.texts.add("own: " + text);
        }
    }

    static class Orders {

        private final RabbitTemplate rabbit;
        private final String ownQueue;

        Orders(RabbitTemplate rabbit, String ownQueue) {
            this.rabbit = rabbit;
            this.ownQueue = ownQueue;
        }

        @ProcessAsync
        public CompletableFuture<String> ownQueue() {
            return CompletableFuture.completedFuture(ownQueue);
        }

        @ProcessAsync
        public CompletableFuture<Long> send(String text) {
            rabbit.convertAndSend("orders", "", BrokersApplication.signed(text));
            return CompletableFuture.completedFuture(ProcessHandle.current().pid());
        }

        /** Sends, and goes on until it is interrupted. */
        @ProcessAsync(timeout = "2m", gracePeriod = "1m")
        public CompletableFuture<Long> sendAndWork(String text) throws InterruptedException {
            send(text);
            Thread.sleep(Duration.ofMinutes(5).toMillis());
            return CompletableFuture.completedFuture(ProcessHandle.current().pid());
        }
    }
}
