package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.launch.WorkersWithoutDevtools;
import org.junit.jupiter.api.Test;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Everything optional can be missing; found as in an application, by the files in {@code META-INF}. */
class AbsentLibrariesTest {

    private static final String POOL = "processPoolExecutor";
    private static final String HEALTH = "processPoolHealthContributor";
    private static final String METERS = "processPoolMetricsListenerCustomizer";
    private static final String ENDPOINT = "processPoolsEndpoint";
    private static final String OBSERVER = "processPoolTaskObservations";
    private static final String OVER_HTTP = "management.endpoints.web.exposure.include=processpools";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withPropertyValues(OVER_HTTP);

    @Test
    void withEverything() {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .hasBean(POOL)
                .hasBean(HEALTH)
                .hasBean(METERS)
                .hasBean(OBSERVER)
                .hasBean(ENDPOINT));
    }

    @Test
    void inWebApplication() {
        new WebApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean("applicationTaskExecutor")
                        .hasBean(HEALTH)
                        .hasBean(METERS));
    }

    @Test
    void withoutActuator() {
        without("org.springframework.boot.actuate")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(ProcessPoolExecutor.class)
                        .hasBean(HEALTH)
                        .hasBean(METERS)
                        .doesNotHaveBean(ENDPOINT));
    }

    @Test
    void withoutTheAutoConfigurationOfActuator() {
        without("org.springframework.boot.actuate.autoconfigure")
                .run(context -> assertThat(context).hasNotFailed().hasBean(POOL).doesNotHaveBean(ENDPOINT));
    }

    @Test
    void withoutWeb() {
        without("org.springframework.web", "org.springframework.http", "jakarta.servlet")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean(POOL)
                        .hasBean(HEALTH)
                        .hasBean(METERS)
                        .hasBean(ENDPOINT));
    }

    @Test
    void withoutHealth() {
        without("org.springframework.boot.health")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean(POOL)
                        .doesNotHaveBean(HEALTH)
                        .hasBean(METERS));
    }

    @Test
    void withoutBootsMetrics() {
        without("org.springframework.boot.micrometer")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean(POOL)
                        .hasBean(HEALTH)
                        .doesNotHaveBean(METERS)
                        .doesNotHaveBean(MetricsAutoConfiguration.class));
    }

    @Test
    void withoutMicrometer() {
        without("io.micrometer.core", "org.springframework.boot.micrometer")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean(POOL)
                        .hasBean(HEALTH)
                        .doesNotHaveBean(METERS));
    }

    @Test
    void withoutMicrometersObservations() {
        without("io.micrometer", "org.springframework.boot.micrometer")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean(POOL)
                        .doesNotHaveBean(METERS)
                        .doesNotHaveBean(OBSERVER));
    }

    @Test
    void withoutBootsObservations() {
        without("org.springframework.boot.micrometer.observation")
                .run(context -> assertThat(context).hasNotFailed().hasBean(POOL).doesNotHaveBean(OBSERVER));
    }

    @Test
    void withoutTracing() {
        without("io.micrometer.tracing", "org.springframework.boot.micrometer.tracing", "io.opentelemetry", "brave")
                .run(context -> assertThat(context).hasNotFailed().hasBean(POOL).hasBean(OBSERVER));
    }

    @Test
    void withoutAnyOfThem() {
        without(
                        "io.micrometer.core",
                        "org.springframework.boot.micrometer",
                        "org.springframework.boot.actuate",
                        "org.springframework.boot.health")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean(POOL)
                        .hasBean("applicationTaskExecutor")
                        .doesNotHaveBean(HEALTH)
                        .doesNotHaveBean(METERS)
                        .doesNotHaveBean(ENDPOINT));
    }

    @Test
    void withoutDevtools() {
        runner.run(context -> assertThat(context).doesNotHaveBean(WorkersWithoutDevtools.class));
    }

    private ApplicationContextRunner without(String... packages) {
        return runner.withClassLoader(new FilteredClassLoader(packages));
    }

    @Configuration(proxyBeanMethods = false)
    @Import(PoolAutoConfigurationsSelector.class)
    static class Application {}
}
