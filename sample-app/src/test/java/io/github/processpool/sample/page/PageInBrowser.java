package io.github.processpool.sample.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.sample.RunningSample;
import io.github.processpool.sample.make.ShippedDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The page at / in headless Chromium, served by a real application in which nothing but its first round has happened yet.
 * Screenshots are left in {@code target/screenshots}. One tab serves all tests.
 */
@TestMethodOrder(OrderAnnotation.class)
public abstract class PageInBrowser {

    private static @Nullable Browser browser;

    /** Opens it, or skips all tests if there is no browser. */
    public static void open(RunningSample sample, Path profile) throws IOException {
        Optional<Path> chromium = Browser.find();
        Assumptions.assumeTrue(
                chromium.isPresent(),
                "SKIPPED: the web page was not tested, because there is no Chromium on the PATH. Install the Debian package"
                        + " 'chromium'.");
        browser = Browser.start(chromium.get(), profile);
        browser.show(1280, 1000, false);
        openAgain(sample);
    }

    /** After {@link #leave}. Does nothing without a browser. */
    public static void openAgain(RunningSample sample) {
        if (browser != null) {
            browser.open(sample.address());
            awaitPage("document.querySelectorAll('#documents .document').length > 0", "true");
        }
    }

    /** A page that shows all that goes on takes a good part of a processor. */
    @AfterAll
    static void leave() {
        if (browser != null) {
            browser.open("about:blank");
        }
    }

    @Test
    @Order(1)
    void showsEveryShippedDocumentWithItsEnd() {
        assertThat(browser.evaluate("String(document.querySelectorAll('#documents .document').length)"))
                .isEqualTo(Integer.toString(ShippedDocument.values().length));
        for (ShippedDocument document : ShippedDocument.values()) {
            assertThat(browser.evaluate(card(document.fileName()) + ".dataset.outcome"))
                    .isEqualTo(document.expected().name());
        }
        assertThat(browser.evaluate("document.getElementById('connection').textContent"))
                .isEqualTo("Live");
        assertThat(browser.evaluate("document.getElementById('totals').textContent"))
                .isEqualTo("4 rendered · 4 failed");
    }

    @Test
    @Order(1)
    void saysInWordsWhatHappenedToHostileDocuments() {
        assertThat(words(ShippedDocument.ENDLESS_PAGE)).startsWith("It took longer than a document may take.");
        assertThat(words(ShippedDocument.HUGE_IMAGE)).startsWith("It needed more memory");
        assertThat(words(ShippedDocument.CRASHING_CODEC)).startsWith("Its worker process died");
        assertThat(words(ShippedDocument.TRUNCATED)).startsWith("The file is damaged");
    }

    @Test
    @Order(1)
    void showsThePoolBesideThemAndWhereTheDashboardIs() {
        awaitPage("document.getElementById('pool-state').textContent", "Running");
        assertThat(browser.evaluate("['queued', 'running', 'completed', 'failed']"
                        + ".map(id => document.getElementById(id).textContent).join()"))
                .isEqualTo("0,0,4,4");
        assertThat(browser.evaluate("fetch(document.querySelector('.more a').href).then(r => r.status)"))
                .isEqualTo("200");
        assertThat(browser.evaluate(
                        "Promise.all([...document.querySelectorAll('.foot a')].map(a => fetch(a.href).then(r => r.status)))"
                                + ".then(all => all.join())"))
                .isEqualTo("200,200,200,200,200");
    }

    @Test
    @Order(1)
    void showsTheTextOfAPageOfADocumentThatFailedLater() {
        browser.evaluate(card(ShippedDocument.CRASHING_CODEC.fileName()) + ".querySelectorAll('.page')[0].click()");
        awaitPage("document.getElementById('viewer-text').textContent.length > 0", "true");
        browser.press("Escape", 27);
        awaitPage("document.getElementById('viewer').open", "false");
    }

    @Test
    @Order(1)
    void loadsThePicturesOfThePages() {
        String image = card(ShippedDocument.REPORT.fileName()) + ".querySelector('img')";
        browser.evaluate(image + ".scrollIntoView()");

        awaitPage(image + ".naturalHeight", "720");
    }

    @Test
    @Order(1)
    void opensAPageAndTurnsItByKeyboard() throws IOException {
        browser.evaluate(card(ShippedDocument.REPORT.fileName()) + ".querySelectorAll('.page')[1].click()");
        awaitPage("document.getElementById('viewer-text').textContent.startsWith('Summary')", "true");
        screenshot("viewer");

        browser.press("ArrowRight", 39);
        awaitPage("document.getElementById('viewer-page').textContent", "Page 3 of 5");
        browser.press("Escape", 27);
        awaitPage("document.getElementById('viewer').open", "false");
    }

    @Test
    @Order(1)
    void fitsWideAndNarrowScreensInLightAndDark() throws IOException {
        browser.evaluate("window.scrollTo(0, 0)");
        screenshot("wide");
        browser.show(1280, 1000, true);
        screenshot("wide-dark");
        browser.show(390, 844, false);
        screenshot("narrow");
        browser.evaluate("document.querySelector('.foot').scrollIntoView()");
        browser.show(390, 844, true);
        screenshot("narrow-dark");
        assertThat(browser.evaluate("document.documentElement.scrollWidth")).isEqualTo("390");
        browser.show(1280, 1000, false);
    }

    @Test
    @Order(2)
    void showsAnUploadFromItsBeginningToItsEnd() {
        upload("handbook-again.pdf", ShippedDocument.HANDBOOK.toBytes());

        awaitPage("!!" + card("handbook-again.pdf"), "true");
        awaitPage(card("handbook-again.pdf") + ".dataset.state", "done");
        awaitPage(card("handbook-again.pdf") + ".querySelectorAll('.page').length", "40");
    }

    @Test
    @Order(2)
    void showsMarkupInNamesAsText() {
        String name = "<img src=x onerror=document.title='broken'>.pdf";
        upload(name, ShippedDocument.REPORT.toBytes());

        awaitPage(
                "[...document.querySelectorAll('.document-name')].some(e => e.textContent.startsWith('<img src=x'))",
                "true");
        assertThat(browser.evaluate("document.querySelectorAll('.document-name img').length"))
                .isEqualTo("0");
        assertThat(browser.evaluate("document.title")).isEqualTo("Documents – process pool sample");
    }

    @Test
    @Order(2)
    void saysWhyAFileWasNotTaken() {
        upload("notes.pdf", new byte[] {1, 2, 3});

        awaitPage("document.querySelector('#rejections span')?.textContent", "notes.pdf: The file is not a PDF.");
    }

    public static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    /** Skips a test if there is no browser. */
    public static void assumeIsOpen() {
        Assumptions.assumeTrue(browser != null);
    }

    static Browser browser() {
        return Objects.requireNonNull(browser);
    }

    /** To be called when the application has ended. */
    public static void assertSaysThatTheConnectionIsLost() throws IOException {
        awaitPage("document.getElementById('connection').dataset.state", "lost");
        assertThat(browser.evaluate("document.getElementById('pool-state').textContent"))
                .isEqualTo("Connection lost");
        assertThat(browser.evaluate("document.getElementById('pool-lost').hidden"))
                .isEqualTo("false");
        screenshot("lost");
        new Axe(browser).assertBreaksNoRule();
    }

    /** To be called when another one has the same port. */
    public static void assertHasComeBackByItself(int documents) {
        awaitPage("document.getElementById('connection').dataset.state", "live");
        awaitPage("document.getElementById('pool-state').textContent", "Running");
        awaitPage("document.getElementById('pool-lost').hidden", "true");
        awaitPage("document.querySelectorAll('#documents .document').length", Integer.toString(documents));
    }

    private static void awaitPage(String expression, String expected) {
        awaitPage(expression, expected, RunningSample.LIMIT);
    }

    static void awaitPage(String expression, String expected, Duration limit) {
        await(expression)
                .atMost(limit)
                .untilAsserted(() -> assertThat(browser.evaluate("String(" + expression + ")"))
                        .isEqualTo(expected));
    }

    static String card(String name) {
        return "[...document.querySelectorAll('.document')].find(e => e.querySelector('.document-name').textContent === '"
                + name + "')";
    }

    private static String words(ShippedDocument document) {
        return browser.evaluate(card(document.fileName()) + ".querySelector('.document-words').textContent");
    }

    /** As if the file had been chosen in the dialog of the button. */
    static void upload(String name, byte[] content) {
        browser.evaluate("""
                (() => {
                  const bytes = Uint8Array.from(atob('%s'), c => c.charCodeAt(0));
                  const chosen = new DataTransfer();
                  chosen.items.add(new File([bytes], %s, { type: 'application/pdf' }));
                  const input = document.getElementById('files');
                  input.files = chosen.files;
                  input.dispatchEvent(new Event('change'));
                })()
                """.formatted(Base64.getEncoder().encodeToString(content), '"' + name + '"'));
    }

    static void screenshot(String name) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "screenshots"));
        Files.write(folder.resolve(name + ".png"), browser.screenshot());
    }
}
