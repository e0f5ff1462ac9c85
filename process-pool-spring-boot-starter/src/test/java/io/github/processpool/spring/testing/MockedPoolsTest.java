package io.github.processpool.spring.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessPools;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** The look-up of pools as a mock: what the application has of pools goes on without it. */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "process-pool.mode=in-process")
class MockedPoolsTest {

    @MockitoBean
    ProcessPools pools;

    @Autowired
    ProcessPoolExecutor pool;

    @Autowired
    Shop.Invoices invoices;

    @Test
    void poolIsStartedAndCalledAllTheSame() {
        when(pools.get("pdf")).thenReturn(pool);

        assertThat(pools.get("pdf")).isSameAs(pool);
        assertThat(invoices.write("lamp")).succeedsWithin(Duration.ofSeconds(30));
    }
}
