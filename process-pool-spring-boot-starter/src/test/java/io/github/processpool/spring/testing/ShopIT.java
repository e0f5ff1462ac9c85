package io.github.processpool.spring.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.testing.Shop.Invoices;
import io.github.processpool.spring.testing.Shop.Prices;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The application with workers that are processes: they have what the test configures. */
@SpringBootTest(
        webEnvironment = WebEnvironment.NONE,
        properties = {"process-pool.max-workers=1", "process-pool.start-timeout=2m"})
@DirtiesContext
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ShopIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TestConfiguration(proxyBeanMethods = false)
    static class Sale {

        @Bean
        @Primary
        Prices reducedPrices() {
            return article -> 50;
        }
    }

    @DynamicPropertySource
    static void currency(DynamicPropertyRegistry registry) {
        registry.add("shop.currency", () -> "CHF");
    }

    @Autowired
    Invoices invoices;

    @Test
    void workerHasTheTestsBeansAndProperties() {
        assertThat(invoices.write("lamp")).succeedsWithin(LIMIT).satisfies(invoice -> {
            assertThat(invoice.text()).isEqualTo("lamp 50 CHF");
            assertThat(invoice.process()).isNotEqualTo(ProcessHandle.current().pid());
        });
    }
}
