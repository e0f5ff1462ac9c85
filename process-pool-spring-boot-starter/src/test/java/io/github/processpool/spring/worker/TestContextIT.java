package io.github.processpool.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.WorkerBeans;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Workers of a test have the test's configuration, profiles and properties. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "process-pool.max-workers=1",
            "process-pool.start-timeout=2m",
            "from.test=annotation",
            "logging.file.name=target/log-of-a-test.log"
        })
@TestPropertySource(properties = "from.source=source", locations = "classpath:worker-context/test.properties")
@ActiveProfiles("testing")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class TestContextIT {

    /** Another one wherever it is computed again. */
    private static final String RANDOM = UUID.randomUUID().toString();

    @Autowired
    ProcessPoolExecutor pool;

    @Autowired
    Environment environment;

    @DynamicPropertySource
    static void dynamic(DynamicPropertyRegistry registry) {
        registry.add("from.registry", () -> RANDOM);
    }

    @Test
    void workerSeesConfigurationAndProperties() throws Exception {
        List<String> names = List.of(
                "from.test", "from.source", "from.file", "from.registry", "server.port", "spring.profiles.active");

        List<String> inWorker = pool.submit(
                        (List<String> wanted) -> {
                            Environment ofWorker = ((Holder) WorkerBeans.bean("holder")).environment();
                            return wanted.stream()
                                    .map(name -> String.valueOf(ofWorker.getProperty(name)))
                                    .toList();
                        },
                        names)
                .get();

        assertThat(inWorker).containsExactly("annotation", "source", "file", RANDOM, "0", inWorker.get(5));
        assertThat(pool.submit(() -> WorkerBeans.bean("ofTest")).get()).isEqualTo("testing");
    }

    @Test
    void workerOpensNoLogFileThatTheTestNames() throws Exception {
        pool.submit(() -> WorkerBeans.bean("ofTest")).get();
        assertThat(pool.submit(OpenFiles::ofThisProcess).get()).noneMatch(file -> file.endsWith(".log"));
        assertThat(OpenFiles.ofThisProcess()).anyMatch(file -> file.endsWith("log-of-a-test.log"));
    }

    record Holder(Environment environment) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Holder holder(Environment environment) {
            return new Holder(environment);
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class OfTest {

        @Bean
        String ofTest(Environment environment) {
            return String.join(",", environment.getActiveProfiles());
        }
    }
}
