package io.github.processpool.spring.worker.leftout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.worker.run.WorkerBeanFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which binders a worker's registry has: those of the application, none of Boot's. */
class ServerMetersTest {

    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext(new WorkerBeanFactory());

    @BeforeEach
    void refresh() {
        context.register(Own.class);
        context.register(
                MetricsAutoConfiguration.class,
                SimpleMetricsExportAutoConfiguration.class,
                JvmMetricsAutoConfiguration.class);
        context.addBeanFactoryPostProcessor(beans -> {
            for (String name : beans.getBeanDefinitionNames()) {
                beans.getBeanDefinition(name).setLazyInit(true);
            }
        });
        context.refresh();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void registryHasNoMetersOfTheProcess() {
        MeterRegistry registry = context.getBean(MeterRegistry.class);

        assertThat(registry.find("jvm.memory.used").gauge()).isNull();
        assertThat(context.getBeanFactory().containsSingleton("jvmMemoryMetrics"))
                .isFalse();
    }

    @Test
    void binderOfTheApplicationIsBound() {
        MeterRegistry registry = context.getBean(MeterRegistry.class);

        assertThat(registry.find("of.the.application").counter()).isNotNull();
    }

    @Test
    void binderOfBootCanBeInjectedAsInTheApplication() {
        assertThat(context.getBean(JvmMemoryMetrics.class)).isNotNull();
        assertThat(context.getBean(Client.class).binders()).hasAtLeastOneElementOfType(JvmMemoryMetrics.class);
    }

    record Client(List<MeterBinder> binders) {}

    @Configuration(proxyBeanMethods = false)
    static class Own {

        @Bean
        MeterBinder own() {
            return registry -> registry.counter("of.the.application");
        }

        @Bean
        Client client(List<MeterBinder> binders) {
            return new Client(binders);
        }
    }
}
