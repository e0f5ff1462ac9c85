package io.github.processpool.spring.worker.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Properties that beans put before all others. */
class FirstSourceTest {

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        Object addsProperties(ConfigurableEnvironment environment) {
            environment.getPropertySources().addFirst(new MapPropertySource("late", Map.of("port", "1")));
            return new Object();
        }

        @Bean
        String usesProperties(Object addsProperties, ConfigurableEnvironment environment) {
            return environment.getRequiredProperty("port");
        }
    }

    @Test
    void aWorkersPropertiesStayBeforeWhatItsBeansPutFirst() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            MapPropertySource ofWorker = new MapPropertySource("worker", Map.of("port", "4711"));
            context.getEnvironment().getPropertySources().addFirst(ofWorker);
            context.addBeanFactoryPostProcessor(new FirstSource(context.getEnvironment(), ofWorker));
            context.register(Beans.class);
            context.refresh();

            assertThat(context.getBean(String.class)).isEqualTo("4711");
        }
    }
}
