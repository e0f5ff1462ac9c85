package io.github.processpool.sample.page;

import static io.github.processpool.sample.page.PageInBrowser.browser;
import static io.github.processpool.sample.page.PageInBrowser.card;
import static io.github.processpool.sample.page.PageInBrowser.screenshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.sample.make.ShippedDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The page for people who work with the keyboard, listen to it or have a narrow screen, in the tab of {@link PageInBrowser}.
 * Where it matters how a document goes on, the test says so in the place of the server, which then is told nothing.
 */
@TestMethodOrder(OrderAnnotation.class)
public abstract class PageForAll {

    /** No worker is needed. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** The id of a document whose pictures are there. */
    private static final String OF_FIRST_ROUND = "d1";

    private static final String FOCUSED = "(document.activeElement.getAttribute('aria-label')"
            + " ?? document.activeElement.querySelector('img')?.alt ?? document.activeElement.textContent)";

    /** Labels of buttons that are shown on more than one line. */
    private static final String BROKEN_LABELS = """
            [...document.querySelectorAll('button:not(.page)')].filter(button => {
                const label = document.createRange();
                label.selectNodeContents(button);
                return new Set([...label.getClientRects()].map(line => Math.round(line.top))).size > 1;
            }).map(button => button.textContent).join()
            """;

    @AfterAll
    static void leave() {
        PageInBrowser.leave();
    }

    @Test
    @Order(1)
    void aDocumentIsAFewTabStopsAndArrowKeysReachAllItsPages() {
        String handbook = ShippedDocument.HANDBOOK.fileName();
        browser().evaluate(card(handbook) + ".querySelector('.document-name').focus()");

        assertPressing("Tab", 9, "Page 1 of " + handbook);
        assertPressing("ArrowRight", 39, "Page 2 of " + handbook);
        assertPressing("End", 35, "Page 40 of " + handbook);
        assertPressing("ArrowLeft", 37, "Page 39 of " + handbook);
        assertPressing("Tab", 9, "Render again: " + handbook);
        assertPressing("Tab", 9, "Remove: " + handbook);
        browser().press("Tab", 9);
        awaitPage("document.activeElement.closest('.document') === " + card(handbook), "false");
    }

    @Test
    @Order(1)
    void theViewerKeepsTheFocusAtTheLastPageAndGivesItBack() {
        String report = ShippedDocument.REPORT.fileName();
        browser().evaluate(card(report) + ".querySelector('.page').focus()");

        assertPressing("Enter", 13, "Close");
        assertPressing("Tab", 9, "Page");
        assertPressing("Tab", 9, "Previous page");
        browser().press("Enter", 13);
        assertPressing("Tab", 9, "Next page");
        for (int page = 1; page <= ShippedDocument.REPORT.pages(); page++) {
            assertPressing("Enter", 13, "Next page");
        }
        int last = ShippedDocument.REPORT.pages();
        awaitPage("document.getElementById('viewer-page').textContent", "Page " + last + " of " + last);
        assertPressing("Escape", 27, "Page 1 of " + report);
    }

    @Test
    @Order(1)
    void breaksNoRuleOfAxeInLightAndDarkWideAndNarrow() throws IOException {
        Axe axe = new Axe(browser());
        axe.assertBreaksNoRule();
        browser().show(1280, 1000, true);
        axe.assertBreaksNoRule();
        browser().show(390, 844, false);
        axe.assertBreaksNoRule();
        browser().evaluate(card(ShippedDocument.REPORT.fileName()) + ".querySelector('.page').click()");
        awaitPage("document.getElementById('viewer-text').textContent.length > 0", "true");
        screenshot("viewer-narrow");
        axe.assertBreaksNoRule();
        browser().press("Escape", 27);
        browser().show(1280, 1000, false);
    }

    @Test
    @Order(2)
    void noLabelOfAButtonBreaksOnANarrowScreen() throws IOException {
        browser().show(390, 844, false);
        PageInBrowser.upload("a-long-name-of-a-file-that-is-certainly-no-document.pdf", new byte[] {1, 2, 3});
        awaitPage("document.querySelectorAll('#rejections li').length", "1");
        update(document("one", "running"), document("two", "done"));
        browser().evaluate("document.getElementById('viewer').showModal()");

        screenshot("buttons");
        assertThat(browser().evaluate(BROKEN_LABELS)).isEmpty();
        assertThat(browser().evaluate("document.documentElement.scrollWidth")).isEqualTo("390");
        browser().press("Escape", 27);
        browser().show(1280, 1000, false);
    }

    @Test
    @Order(2)
    void theFocusGoesOnWhenAFileThatWasNotTakenIsDismissed() {
        PageInBrowser.upload("notes.pdf", new byte[] {1, 2, 3});
        awaitPage("document.querySelector('#rejections button')?.ariaLabel", "Dismiss: notes.pdf");
        browser().evaluate("document.querySelector('#rejections button').focus()");

        assertPressing("Enter", 13, "Choose files");
    }

    @Test
    @Order(3)
    void theFocusStaysInADocumentThatIsRenderedAgainAndCancelled() {
        noteRequests();
        update(document("one", "done"), document("two", "done"));
        focusOn("Render again: one");

        browser().press("Enter", 13);
        update(document("one", "queued"), document("two", "done"));
        assertThat(focused()).isEqualTo("Cancel: one");
        update(document("one", "running"), document("two", "done"));
        assertThat(focused()).isEqualTo("Cancel: one");
        browser().press("Enter", 13);
        update(document("one", "cancelled"), document("two", "done"));

        assertThat(focused()).isEqualTo("Render again: one");
        awaitPage("requests.join()", "POST api/documents/one/again,POST api/documents/one/cancel");
    }

    @Test
    @Order(3)
    void theFocusGoesToANeighbourOfARemovedDocument() {
        noteRequests();
        update(document("one", "done"), document("two", "done"), document("three", "done"));
        focusOn("Remove: two");

        browser().press("Enter", 13);
        awaitPage("requests.join()", "DELETE api/documents/two");
        update(document("one", "done"), document("three", "done"));
        assertThat(focused())
                .as("the next one in the list, which has the newest first")
                .isEqualTo("one");
        update(document("three", "done"));
        assertThat(focused()).as("the one before the last").isEqualTo("three");
        update();
        assertThat(focused()).as("none is left").isEqualTo("Choose files");
    }

    @Test
    @Order(3)
    void theFocusStaysOnAPageWhenTheConnectionComesBackAndInItsDocumentWhenThatIsRenderedAgain() {
        update(document(OF_FIRST_ROUND, "done"));
        browser().evaluate("document.querySelector('.page').focus()");

        update(document(OF_FIRST_ROUND, "done"), document("two", "done"));
        assertThat(focused()).isEqualTo("Page 1 of " + OF_FIRST_ROUND);
        update(document(OF_FIRST_ROUND, "queued"), document("two", "done"));
        assertThat(focused()).isEqualTo(OF_FIRST_ROUND);
    }

    @Test
    @Order(3)
    void announcesAllThatEndsAtOnce() {
        update(document("one", "running"), document("two", "running"), document("three", "done"));
        browser().evaluate("document.getElementById('announcer').replaceChildren()");

        String threeAgain = document("three", "done").replace("run: 1", "run: 2");
        update(document("one", "done"), document("two", "cancelled"), threeAgain);

        assertThat(browser()
                        .evaluate("[...document.getElementById('announcer').children].map(e => e.textContent).join()"))
                .isEqualTo("one: is done,two: is cancelled,three: is done");
    }

    private static void awaitPage(String expression, String expected) {
        PageInBrowser.awaitPage(expression, expected, LIMIT);
    }

    private static void assertPressing(String key, int keyCode, String expectedFocus) {
        browser().press(key, keyCode);
        awaitPage(FOCUSED, expectedFocus);
    }

    private static String focused() {
        return browser().evaluate(FOCUSED);
    }

    private static void focusOn(String label) {
        browser().evaluate("document.querySelector('[aria-label=\"" + label + "\"]').focus()");
    }

    /** Keeps the page from sending any. */
    private static void noteRequests() {
        browser().evaluate("""
                requests = [];
                fetch = (address, { method }) => {
                  requests.push(method + ' ' + address);
                  return Promise.resolve({ ok: true });
                };
                """);
    }

    /** As if the connection had come back and these were all documents, the oldest first. */
    private static void update(String... documents) {
        browser()
                .evaluate("import('/js/documents.js').then(page => page.showDocuments("
                        + "{ complete: true, removed: [], documents: ["
                        + Stream.of(documents).collect(Collectors.joining(", ")) + "] }))");
    }

    /** One page of it is rendered unless it waits. */
    private static String document(String name, String state) {
        boolean waits = state.equals("queued");
        boolean ended = !waits && !state.equals("running");
        return """
                { id: '%1$s', name: '%1$s', bytes: 9000, run: %2$d, state: '%3$s', pagesDone: %4$d, pagesTotal: %4$d,
                  workerPid: 0, startedAt: %4$d, millis: 1, outcome: %5$s, words: '%6$s' }
                """.formatted(
                name, waits ? 2 : 1, state, waits ? 0 : 1, ended ? "'RENDERED'" : "null", ended ? "is " + state : "");
    }
}
