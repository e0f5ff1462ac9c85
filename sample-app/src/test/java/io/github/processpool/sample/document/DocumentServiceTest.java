package io.github.processpool.sample.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.QueueFullException;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.sample.document.DocumentService.Accepted;
import io.github.processpool.sample.render.RenderedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentServiceTest {

    @TempDir
    private Path folder;

    private DocumentFixture fixture;
    private FakeRenderer renderer;
    private DocumentService documents;

    @BeforeEach
    void makeService() throws IOException {
        fixture = new DocumentFixture(folder);
        renderer = fixture.renderer;
        documents = fixture.documents;
    }

    @Test
    void givesADocumentToTheRenderer() throws IOException {
        DocumentView document = fixture.upload("report.pdf");

        assertThat(document.state()).isEqualTo("queued");
        assertThat(renderer.task(0).request().documentId()).isEqualTo(document.id());
        assertThat(renderer.task(0).request().run()).isEqualTo(1);
        assertThat(Path.of(renderer.task(0).request().file())).isNotEmptyFile();
        assertThat(Path.of(renderer.task(0).request().thumbnails())).isEmptyDirectory();
        assertThat(renderer.task(0).request().maxPages()).isEqualTo(50);
    }

    @Test
    void showsARunningDocumentWithProgressAndWorker() throws IOException {
        fixture.upload("report.pdf");
        renderer.task(0).run(4711, 2, 5);

        DocumentView document = documents.list().get(0);

        assertThat(document.state()).isEqualTo("running");
        assertThat(document.pagesDone()).isEqualTo(2);
        assertThat(document.pagesTotal()).isEqualTo(5);
        assertThat(document.workerPid()).isEqualTo(4711);
        assertThat(document.startedAt()).isEqualTo(FakeFuture.STARTED.toEpochMilli());
        assertThat(document.outcome()).isNull();
    }

    @Test
    void showsAFinishedDocumentWithItsPages() throws IOException {
        String id = fixture.upload("report.pdf").id();
        fixture.pages.add(id, 1, page(1));
        fixture.pages.add(id, 1, page(2));
        renderer.task(0).run(4711, 0, 2);
        renderer.task(0).succeed(2);

        DocumentDetails details = documents.details(id);

        assertThat(details.document().state()).isEqualTo("done");
        assertThat(details.document().outcome()).isEqualTo(Outcome.RENDERED);
        assertThat(details.document().words()).isEqualTo("2 pages were rendered.");
        assertThat(details.document().millis()).isEqualTo(1500);
        assertThat(details.document().workerPid()).isEqualTo(4711);
        assertThat(details.pages()).extracting(page -> page.excerpt()).containsExactly("text 1", "text 2");
        assertThat(documents.details(id)).isEqualTo(details);
    }

    @Test
    void showsThePagesThatWereRenderedBeforeAFailure() throws IOException {
        String id = fixture.upload("slow.pdf").id();
        renderer.task(0).run(4711, 1, 2);
        fixture.pages.add(id, 1, page(1));
        assertThat(documents.details(id).pages()).containsExactly(page(1));

        renderer.task(0).fail(new TaskTimeoutException("t", TaskTimeoutException.Clock.EXECUTION, null));

        assertThat(documents.details(id).document().state()).isEqualTo("failed");
        assertThat(documents.details(id).pages()).containsExactly(page(1));
    }

    @Test
    void completesTheAnswerOfAcceptanceWithTheFinalStateEvenAfterAFailure() throws IOException {
        CompletableFuture<DocumentView> finished =
                documents.upload("slow.pdf", DocumentFixture.pdf()).finished().toCompletableFuture();
        assertThat(finished).isNotDone();

        renderer.task(0).run(4711, 1, 2);
        renderer.task(0).fail(new TaskTimeoutException("t", TaskTimeoutException.Clock.EXECUTION, null));

        assertThat(finished).isCompletedWithValueMatching(document -> document.outcome() == Outcome.TIMED_OUT);
        assertThat(finished.join().state()).isEqualTo("failed");
        assertThat(finished.join().pagesDone()).isEqualTo(1);
    }

    @Test
    void takesAFileWhereItLies() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.pdf"), "%PDF-1.4");

        Accepted accepted = documents.add(file);

        assertThat(accepted.document().name()).isEqualTo("mine.pdf");
        assertThat(renderer.task(0).request().file()).isEqualTo(file.toString());
    }

    @Test
    void keepsTheOriginalOfARemovedDocument() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.pdf"), "%PDF-1.4");
        String id = documents.add(file).document().id();
        renderer.task(0).succeed(1);

        documents.remove(id);

        assertThat(file).exists();
        assertThat(documents.list()).isEmpty();
    }

    @Test
    void numbersASecondDocumentOfTheSameNameAndSaysSo() throws IOException {
        fixture.upload("report.pdf");
        DocumentView second = fixture.upload("report.pdf");
        DocumentView third = fixture.upload("report.pdf");

        assertThat(second.name()).isEqualTo("report (2).pdf");
        assertThat(second.note()).isEqualTo("There is another report.pdf, so it was given a number.");
        assertThat(third.name()).isEqualTo("report (3).pdf");
    }

    @Test
    void refusesWhatIsNoPdfAndKeepsNothingOfIt() throws IOException {
        assertThatThrownBy(() -> documents.upload("a.pdf", DocumentFixture.text("hello")))
                .isInstanceOf(RejectedDocumentException.class)
                .hasMessage("The file is not a PDF.");
        assertThatThrownBy(() -> documents.upload("a.pdf", DocumentFixture.text("")))
                .hasMessage("The file is empty.");
        assertThatThrownBy(() -> documents.upload("a.pdf", DocumentFixture.text("%PDF-" + "x".repeat(2_000_000))))
                .hasMessage("The file is too large: 2 MB, accepted are up to 1 MB.");
        assertThatThrownBy(() -> fixture.upload("../a.pdf")).isInstanceOf(RejectedDocumentException.class);

        assertThat(renderer.tasks()).isEmpty();
        assertThat(documents.list()).isEmpty();
        assertThat(uploads()).isEmptyDirectory();
    }

    @Test
    void saysWhyAPoolTakesNothing() {
        assertRefusal(new QueueFullException("full"), "Too many documents are waiting; try again later.");
        assertRefusal(new PoolShutdownException("shut"), "The application is ending.");
        assertRefusal(new PoolBrokenException("no java", null), "No worker can be started now: no java");
    }

    @Test
    void letsTheOldestFinishedDocumentGiveWayWithItsFiles() throws IOException {
        String first = fixture.upload("a.pdf").id();
        fixture.upload("b.pdf");
        fixture.upload("c.pdf");
        renderer.task(1).succeed(1);
        Path gone = Path.of(renderer.task(1).request().file());

        fixture.upload("d.pdf");

        assertThat(documents.list()).extracting(DocumentView::name).containsExactly("a.pdf", "c.pdf", "d.pdf");
        assertThat(documents.details(first).document().state()).isEqualTo("queued");
        assertThat(gone).doesNotExist();
        assertThat(Path.of(renderer.task(1).request().thumbnails())).doesNotExist();
    }

    @Test
    void takesNothingWhileTooManyAreUnfinished() throws IOException {
        fixture.upload("a.pdf");
        fixture.upload("b.pdf");
        fixture.upload("c.pdf");

        assertThatThrownBy(() -> fixture.upload("d.pdf"))
                .isInstanceOf(NoRoomException.class)
                .hasMessage("3 documents are waiting or being processed; try again later.");
        try (Stream<Path> files = Files.list(uploads())) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void cancelsAnUnfinishedDocument() throws IOException {
        String id = fixture.upload("a.pdf").id();

        DocumentView document = documents.cancel(id);

        assertThat(document.state()).isEqualTo("cancelled");
        assertThat(document.outcome()).isEqualTo(Outcome.CANCELLED);
    }

    @Test
    void leavesAFinishedDocumentAsItIsWhenCancelled() throws IOException {
        String id = fixture.upload("a.pdf").id();
        renderer.task(0).succeed(1);

        assertThat(documents.cancel(id).state()).isEqualTo("done");
    }

    @Test
    void deletesFilesOnlyWhenNoWorkerWritesAnyMore() throws IOException {
        String id = fixture.upload("a.pdf").id();
        renderer.task(0).run(4711, 0, 3);
        documents.cancel(id);
        Path thumbnails = Path.of(renderer.task(0).request().thumbnails());

        fixture.pages.add(id, 1, page(1));

        documents.remove(id);
        assertThat(thumbnails).exists();
        assertThat(fixture.pages.pagesOf(id, 1)).hasSize(1);

        renderer.task(0).stop();
        assertThat(thumbnails).doesNotExist();
        assertThat(fixture.pages.pagesOf(id, 1)).isEmpty();
    }

    @Test
    void processesAFinishedDocumentAgainIntoAFolderOfItsOwn() throws IOException {
        String id = fixture.upload("a.pdf").id();
        fixture.pages.add(id, 1, page(1));
        renderer.task(0).succeed(2);

        DocumentView document = documents.again(id);

        assertThat(document.run()).isEqualTo(2);
        assertThat(document.state()).isEqualTo("queued");
        assertThat(renderer.task(1).request().file())
                .isEqualTo(renderer.task(0).request().file());
        assertThat(renderer.task(1).request().thumbnails())
                .isNotEqualTo(renderer.task(0).request().thumbnails());
        assertThat(Path.of(renderer.task(0).request().thumbnails())).doesNotExist();
        assertThat(renderer.task(1).request().run()).isEqualTo(2);
        assertThat(documents.details(id).pages()).isEmpty();
        assertThat(fixture.pages.pagesOf(id, 1)).isEmpty();
    }

    @Test
    void neitherRepeatsNorRemovesAnUnfinishedDocument() throws IOException {
        String id = fixture.upload("a.pdf").id();

        assertThatThrownBy(() -> documents.again(id)).isInstanceOf(UnfinishedDocumentException.class);
        assertThatThrownBy(() -> documents.remove(id))
                .isInstanceOf(UnfinishedDocumentException.class)
                .hasMessage("a.pdf is still being processed; cancel it or wait for its end.");
    }

    @Test
    void knowsOnlyPagesThatAreRendered() throws IOException {
        String id = fixture.upload("a.pdf").id();
        Files.createFile(Path.of(renderer.task(0).request().thumbnails()).resolve("page-1.png"));

        assertThat(documents.thumbnail(id, 1, 1)).exists();
        assertThatThrownBy(() -> documents.thumbnail(id, 1, 2)).isInstanceOf(UnknownDocumentException.class);
        assertThatThrownBy(() -> documents.thumbnail(id, 2, 1)).isInstanceOf(UnknownDocumentException.class);
        assertThatThrownBy(() -> documents.thumbnail("d99", 1, 1)).isInstanceOf(UnknownDocumentException.class);
        assertThatThrownBy(() -> documents.thumbnail("..", 1, 1)).isInstanceOf(UnknownDocumentException.class);
    }

    private static RenderedPage page(int number) {
        return new RenderedPage(number, 509, 720, "text " + number, 4711);
    }

    private Path uploads() {
        return fixture.workspace.uploadOf("any").getParent();
    }

    private void assertRefusal(RuntimeException refusal, String words) {
        renderer.refuseWith(refusal);
        assertThatThrownBy(() -> fixture.upload("a.pdf"))
                .isInstanceOf(NoRoomException.class)
                .hasMessage(words);
        assertThat(documents.list()).isEmpty();
    }
}
