package io.github.processpool.servers.brokers;

import io.github.processpool.servers.brokers.BrokersApplication.Heard;
import io.github.processpool.servers.work.Printer;
import io.github.processpool.spring.annotation.ProcessAsync;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;

/** What is done with Kafka. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("spring.kafka.bootstrap-servers")
@Import(Printer.class)
@ImportAutoConfiguration(KafkaAutoConfiguration.class)
class KafkaBeans {

    @Bean
    Payments payments(KafkaTemplate<String, String> kafka, Heard heard) {
        return new Payments(kafka, heard);
    }

    @Bean
    Invoices invoices(Printer printer) {
        return new Invoices(printer);
    }

    @Bean
    OrderListener orderListener(Invoices invoices) {
        return new OrderListener(invoices);
    }

    static class Invoices {

        private final Printer printer;

        Invoices(Printer printer) {
            this.printer = printer;
        }

        @ProcessAsync
        public CompletableFuture<Void> print(String order) {
            printer.print(order);
            return CompletableFuture.completedFuture(null);
        }
    }

    static class OrderListener {

        private final Invoices invoices;

        OrderListener(Invoices invoices) {
            this.invoices = invoices;
        }

        @KafkaListener(id = "invoices", topics = "orders")
        void on(String order) {
            invoices.print(order).join();
        }
    }

    static class Payments {

        private final KafkaTemplate<String, String> kafka;
        private final Heard heard;

        Payments(KafkaTemplate<String, String> kafka, Heard heard) {
            this.kafka = kafka;
            this.heard = heard;
        }

        @ProcessAsync
        public CompletableFuture<Long> send(String text) {
            sendHere(text);
            return CompletableFuture.completedFuture(ProcessHandle.current().pid());
        }

        void sendHere(String text) {
            kafka.executeInTransaction(operations -> operations.send("payments", BrokersApplication.signed(text)));
        }

        @KafkaListener(topics = "payments")
        void book(String text) {
            heard.texts.add("payments: " + text);
        }
    }
}
