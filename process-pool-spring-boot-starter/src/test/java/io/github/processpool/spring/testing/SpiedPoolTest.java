package io.github.processpool.spring.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.verify;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.QueueFullException;
import io.github.processpool.spring.testing.Shop.Invoices;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

/** A pool that is a spy: it is started and ended with the application, and asked about its tasks or told to refuse them. */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "process-pool.mode=in-process")
class SpiedPoolTest {

    @MockitoSpyBean
    ProcessPoolExecutor pool;

    @Autowired
    Invoices invoices;

    @Test
    void callGoesThroughTheSpy() {
        assertThat(invoices.write("lamp")).succeedsWithin(Duration.ofSeconds(30));

        verify(pool).with(any());
    }

    @Test
    void callFailsAsTheSpyWasTold() {
        doThrow(new QueueFullException("full")).when(pool).with(any());

        assertThatThrownBy(() -> invoices.write("lamp")).isInstanceOf(QueueFullException.class);
    }
}
