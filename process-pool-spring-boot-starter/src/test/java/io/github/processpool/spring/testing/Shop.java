package io.github.processpool.spring.testing;

import io.github.processpool.spring.annotation.ProcessAsync;
import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The application of the tests in this package, which are written as users of the starter write theirs. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Shop {

    @Bean
    Prices prices() {
        return article -> 100;
    }

    @Bean
    Invoices invoices(Prices prices, @Value("${shop.currency:EUR}") String currency) {
        return new Invoices(prices, currency);
    }

    interface Prices {

        int of(String article);
    }

    static class Invoices {

        private final Prices prices;
        private final String currency;

        Invoices(Prices prices, String currency) {
            this.prices = prices;
            this.currency = currency;
        }

        @ProcessAsync
        CompletableFuture<Invoice> write(String article) {
            String text = article + " " + prices.of(article) + " " + currency;
            return CompletableFuture.completedFuture(
                    new Invoice(text, ProcessHandle.current().pid()));
        }

        @ProcessAsync
        int total(String article) {
            return prices.of(article);
        }
    }

    record Invoice(String text, long process) implements Serializable {}
}
