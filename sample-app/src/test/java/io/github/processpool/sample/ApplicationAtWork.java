package io.github.processpool.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.sample.make.ShippedDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A real application with real workers that has made its first round: whatever is done to it, it goes on. */
@TestMethodOrder(OrderAnnotation.class)
abstract class ApplicationAtWork {

    private final RunningSample sample;

    ApplicationAtWork(RunningSample sample) {
        this.sample = sample;
    }

    @ParameterizedTest
    @EnumSource
    @Order(1)
    void everyShippedDocumentMetTheEndItWasMadeFor(ShippedDocument shipped) {
        JsonNode document = named(shipped.fileName());

        assertThat(document.path("outcome").asString())
                .as(document.path("words").asString())
                .isEqualTo(shipped.expected().name());
        assertThat(document.path("workerPid").asLong())
                .isPositive()
                .isNotEqualTo(ProcessHandle.current().pid());
        assertThat(document.path("words").asString()).isNotBlank();
    }

    @Test
    @Order(1)
    void goodDocumentsHavePicturesAndText() throws IOException {
        JsonNode report = named(ShippedDocument.REPORT.fileName());
        JsonNode details = sample.get("/api/documents/" + report.path("id").asString());

        assertThat(details.path("pages").size()).isEqualTo(ShippedDocument.REPORT.pages());
        assertThat(details.path("pages").get(1).path("excerpt").asString()).startsWith("Summary");
        for (int page = 1; page <= ShippedDocument.REPORT.pages(); page++) {
            assertThat(ImageIO.read(new ByteArrayInputStream(
                                    picture(report, page).body()))
                            .getHeight())
                    .isEqualTo(720);
        }
        assertThat(picture(report, 6).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource(names = {"HUGE_IMAGE", "ENDLESS_PAGE", "CRASHING_CODEC"})
    @Order(1)
    void hostileDocumentsLeaveThePagesThatWereRenderedBefore(ShippedDocument shipped) {
        JsonNode document = named(shipped.fileName());

        assertThat(document.path("pagesDone").asInt()).isEqualTo(1);
        assertThat(document.path("pagesTotal").asInt()).isEqualTo(2);
        assertThat(picture(document, 1).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"HUGE_IMAGE", "ENDLESS_PAGE", "CRASHING_CODEC"})
    @Order(1)
    void whatAWorkerHadCommittedIsThereAfterItsEnd(ShippedDocument shipped) {
        JsonNode document = named(shipped.fileName());
        JsonNode pages =
                sample.get("/api/documents/" + document.path("id").asString()).path("pages");

        assertThat(pages.size()).isEqualTo(1);
        assertThat(pages.get(0).path("workerPid").asLong())
                .isEqualTo(document.path("workerPid").asLong())
                .isNotEqualTo(ProcessHandle.current().pid());
    }

    @Test
    @Order(1)
    void thePoolSaysWhyItReplacedWorkers() {
        // The worker of a document that ran out of time lives on for its grace period.
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(snapshot().exitsByReason())
                        .containsEntry(ExitReason.OUT_OF_MEMORY, 1L)
                        .containsEntry(ExitReason.TIMED_OUT, 1L)
                        .containsEntry(ExitReason.CRASHED, 1L));

        assertThat(sample.get("/api/pool").path("state").asString()).isEqualTo("running");
    }

    /** No worker ran the schema again, or was given a database of its own. */
    @Test
    @Order(1)
    void parentAndWorkersShareOneDatabase() {
        Integer pages = sample.bean(JdbcClient.class)
                .sql("select count(*) from rendered_page")
                .query(Integer.class)
                .single();
        Integer workers = sample.bean(JdbcClient.class)
                .sql("select count(distinct worker_pid) from rendered_page where worker_pid <> ?")
                .param(ProcessHandle.current().pid())
                .query(Integer.class)
                .single();

        assertThat(pages).isEqualTo(pagesDone());
        assertThat(workers).isGreaterThanOrEqualTo(2);
    }

    @Test
    @Order(2)
    void thePageShowsTheFiguresThatActuatorGives() {
        // Actuator's gauges are up to a second old.
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonNode pool = sample.get("/api/pool");
            assertThat(meter("executor.queued", "VALUE"))
                    .isEqualTo(pool.path("queued").asInt());
            assertThat(meter("executor.active", "VALUE"))
                    .isEqualTo(pool.path("running").asInt());
            assertThat(meter("process.pool.tasks", "COUNT", "outcome:succeeded"))
                    .isEqualTo(pool.path("completed").asInt())
                    .isPositive();
            assertThat(meter("process.pool.tasks", "COUNT", "outcome:failed"))
                    .isEqualTo(pool.path("failed").asInt())
                    .isPositive();
        });
    }

    @Test
    @Order(2)
    void actuatorShowsThePoolsAndTheirHealth() {
        assertThat(sample.get("/actuator/health").path("status").asString()).isEqualTo("UP");
        assertThat(sample.get("/actuator/processpools").toString()).contains("\"documents\"");
        assertThat(new String(sample.download("/actuator/prometheus").body(), StandardCharsets.UTF_8))
                .contains("process_pool_tasks_total");
    }

    @Test
    @Order(2)
    void whatPrometheusScrapesIsAsItLikesIt() throws IOException, InterruptedException {
        String scrape = new String(sample.download("/actuator/prometheus").body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.matches("(# (HELP|TYPE) )?(process_pool|executor)_.*"))
                .collect(Collectors.joining("\n", "", "\n"));

        // Micrometer makes meters of observations, and those have no description.
        assertThat(Promtool.run(scrape, "check", "metrics")
                        .replaceFirst("^\\d: ", "")
                        .lines())
                .isNotEmpty()
                .allMatch(complaint -> complaint.matches("process_pool_task_(active_|begun_)?\\w+ no help text"));
    }

    @Test
    @Order(2)
    void goodDocumentsAreNotHarmedByHostileOnesUploadedWithThem() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("bad.pdf", ShippedDocument.CRASHING_CODEC.toBytes());
        files.put("good.pdf", ShippedDocument.INVOICES.toBytes());
        files.put("worse.pdf", ShippedDocument.HUGE_IMAGE.toBytes());
        files.put("better.pdf", ShippedDocument.REPORT.toBytes());
        files.put("none.pdf", new byte[0]);

        JsonNode answer = sample.upload(files);

        assertThat(answer.path("rejected").get(0).path("reason").asString()).isEqualTo("The file is empty.");
        List<String> outcomes = StreamSupport.stream(answer.path("accepted").spliterator(), false)
                .map(document -> sample.finished(document.path("id").asString())
                        .path("outcome")
                        .asString())
                .toList();
        assertThat(outcomes).containsExactly("WORKER_CRASHED", "RENDERED", "HEAP_EXHAUSTED", "RENDERED");
    }

    @Test
    @Order(2)
    void aRunningDocumentIsShownWithItsWorkerAndStoppedWhenItIsCancelled() throws IOException {
        String id = sample.upload(Map.of("endless.pdf", ShippedDocument.ENDLESS_PAGE.toBytes()))
                .path("accepted")
                .get(0)
                .path("id")
                .asString();
        await().atMost(RunningSample.LIMIT)
                .until(() -> document(id).path("pagesDone").asInt() == 1);
        await().atMost(RunningSample.LIMIT)
                .until(() -> sample.get("/actuator/processpools/documents/"
                                + document(id).path("workerPid").asLong())
                        .path("task")
                        .has("progress"));

        assertThat(sample.post("/api/documents/" + id + "/cancel").statusCode()).isEqualTo(200);

        assertThat(sample.finished(id).path("state").asString()).isEqualTo("cancelled");
        await().atMost(Duration.ofSeconds(10)).until(() -> snapshot().runningTasks() == 0);
        assertThat(sample.post("/api/documents/" + id + "/again").statusCode()).isEqualTo(200);
        assertThat(sample.post("/api/documents/" + id + "/cancel").statusCode()).isEqualTo(200);
        assertThat(sample.finished(id).path("run").asInt()).isEqualTo(2);
    }

    @Test
    @Order(2)
    void aKilledWorkerCostsItsDocumentAndLeavesThePagesItHadCommitted() throws IOException {
        String id = sample.upload(Map.of("killed.pdf", ShippedDocument.ENDLESS_PAGE.toBytes()))
                .path("accepted")
                .get(0)
                .path("id")
                .asString();
        await().atMost(RunningSample.LIMIT)
                .until(() -> document(id).path("pagesDone").asInt() == 1);
        long pid = document(id).path("workerPid").asLong();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        assertThat(sample.finished(id).path("outcome").asString()).isEqualTo("WORKER_CRASHED");
        JsonNode pages = sample.get("/api/documents/" + id).path("pages");
        assertThat(pages.size()).isEqualTo(1);
        assertThat(pages.get(0).path("workerPid").asLong()).isEqualTo(pid);
    }

    @Test
    @Order(3)
    void anUploadAboveEveryLimitIsAnswered() throws IOException {
        JsonNode answer = sample.upload(Map.of("huge.pdf", new byte[101 << 20]));

        assertThat(answer.path("status").asInt()).isEqualTo(413);
        assertThat(answer.path("detail").asString()).startsWith("The upload as a whole is too large");
    }

    private double meter(String name, String statistic, String... tags) {
        StringBuilder path = new StringBuilder("/actuator/metrics/" + name + "?tag=name:documents");
        for (String tag : tags) {
            path.append("&tag=").append(tag);
        }
        return StreamSupport.stream(
                        sample.get(path.toString()).path("measurements").spliterator(), false)
                .filter(measurement -> measurement.path("statistic").asString().equals(statistic))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Actuator has no " + statistic + " of " + name))
                .path("value")
                .asDouble();
    }

    /** Of all documents together. */
    private int pagesDone() {
        return StreamSupport.stream(sample.get("/api/documents").spliterator(), false)
                .mapToInt(document -> document.path("pagesDone").asInt())
                .sum();
    }

    private PoolSnapshot snapshot() {
        return sample.bean(ProcessPoolExecutor.class).snapshot();
    }

    private JsonNode document(String id) {
        return sample.get("/api/documents/" + id).path("document");
    }

    private JsonNode named(String name) {
        return StreamSupport.stream(sample.get("/api/documents").spliterator(), false)
                .filter(document -> document.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<byte[]> picture(JsonNode document, int page) {
        return sample.download("/api/documents/" + document.path("id").asString() + "/runs/1/pages/" + page + ".png");
    }
}
