package io.github.processpool.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolDashboardMissingAutoConfiguration;
import io.github.processpool.spring.autoconfigure.ProcessPoolEndpointAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Who has switched the dashboard on, and finds none, is told why: once, in the log. */
@ExtendWith(OutputCaptureExtension.class)
class MissingDashboardTest {

    private static final String LINE = "process-pool.dashboard.enabled is true, but there is no dashboard";

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProcessPoolAutoConfiguration.class,
                    ProcessPoolEndpointAutoConfiguration.class,
                    ProcessPoolDashboardMissingAutoConfiguration.class))
            .withPropertyValues(
                    "process-pool.mode=in-process",
                    "process-pool.min-workers=0",
                    "process-pool.dashboard.enabled=true",
                    "management.endpoints.web.exposure.include=health,info");

    @Test
    void endpointThatIsNotExposedIsNamedWithThePropertyThatExposesIt(CapturedOutput output) {
        runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Dashboard.class));
        assertThat(output)
                .containsOnlyOnce(LINE)
                .contains("Name it in management.endpoints.web.exposure.include, which is 'health,info' now");
    }

    @Test
    void lazyApplicationsAreToldToo(CapturedOutput output) {
        runner.withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).containsOnlyOnce(LINE);
    }

    @Test
    void endpointOverJmxOnlyIsNotEnough(CapturedOutput output) {
        runner.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=processpools")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).containsOnlyOnce(LINE);
    }

    @Test
    void withoutActuatorThatIsTheReason(CapturedOutput output) {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ProcessPoolAutoConfiguration.class, ProcessPoolDashboardMissingAutoConfiguration.class))
                .withPropertyValues("process-pool.mode=in-process", "process-pool.dashboard.enabled=true")
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).containsOnlyOnce(LINE).contains("spring-boot-starter-actuator has to be on the class path");
    }

    @Test
    void nothingIsSaidWhereThereIsOneOrNoneIsWanted(CapturedOutput output) {
        runner.withPropertyValues("management.endpoints.web.exposure.include=processpools")
                .run(context -> assertThat(context).hasSingleBean(Dashboard.class));
        runner.withPropertyValues("process-pool.dashboard.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(Dashboard.class));
        runner.withPropertyValues("process-pool.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(Dashboard.class));
        assertThat(output).doesNotContain(LINE);
    }
}
