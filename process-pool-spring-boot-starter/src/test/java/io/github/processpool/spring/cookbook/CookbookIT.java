package io.github.processpool.spring.cookbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.NoWorkerIsLeft;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs the recipes of docs/cookbook that need Spring Boot, once with Spring MVC and once with WebFlux. */
@ExtendWith(NoWorkerIsLeft.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class CookbookIT {

    private final HttpClient client = HttpClient.newHttpClient();
    private ConfigurableApplicationContext application;

    @AfterEach
    void close() {
        application.close();
    }

    @Test
    void endpointsOfSpringMvc() throws Exception {
        start("servlet", "processes");
        checkAll();
    }

    @Test
    void endpointsOfWebFlux() throws Exception {
        start("reactive", "in-process"); // a second application in a second process would show nothing new
        checkAll();
    }

    private void checkAll() throws Exception {
        assertThat(send("GET", "/primes/100").body()).isEqualTo("25");
        assertThat(send("GET", "/reports/2").body()).endsWith("event:report\ndata:page 1.page 2.\n\n");
        checkJobs();
        checkThatWorkEndsWhenTheBrowserHasGone();
    }

    private void checkJobs() throws Exception {
        String brief = send("POST", "/jobs?pages=1").body();
        await().until(() -> send("GET", "/jobs/" + brief).body().equals("page 1."));

        String endless = send("POST", "/jobs?pages=1000000").body();
        await().until(() -> send("GET", "/jobs/" + endless).body().equals("not yet: RUNNING"));
        assertThat(send("DELETE", "/jobs/" + endless).statusCode()).isEqualTo(204);
        assertThat(send("GET", "/jobs/" + endless).statusCode()).isEqualTo(404);
        awaitNoWork();
    }

    private void checkThatWorkEndsWhenTheBrowserHasGone() throws Exception {
        HttpResponse<Stream<String>> stream = client.send(request("GET", "/reports/1000000"), BodyHandlers.ofLines());
        try (Stream<String> lines = stream.body()) {
            assertThat(lines.anyMatch(line -> line.startsWith("data:page "))).isTrue();
        }
        awaitNoWork();
    }

    private void awaitNoWork() {
        ProcessPoolExecutor pool = application.getBean(ProcessPoolExecutor.class);
        await().atMost(NoWorkerIsLeft.LIMIT).until(() -> pool.snapshot().runningTasks() == 0);
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return client.send(request(method, path), BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path) {
        String port = application.getEnvironment().getProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(NoWorkerIsLeft.LIMIT)
                .build();
    }

    private void start(String type, String mode) {
        SpringApplication primes = new SpringApplication(PrimesApplication.class);
        primes.setRegisterShutdownHook(false);
        primes.setDefaultProperties(Map.of(
                "spring.main.web-application-type", type,
                "server.port", "0",
                "process-pool.mode", mode,
                "process-pool.max-workers", "1",
                "process-pool.grace-period", "0",
                "process-pool.shutdown-timeout", "0",
                "process-pool.worker-heap", "64MB"));
        application = primes.run();
        awaitContextOfWorker();
    }

    /** The five seconds that a request may wait in the queue are for those that a worker has, whose context takes longer to make here. */
    private void awaitContextOfWorker() {
        ProcessPoolExecutor pool = application.getBean(ProcessPoolExecutor.class);
        pool.warmUpWorkers();
        pool.submit(() -> 0).join();
    }
}
