package io.github.processpool.spring.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerContext;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.spring.NoWorkerIsLeft;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A readiness group over HTTP, while real workers start, warm up and end. */
@ExtendWith(NoWorkerIsLeft.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ReadinessIT {

    private static final Duration LIMIT = NoWorkerIsLeft.LIMIT;
    private static final String IN_GROUP =
            "--management.endpoint.health.group.readiness.include=readinessState,processPoolReadiness";

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void readinessWaitsUntilWorkersAreWarm(@TempDir Path folder) throws Exception {
        Path gate = folder.resolve("gate");
        try (ConfigurableApplicationContext context = start(gate, IN_GROUP)) {
            await().atMost(LIMIT).until(() -> status(context, "/readiness") == 200);

            context.getBean(ProcessPoolExecutor.class).warmUpWorkers();
            context.stop();
            context.start();
            context.getBean(ProcessPoolExecutor.class).warmUpWorkers();
            assertThat(status(context, "/readiness")).isEqualTo(503);
            Files.createFile(gate);
            await().atMost(LIMIT).until(() -> status(context, "/readiness") == 200);
            assertThat(status(context, "/liveness")).isEqualTo(200);
        }
    }

    @Test
    void healthIsUpWhileWorkersStartUnlessReadinessIsAskedFor(@TempDir Path folder) throws Exception {
        try (ConfigurableApplicationContext context = start(folder.resolve("never"))) {
            context.getBean(ProcessPoolExecutor.class).warmUpWorkers();
            assertThat(status(context, "")).isEqualTo(200);
            assertThat(status(context, "/readiness")).isEqualTo(200);
        }
    }

    private int status(ConfigurableApplicationContext context, String path) throws IOException, InterruptedException {
        String port = context.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/health" + path))
                .timeout(LIMIT)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static ConfigurableApplicationContext start(Path gate, String... more) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setRegisterShutdownHook(false);
        String[] arguments = {
            "--server.port=0",
            "--gate=" + gate,
            "--process-pool.min-workers=1",
            "--process-pool.max-workers=1",
            "--process-pool.worker-heap=64MB",
            "--process-pool.shutdown-timeout=1s",
            "--management.endpoint.health.probes.enabled=true"
        };
        return application.run(Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        WorkerInitializer gated(@Value("${gate}") String gate) {
            return new Gated(gate);
        }
    }

    /** Warms up when a file is there. */
    record Gated(String gate) implements WorkerInitializer {

        @Override
        public void start(WorkerContext context) {}

        @Override
        public void warmUp(WorkerContext context) {
            while (!Files.exists(Path.of(gate))) {
                LockSupport.parkNanos(2_000_000);
            }
        }
    }
}
