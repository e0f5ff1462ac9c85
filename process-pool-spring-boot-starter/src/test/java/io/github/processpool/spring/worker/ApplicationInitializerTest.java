package io.github.processpool.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.worker.description.ApplicationDescription;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

/** What a worker is told of the application. */
class ApplicationInitializerTest {

    @Configuration(proxyBeanMethods = false)
    static class Application {}

    @Test
    void aWorkerIsToldWhatTheApplicationIsWhenTheWorkerStarts() throws Exception {
        Map<String, Object> changing = new HashMap<>(Map.of("greeting", "hello"));
        try (ConfigurableApplicationContext context =
                SpringApplication.run(Application.class, "--spring.main.web-application-type=none")) {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("central", changing));
            ApplicationInitializer initializer = ApplicationInitializer.of(
                    context.getBeanFactory(), Map.of(), List.of(), List.of(), List.of(), Duration.ofSeconds(30));

            assertThat(toldBy(initializer).properties()).containsEntry("greeting", "hello");
            changing.put("greeting", "good day");

            assertThat(toldBy(initializer).properties()).containsEntry("greeting", "good day");
        }
    }

    private static ApplicationDescription toldBy(ApplicationInitializer initializer) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(initializer);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return ((ApplicationInitializer) in.readObject()).description();
        }
    }
}
