package io.github.processpool.spring.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SerializableFunction;
import io.github.processpool.TaskSubmitter;
import io.github.processpool.spring.ProcessAsyncResult;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.endpoint.ProcessPoolsEndpoint;
import io.github.processpool.spring.testing.Shop.Invoice;
import io.github.processpool.spring.testing.Shop.Invoices;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** Pools that are mocks: the application starts and is well, and its methods get what the mock says. */
@SpringBootTest(
        webEnvironment = WebEnvironment.NONE,
        properties = {"process-pool.pools.pdf.max-workers=1"})
class MockedPoolTest {

    @MockitoBean
    ProcessPoolExecutor pool;

    @MockitoBean
    @Qualifier("pdf")
    ProcessPoolExecutor pdf;

    @Autowired
    Invoices invoices;

    @Autowired
    ProcessPools pools;

    @Autowired
    HealthEndpoint health;

    @Autowired
    MeterRegistry meters;

    @Test
    void methodGetsWhatTheMockOfItsPoolSays() {
        ProcessFuture<Object> answer = ProcessAsyncResult.of(new Invoice("of the mock", 1));
        TaskSubmitter view = Mockito.mock(TaskSubmitter.class);
        when(pool.with(any())).thenReturn(view);
        when(view.submit(any(SerializableFunction.class), any())).thenReturn(answer);

        assertThat(invoices.write("lamp")).isCompletedWithValue(new Invoice("of the mock", 1));
    }

    @Test
    void methodGetsNothingFromMockThatWasToldNothing() {
        assertThat(invoices.write("lamp")).isNull();
        verify(pool).submit(any(SerializableFunction.class), any());
    }

    @Test
    void methodWithPrimitiveResultSaysThatTheMockWasToldNothing() {
        assertThatThrownBy(() -> invoices.total("lamp"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Invoices.total returns int, but null came back");
    }

    @Test
    void healthMetersAndEndpointAreWell() {
        assertThat(pools.names()).contains("pdf");
        assertThat(pools.get("pdf")).isSameAs(pdf);
        assertThat(health.healthForPath("processPool").getStatus()).isEqualTo(Status.UNKNOWN);
        assertThat(meters.get("executor.active").tag("name", "pdf").gauge().value())
                .isZero();
        assertThat(new ProcessPoolsEndpoint(pools, null).pools().pools()).containsKey("pdf");
    }
}
