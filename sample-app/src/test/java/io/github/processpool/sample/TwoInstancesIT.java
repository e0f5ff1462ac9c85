package io.github.processpool.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.sample.make.ShippedDocument;
import io.github.processpool.sample.page.MembersInBrowser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two instances of the application, with one worker each, that share them: the first in this JVM, the second a process that is killed in
 * the end. Documents that never end keep workers busy.
 */
@TestMethodOrder(OrderAnnotation.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class TwoInstancesIT {

    @TempDir
    private static Path folder;

    private static RunningSample first;
    private static SampleInProcess second;

    @BeforeAll
    static void startBoth() throws IOException {
        List<Integer> ports = freePorts(4);
        String report = Files.write(folder.resolve("report.pdf"), ShippedDocument.REPORT.toBytes())
                .toString();
        List<String> common = List.of(
                report,
                "--process-pool.min-workers=1",
                "--process-pool.max-workers=1",
                "--sample.document-timeout=10m",
                "--sample.database.port=" + ports.get(0),
                "--process-pool.cluster.members=127.0.0.1:" + ports.get(1) + ",127.0.0.1:" + ports.get(2));
        // It waits for the database of the first one.
        second = SampleInProcess.start(
                Files.createDirectory(folder.resolve("second")),
                ports.get(3),
                with(common, "--spring.profiles.active=second", "--process-pool.cluster.port=" + ports.get(2)));
        first = RunningSample.start(
                Files.createDirectory(folder.resolve("first")),
                0,
                with(common, "--spring.profiles.active=cluster", "--process-pool.cluster.port=" + ports.get(1))
                        .toArray(String[]::new));
        second.awaitAnswer();
    }

    @AfterAll
    static void stopBoth() {
        if (second != null) {
            second.close();
        }
        if (first != null) {
            first.close();
        }
    }

    @Test
    @Order(1)
    void bothSeeEachOther() {
        for (SampleClient instance : List.of(first, second)) {
            await("the other instance").atMost(SampleClient.LIMIT).until(() -> openMembers(instance) == 1);
        }
        JsonNode member = members(first).get(0);
        assertThat(member.path("name").asString()).isEqualTo(nameOf(second));
        assertThat(member.path("slots").asInt()).isEqualTo(1);
        // Nothing goes elsewhere for want of a worker from here on.
        for (SampleClient instance : List.of(first, second)) {
            await("a worker that waits for work").atMost(SampleClient.LIMIT).until(() -> isIdle(instance));
        }
    }

    @Test
    @Order(2)
    void theSecondHasItsDocumentsRenderedByTheFirstWhenItsOwnWorkerIsBusy() throws IOException {
        String endless = upload(second, "endless.pdf", ShippedDocument.ENDLESS_PAGE);
        awaitFirstPage(second, endless);

        JsonNode report = second.finished(upload(second, "report.pdf", ShippedDocument.REPORT));

        assertThat(report.path("outcome").asString()).isEqualTo("RENDERED");
        assertThat(report.path("member").asString()).isEqualTo(nameOf(first));
        assertThat(pids(second, report))
                .hasSize(ShippedDocument.REPORT.pages())
                .isSubsetOf(workersOf(ProcessHandle.current().pid()));
        second.post("/api/documents/" + endless + "/cancel");
        assertThat(second.finished(endless).path("outcome").asString()).isEqualTo("CANCELLED");
    }

    @Test
    @Order(3)
    void theFirstHasItsDocumentsRenderedByTheSecondWhenItsOwnWorkerIsBusy() throws IOException {
        String endless = upload(first, "endless-here.pdf", ShippedDocument.ENDLESS_PAGE);
        awaitFirstPage(first, endless);
        assertThat(document(first, endless).hasNonNull("member")).isFalse();

        JsonNode report = first.finished(upload(first, "report-elsewhere.pdf", ShippedDocument.REPORT));

        assertThat(report.path("outcome").asString()).isEqualTo("RENDERED");
        assertThat(report.path("member").asString()).isEqualTo(nameOf(second));
        assertThat(pids(first, report)).hasSize(ShippedDocument.REPORT.pages()).isSubsetOf(workersOf(second.pid()));
        String picture = "/api/documents/" + report.path("id").asString() + "/runs/1/pages/5.png";
        assertThat(first.download(picture).statusCode()).isEqualTo(200);
    }

    @Test
    @Order(4)
    void thePagesOfBothShowWhatIsRenderedWhere(@TempDir Path profile) throws IOException {
        awaitFirstPage(first, upload(first, "endless-elsewhere.pdf", ShippedDocument.ENDLESS_PAGE));
        try (MembersInBrowser browser = MembersInBrowser.start(profile)) {
            browser.open(first);
            browser.awaitFact("endless-elsewhere.pdf", "on " + nameOf(second));
            browser.openDashboard(first);
            browser.awaitMembers(nameOf(first) + " (this one)|1||", nameOf(second) + "|1|1|0");
            browser.assertFitsAllScreens("first");
            browser.openDashboard(second);
            browser.awaitMembers(nameOf(second) + " (this one)|1||", nameOf(first) + "|1|0|1");
            browser.assertFitsAllScreens("second");
        }
    }

    @Test
    @Order(5)
    void aDocumentOfAnInstanceThatIsKilledIsRenderedAgain() {
        String endless = idOf(first, "endless-elsewhere.pdf");
        assertThat(document(first, endless).path("member").asString()).isEqualTo(nameOf(second));
        assertThat(pids(first, document(first, endless))).isSubsetOf(workersOf(second.pid()));

        second.kill();
        await("the loss of the second").atMost(SampleClient.LIMIT).until(() -> openMembers(first) == 0);
        first.post("/api/documents/" + idOf(first, "endless-here.pdf") + "/cancel");

        // Written down in place of the page that the lost worker had rendered.
        await("the second attempt").atMost(SampleClient.LIMIT).untilAsserted(() -> {
            JsonNode again = document(first, endless);
            assertThat(again.path("state").asString()).isEqualTo("running");
            assertThat(again.hasNonNull("member")).isFalse();
            assertThat(pids(first, again))
                    .containsExactly(again.path("workerPid").asLong());
            assertThat(workersOf(ProcessHandle.current().pid()))
                    .contains(again.path("workerPid").asLong());
        });
        first.post("/api/documents/" + endless + "/cancel");
        assertThat(first.finished(endless).path("outcome").asString()).isEqualTo("CANCELLED");
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return sockets.stream().map(ServerSocket::getLocalPort).toList();
    }

    private static List<String> with(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return all;
    }

    private static JsonNode pool(SampleClient instance) {
        return instance.get("/actuator/processpools/documents");
    }

    /** All others. */
    private static JsonNode members(SampleClient instance) {
        return pool(instance).path("cluster").path("members");
    }

    private static long openMembers(SampleClient instance) {
        return StreamSupport.stream(members(instance).spliterator(), false)
                .filter(member -> member.path("state").asString().equals("OPEN"))
                .count();
    }

    private static boolean isIdle(SampleClient instance) {
        JsonNode pool = pool(instance);
        boolean isFirstRoundOver = StreamSupport.stream(
                        instance.get("/api/documents").spliterator(), false)
                .anyMatch(document -> document.hasNonNull("outcome"));
        return isFirstRoundOver
                && pool.path("workers").path(0).path("state").asString().equals("IDLE");
    }

    private static String nameOf(SampleClient instance) {
        return pool(instance).path("cluster").path("member").asString();
    }

    private static String upload(SampleClient instance, String name, ShippedDocument document) throws IOException {
        return instance.upload(Map.of(name, document.toBytes()))
                .path("accepted")
                .get(0)
                .path("id")
                .asString();
    }

    private static void awaitFirstPage(SampleClient instance, String id) {
        await("the first page of " + id)
                .atMost(SampleClient.LIMIT)
                .until(() -> document(instance, id).path("pagesDone").asInt() == 1);
    }

    private static JsonNode document(SampleClient instance, String id) {
        return instance.get("/api/documents/" + id).path("document");
    }

    private static String idOf(SampleClient instance, String name) {
        return StreamSupport.stream(instance.get("/api/documents").spliterator(), false)
                .filter(document -> document.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString();
    }

    /** Of the workers that have rendered the pages, as the database has it. */
    private static List<Long> pids(SampleClient instance, JsonNode document) {
        return StreamSupport.stream(
                        instance.get("/api/documents/" + document.path("id").asString())
                                .path("pages")
                                .spliterator(),
                        false)
                .map(page -> page.path("workerPid").asLong())
                .toList();
    }

    private static List<Long> workersOf(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .toList();
    }
}
