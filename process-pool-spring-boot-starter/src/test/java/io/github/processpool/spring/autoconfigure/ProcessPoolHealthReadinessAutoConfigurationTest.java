package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.health.ProcessPoolReadinessIndicator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ProcessPoolHealthReadinessAutoConfigurationTest {

    private static final String IN_GROUP =
            "management.endpoint.health.group.readiness.include=readinessState,processPoolReadiness";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProcessPoolAutoConfiguration.class, ProcessPoolHealthReadinessAutoConfiguration.class));

    @Test
    void isNotThereUnlessAskedFor() {
        runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ProcessPoolReadinessIndicator.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                IN_GROUP,
                "management.endpoint.health.group.other.include[0]=processPoolReadiness",
                "management.health.processpoolreadiness.enabled=true"
            })
    void isThereWhenAskedFor(String property) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context.getBean("processPoolReadinessHealthContributor"))
                        .isInstanceOf(ProcessPoolReadinessIndicator.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "management.endpoint.health.group.readiness.include=*",
                "management.endpoint.health.group.readiness.include=readinessState,processPool"
            })
    void otherGroupsDoNotAskForIt(String property) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context).doesNotHaveBean(ProcessPoolReadinessIndicator.class));
    }

    @Test
    void isOffByProperty() {
        runner.withPropertyValues(IN_GROUP, "management.health.processpoolreadiness.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(ProcessPoolReadinessIndicator.class));
    }

    @Test
    void isOffWithoutPoolsAndWithoutHealth() {
        runner.withPropertyValues(IN_GROUP, "process-pool.enabled=false")
                .run(context ->
                        assertThat(context).hasNotFailed().doesNotHaveBean(ProcessPoolReadinessIndicator.class));
        runner.withPropertyValues(IN_GROUP)
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context ->
                        assertThat(context).hasNotFailed().doesNotHaveBean("processPoolReadinessHealthContributor"));
    }
}
