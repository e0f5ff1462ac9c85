package io.github.processpool.spring.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.verify;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.testing.Shop.Invoice;
import io.github.processpool.spring.testing.Shop.Invoices;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

/** Without processes: calls of a spy go through the pool, but those that tell it what to answer. */
@SpringBootTest(
        webEnvironment = WebEnvironment.NONE,
        properties = {"process-pool.mode=in-process", "process-pool.max-workers=1"})
class SpiedServiceInProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @MockitoSpyBean
    Invoices invoices;

    @Autowired
    ProcessPoolExecutor pool;

    @Test
    void onlyTheCallThatIsMeantIsTask() {
        Invoice other = new Invoice("other", 1);
        doReturn(CompletableFuture.completedFuture(other)).when(invoices).write(anyString());
        assertThat(pool.snapshot().workersStarted()).isZero();

        assertThat(invoices.write("lamp"))
                .succeedsWithin(LIMIT)
                .isEqualTo(other)
                .isNotSameAs(other);

        verify(invoices).write("lamp");
        assertThat(pool.snapshot().completedTasks()).isEqualTo(1);
    }
}
