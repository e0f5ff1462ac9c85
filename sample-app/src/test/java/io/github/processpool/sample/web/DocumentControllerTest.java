package io.github.processpool.sample.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.github.processpool.QueueFullException;
import io.github.processpool.sample.document.DocumentFixture;
import io.github.processpool.sample.render.RenderedPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class DocumentControllerTest {

    @TempDir
    private Path folder;

    private DocumentFixture fixture;
    private MockMvcTester mvc;

    @BeforeEach
    void makeController() throws IOException {
        fixture = new DocumentFixture(folder);
        mvc = MockMvcTester.create(
                MockMvcBuilders.standaloneSetup(new DocumentController(fixture.documents, fixture.properties))
                        .setControllerAdvice(new WebErrors())
                        .addFilters(new BrowserSafetyFilter())
                        .build());
    }

    @Test
    void takesTheGoodFilesOfAnUploadAndSaysWhatIsWrongWithTheOthers() {
        MvcTestResult answer = upload(
                file("a.pdf", "%PDF-1.7"),
                file("empty.pdf", ""),
                file("notes.pdf", "text"),
                file("../b.pdf", "%PDF-1.7"));

        assertThat(answer).hasStatus(202);
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.accepted[*].name")
                .asArray()
                .containsExactly("a.pdf");
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.rejected[*].reason")
                .asArray()
                .containsExactly(
                        "The file is empty.",
                        "The file is not a PDF.",
                        "The name contains a path; only plain file names are accepted.");
    }

    @Test
    void answersBadRequestWhenNothingWasGood() {
        assertThat(upload(file("notes.pdf", "text"))).hasStatus(400);
    }

    @Test
    void refusesAFileThatIsTooLargeBeforeItIsCopied() {
        MvcTestResult answer = upload(file("large.pdf", "%PDF-" + "x".repeat(2_000_000)));

        assertThat(answer).hasStatus(400);
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.rejected[0].reason")
                .isEqualTo("The file is too large: 2 MB, accepted are up to 1 MB.");
    }

    @Test
    void answersUnavailableWhenTheQueueIsFull() {
        fixture.renderer.refuseWith(new QueueFullException("full"));

        MvcTestResult answer = upload(file("a.pdf", "%PDF-1.7"));

        assertThat(answer).hasStatus(503);
        assertThat(answer).bodyJson().extractingPath("$.rejected[0].retry").isEqualTo(true);
    }

    @Test
    void saysWhatAnUploadIs() {
        assertThat(mvc.perform(post("/api/documents"))).hasStatus(400);
    }

    @Test
    void listsAndShowsDocuments() throws IOException {
        String id = fixture.upload("a.pdf").id();
        fixture.pages.add(id, 1, new RenderedPage(1, 509, 720, "text 1", 4711));
        fixture.pages.add(id, 1, new RenderedPage(2, 509, 720, "text 2", 4711));
        fixture.renderer.task(0).succeed(2);

        assertThat(mvc.perform(get("/api/documents")))
                .bodyJson()
                .extractingPath("$[0].name")
                .isEqualTo("a.pdf");
        MvcTestResult details = mvc.perform(get("/api/documents/" + id));
        assertThat(details).bodyJson().extractingPath("$.document.state").isEqualTo("done");
        assertThat(details).bodyJson().extractingPath("$.pages[1].excerpt").isEqualTo("text 2");
    }

    @Test
    void showsThePictureOfAPage() throws IOException {
        String id = fixture.upload("a.pdf").id();
        Files.writeString(
                Path.of(fixture.renderer.task(0).request().thumbnails()).resolve("page-1.png"), "PNG");

        MvcTestResult answer = mvc.perform(get("/api/documents/" + id + "/runs/1/pages/1.png"));

        assertThat(answer).hasStatusOk().hasContentType("image/png").bodyText().isEqualTo("PNG");
    }

    @Test
    void saysWhatIsNotThere() {
        MvcTestResult document = mvc.perform(get("/api/documents/d99"));
        assertThat(document).hasStatus(404);
        assertThat(document)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("There is no such document, or no longer.");
        assertThat(mvc.perform(get("/api/documents/d99/runs/1/pages/1.png"))).hasStatus(404);
        assertThat(mvc.perform(delete("/api/documents/d99"))).hasStatus(404);
    }

    @Test
    void cancelsRepeatsAndRemoves() throws IOException {
        String id = fixture.upload("a.pdf").id();

        assertThat(mvc.perform(delete("/api/documents/" + id))).hasStatus(409);
        assertThat(mvc.perform(post("/api/documents/" + id + "/cancel")))
                .bodyJson()
                .extractingPath("$.state")
                .isEqualTo("cancelled");
        assertThat(mvc.perform(post("/api/documents/" + id + "/again")))
                .bodyJson()
                .extractingPath("$.run")
                .isEqualTo(2);
        fixture.renderer.task(1).succeed(1);
        assertThat(mvc.perform(delete("/api/documents/" + id))).hasStatus(204);
        assertThat(fixture.documents.list()).isEmpty();
    }

    @Test
    void refusesChangesThatAnotherWebSiteAsksFor() throws IOException {
        String id = fixture.upload("a.pdf").id();

        assertThat(mvc.perform(post("/api/documents/" + id + "/cancel").header("Sec-Fetch-Site", "cross-site")))
                .hasStatus(403);
        assertThat(fixture.documents.list().get(0).state()).isEqualTo("queued");
        assertThat(mvc.perform(get("/api/documents").header("Sec-Fetch-Site", "cross-site")))
                .hasStatusOk();
        assertThat(mvc.perform(post("/api/documents/" + id + "/cancel").header("Sec-Fetch-Site", "same-origin")))
                .hasStatusOk();
    }

    @Test
    void letsPagesLoadNothingFromElsewhere() {
        assertThat(mvc.perform(get("/api/documents")))
                .headers()
                .hasHeaderSatisfying(
                        "Content-Security-Policy",
                        values -> assertThat(values)
                                .singleElement()
                                .asString()
                                .startsWith("default-src 'none'")
                                .doesNotContain("unsafe", "http"));
    }

    private MvcTestResult upload(MockMultipartFile... files) {
        var request = multipart("/api/documents");
        for (MockMultipartFile file : files) {
            request.file(file);
        }
        return mvc.perform(request);
    }

    private static MockMultipartFile file(String name, String content) {
        return new MockMultipartFile("files", name, "application/pdf", content.getBytes(StandardCharsets.US_ASCII));
    }
}
