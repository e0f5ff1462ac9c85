package io.github.processpool.spring.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.verify;

import io.github.processpool.PoolFaults;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.spring.testing.Shop.Invoice;
import io.github.processpool.spring.testing.Shop.Invoices;
import io.github.processpool.spring.testing.Shop.Prices;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** A fast test: no process is started, mocks take part, and workers crash when they are told to. */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "process-pool.mode=in-process")
class ShopInProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TestConfiguration(proxyBeanMethods = false)
    static class Faults {

        @Bean
        PoolFaults poolFaults() {
            return new PoolFaults();
        }
    }

    @MockitoBean
    Prices prices;

    @Autowired
    Invoices invoices;

    @Autowired
    PoolFaults faults;

    @Test
    void mockTakesPart() {
        given(prices.of("lamp")).willReturn(7);

        assertThat(invoices.write("lamp"))
                .succeedsWithin(LIMIT)
                .isEqualTo(new Invoice("lamp 7 EUR", ProcessHandle.current().pid()));
        verify(prices).of("lamp");
    }

    @Test
    void crashIsAsItWouldBeWithProcesses() {
        faults.crash("Invoices.write");

        assertThat(invoices.write("lamp"))
                .failsWithin(LIMIT)
                .withThrowableThat()
                .withCauseInstanceOf(WorkerCrashedException.class);
    }
}
