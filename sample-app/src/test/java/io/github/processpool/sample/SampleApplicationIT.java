package io.github.processpool.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.sample.make.ShippedDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The whole application with real workers. One run of it serves all tests; the one that ends it comes last. */
@TestMethodOrder(OrderAnnotation.class)
class SampleApplicationIT {

    @TempDir
    private static Path folder;

    private static RunningSample sample;

    @BeforeAll
    static void startSample() {
        sample = RunningSample.start(folder, 0);
    }

    @AfterAll
    static void stopSample() {
        sample.close();
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

    @Test
    @Order(1)
    void thePoolSaysWhyItReplacedWorkers() {
        // The worker of a document that ran out of time lives on for its grace period.
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(snapshot().exitsByReason())
                        .containsEntry(ExitReason.OUT_OF_MEMORY, 1L)
                        .containsEntry(ExitReason.TIMED_OUT, 1L)
                        .containsEntry(ExitReason.CRASHED, 1L));

        JsonNode pool = sample.get("/api/pool");
        assertThat(pool.path("restarts").asInt()).isEqualTo(3);
        assertThat(pool.path("state").asString()).isEqualTo("running");
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
    void aRunningDocumentIsStoppedWhenItIsCancelled() throws IOException {
        String id = sample.upload(Map.of("endless.pdf", ShippedDocument.ENDLESS_PAGE.toBytes()))
                .path("accepted")
                .get(0)
                .path("id")
                .asString();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> document(id).path("pagesDone").asInt() == 1);

        assertThat(sample.post("/api/documents/" + id + "/cancel").statusCode()).isEqualTo(200);

        assertThat(sample.finished(id).path("state").asString()).isEqualTo("cancelled");
        await().atMost(Duration.ofSeconds(10)).until(() -> snapshot().runningTasks() == 0);
        assertThat(sample.post("/api/documents/" + id + "/again").statusCode()).isEqualTo(200);
        assertThat(sample.post("/api/documents/" + id + "/cancel").statusCode()).isEqualTo(200);
        assertThat(sample.finished(id).path("run").asInt()).isEqualTo(2);
    }

    @Test
    @Order(3)
    void anUploadAboveEveryLimitIsAnswered() throws IOException {
        JsonNode answer = sample.upload(Map.of("huge.pdf", new byte[101 << 20]));

        assertThat(answer.path("status").asInt()).isEqualTo(413);
        assertThat(answer.path("detail").asString()).startsWith("The upload as a whole is too large");
    }

    @Test
    @Order(9)
    void leavesNoWorkerBehind() {
        List<Long> pids = snapshot().workers().stream().map(WorkerSnapshot::pid).toList();
        ProcessPoolExecutor pool = sample.bean(ProcessPoolExecutor.class);

        sample.close();

        assertThat(folder).isEmptyDirectory();
        assertThat(pool.snapshot().state()).isEqualTo(PoolState.TERMINATED);
        assertThat(pids)
                .isNotEmpty()
                .noneMatch(pid ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent());
    }

    private static PoolSnapshot snapshot() {
        return sample.bean(ProcessPoolExecutor.class).snapshot();
    }

    private static JsonNode document(String id) {
        return sample.get("/api/documents/" + id).path("document");
    }

    private static JsonNode named(String name) {
        return StreamSupport.stream(sample.get("/api/documents").spliterator(), false)
                .filter(document -> document.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static HttpResponse<byte[]> picture(JsonNode document, int page) {
        return sample.download("/api/documents/" + document.path("id").asString() + "/runs/1/pages/" + page + ".png");
    }
}
