package io.github.processpool.spring.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.verify;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.testing.Shop.Invoice;
import io.github.processpool.spring.testing.Shop.Invoices;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

/** With workers that would be processes: a service that is a spy is told what to answer, and asked about it, and none is started. */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "process-pool.max-workers=1")
class SpiedServiceTest {

    private static final Invoice OTHER = new Invoice("other", 1);

    @MockitoSpyBean
    Invoices invoices;

    @Autowired
    ProcessPoolExecutor pool;

    @Test
    void spyAnswersWhatItWasToldAndNoWorkerIsStarted() {
        doReturn(CompletableFuture.completedFuture(OTHER)).when(invoices).write(anyString());

        assertThat(invoices.write("lamp")).isCompletedWithValue(OTHER);

        verify(invoices).write("lamp");
        assertThat(pool.snapshot().workersStarted()).isZero();
        assertThat(pool.snapshot().workers()).isEmpty();
    }

    @Test
    void methodThatItWasToldNothingOfRunsInThisProcess() {
        assertThat(invoices.write("lamp"))
                .isCompletedWithValue(
                        new Invoice("lamp 100 EUR", ProcessHandle.current().pid()));

        verify(invoices).write("lamp");
        assertThat(pool.snapshot().workers()).isEmpty();
    }
}
