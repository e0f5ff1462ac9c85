package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessPoolExecutor;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A Spring Boot application whose tasks run in other processes. */
class ApplicationIT {

    @Test
    void runsTaskInAnotherProcess() throws Exception {
        long worker;
        try (ConfigurableApplicationContext context = start("--process-pool.max-workers=1")) {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            worker = pool.submit(() -> ProcessHandle.current().pid()).get();
            assertThat(worker).isNotEqualTo(ProcessHandle.current().pid());
        }
        await().untilAsserted(() -> assertThat(ProcessHandle.of(worker)).isEmpty());
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run(arguments);
    }

    @SpringBootApplication
    static class Application {}
}
