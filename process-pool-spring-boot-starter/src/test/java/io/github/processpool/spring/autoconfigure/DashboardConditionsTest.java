package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import io.github.processpool.spring.dashboard.Dashboard;
import io.github.processpool.spring.dashboard.PoolRecords;
import io.github.processpool.spring.endpoint.EndpointPages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The page is there where it is asked for, and where the endpoint that it belongs to may be used over HTTP. */
class DashboardConditionsTest {

    private static final String ON = "process-pool.dashboard.enabled=true";
    private static final String OVER_HTTP = "management.endpoints.web.exposure.include=processpools";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProcessPoolAutoConfiguration.class, ProcessPoolEndpointAutoConfiguration.class));

    private final ApplicationContextRunner exposed = runner.withPropertyValues(OVER_HTTP);

    @Test
    void isThereWhereItIsAskedForAndTheEndpointIsExposed() {
        exposed.withPropertyValues(ON)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Dashboard.class)
                        .hasSingleBean(EndpointPages.class));
    }

    @Test
    void isOffByDefaultAndThenNothingIsNoted() {
        exposed.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(EndpointPages.class)
                .doesNotHaveBean(PoolRecords.class));
    }

    @Test
    void isNotThereWhereTheEndpointIsNot() {
        runner.withPropertyValues(ON)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(EndpointPages.class)
                        .doesNotHaveBean(PoolRecords.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "management.endpoint.processpools.access=NONE",
                "management.endpoints.access.max-permitted=NONE",
                "management.endpoints.web.exposure.exclude=processpools",
                "process-pool.enabled=false",
            })
    void isNotThereWhereTheEndpointMayNotBeUsed(String property) {
        exposed.withPropertyValues(ON, property)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(EndpointPages.class));
    }

    @Test
    void isNotThereWhereTheEndpointIsExposedOverJmxOnly() {
        runner.withPropertyValues(
                        ON, "spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=processpools")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(EndpointPages.class));
    }

    @Test
    void isNotThereWithoutActuator() {
        exposed.withPropertyValues(ON)
                .withClassLoader(new FilteredClassLoader(Endpoint.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("processPoolDashboard"));
    }

    /** A JVM that became a worker stays one, so that this test can't be. */
    @Test
    void isForParentsOnly() {
        assertThat(ProcessPoolEndpointAutoConfiguration.Page.class).hasAnnotation(ConditionalOnProcessPoolParent.class);
    }
}
