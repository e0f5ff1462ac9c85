package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.endpoint.ProcessPoolsEndpoint;
import io.github.processpool.spring.endpoint.ProcessPoolsEndpointWebExtension;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ProcessPoolEndpointAutoConfigurationTest {

    private static final String OVER_HTTP = "management.endpoints.web.exposure.include=processpools";
    private static final String OVER_JMX = "management.endpoints.jmx.exposure.include=processpools";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProcessPoolAutoConfiguration.class, ProcessPoolEndpointAutoConfiguration.class));

    @Test
    void isThereWhenExposedOverHttp() {
        runner.withPropertyValues(OVER_HTTP)
                .run(context -> assertThat(context)
                        .hasSingleBean(ProcessPoolsEndpoint.class)
                        .hasSingleBean(ProcessPoolsEndpointWebExtension.class));
    }

    @Test
    void overJmxItNeedsNothingOfTheWeb() {
        runner.withPropertyValues(OVER_JMX, "spring.jmx.enabled=true")
                .run(context -> assertThat(context)
                        .hasSingleBean(ProcessPoolsEndpoint.class)
                        .doesNotHaveBean(ProcessPoolsEndpointWebExtension.class));
    }

    @Test
    void isNotThereUnlessExposed() {
        runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ProcessPoolsEndpoint.class));
    }

    @Test
    void isNotThereWithoutAccess() {
        runner.withPropertyValues(OVER_HTTP, "management.endpoint.processpools.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(ProcessPoolsEndpoint.class));
    }

    @Test
    void isNotThereWithoutPools() {
        runner.withPropertyValues(OVER_HTTP, "process-pool.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ProcessPoolsEndpoint.class));
    }
}
