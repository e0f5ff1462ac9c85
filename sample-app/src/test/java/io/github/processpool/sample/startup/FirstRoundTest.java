package io.github.processpool.sample.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.sample.document.DocumentFixture;
import io.github.processpool.sample.document.DocumentView;
import io.github.processpool.sample.document.FakeFuture;
import io.github.processpool.sample.document.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;

class FirstRoundTest {

    @TempDir
    private Path folder;

    private DocumentFixture fixture;

    @BeforeEach
    void makeService() throws IOException {
        fixture = new DocumentFixture(folder.resolve("work"));
    }

    @Test
    void processesEveryFileAndPassesOverWhatIsNoPdf() throws Exception {
        fixture.renderer.onArrival(task -> task.succeed(1));
        Files.writeString(folder.resolve("b.pdf"), "text");

        run("a.pdf", "c.pdf");

        assertThat(fixture.documents.list()).extracting(DocumentView::name).containsExactly("a.pdf", "c.pdf");
        assertThat(fixture.documents.list()).extracting(DocumentView::state).containsOnly("done");
    }

    @Test
    void processesMoreFilesThanThereIsRoomForByWaitingForOthersToEnd() throws Exception {
        List<FakeFuture> waiting = new ArrayList<>();
        fixture.renderer.onArrival(task -> {
            waiting.add(task);
            if (waiting.size() == DocumentFixture.CAPACITY) {
                List<FakeFuture> ready = List.copyOf(waiting);
                waiting.clear();
                CompletionStage<Void> unused = CompletableFuture.runAsync(() -> ready.forEach(each -> each.succeed(1)));
            }
        });

        run("a.pdf", "b.pdf", "c.pdf", "d.pdf", "e.pdf", "f.pdf");

        assertThat(fixture.renderer.tasks()).hasSize(6).allMatch(FakeFuture::isDone);
        assertThat(fixture.documents.list()).hasSize(DocumentFixture.CAPACITY);
    }

    @Test
    void doesNotWaitForRoomThatNobodyWillMake() throws Exception {
        fixture.renderer.refuseWith(new PoolBrokenException("no java", null));

        run("a.pdf");

        assertThat(fixture.documents.list()).isEmpty();
    }

    /** As Ctrl-C has it: files that are given then would meet a closed database. */
    @Test
    void endsWithTheApplication() throws Exception {
        GenericApplicationContext application = new GenericApplicationContext();
        FirstRound round = new FirstRound(fixture.documents, fixture.workspace, fixture.properties, application);
        fixture.renderer.onArrival(task -> round.end(new ContextClosedEvent(application)));

        run(round, "a.pdf", "b.pdf");

        assertThat(fixture.renderer.tasks()).hasSize(1);
    }

    @Test
    void expectsOfEachShippedDocumentTheEndItWasMadeFor() {
        assertThat(isAsExpected("harbour-report.pdf", Outcome.RENDERED)).isTrue();
        assertThat(isAsExpected("harbour-report.pdf", Outcome.TIMED_OUT)).isFalse();
        assertThat(isAsExpected("hostile-endless-page.pdf", Outcome.TIMED_OUT)).isTrue();
        assertThat(isAsExpected("hostile-endless-page.pdf", Outcome.RENDERED)).isFalse();
    }

    @Test
    void expectsOfOtherDocumentsOnlyThatTheyWereTried() {
        assertThat(isAsExpected("mine.pdf", Outcome.WORKER_CRASHED)).isTrue();
        assertThat(isAsExpected("mine.pdf", Outcome.NO_WORKER)).isFalse();
    }

    private void run(String... files) throws Exception {
        run(
                new FirstRound(
                        fixture.documents, fixture.workspace, fixture.properties, new GenericApplicationContext()),
                files);
    }

    private void run(FirstRound round, String... files) throws Exception {
        for (String file : files) {
            Files.writeString(folder.resolve(file), "%PDF-1.7");
        }
        round.run(new DefaultApplicationArguments(folder.toString()));
    }

    private static boolean isAsExpected(String name, Outcome outcome) {
        return FirstRound.isAsExpected(
                List.of(new DocumentView("d1", name, 1, null, 1, "done", 1, 1, 1, null, 1, 1, outcome, "")));
    }
}
