package io.github.processpool.sample.page;

import static io.github.processpool.sample.page.PageInBrowser.awaitPage;
import static io.github.processpool.sample.page.PageInBrowser.browser;
import static io.github.processpool.sample.page.PageInBrowser.screenshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.sample.RunningSample;
import io.github.processpool.sample.make.ShippedDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The dashboard of the starter in headless Chromium, over an application that has had good documents and hostile ones. Screenshots are
 * left in {@code target/screenshots}. It uses the tab of {@link PageInBrowser}.
 */
@TestMethodOrder(OrderAnnotation.class)
public abstract class DashboardInBrowser {

    public static final String PATH = "/actuator/processpools/-/dashboard";

    private static final String IDLE =
            "[...document.querySelectorAll('.worker')].find(e => e.querySelector('.badge').textContent === 'Idle')";
    private static final String LAST_MESSAGE = "document.querySelector('#messages span').textContent";

    private final RunningSample sample;

    protected DashboardInBrowser(RunningSample sample) {
        this.sample = sample;
    }

    public static void open(RunningSample sample) {
        browser().show(1280, 1000, false);
        browser().open(sample.address() + PATH);
        awaitShown("document.querySelectorAll('.pool').length", "1");
    }

    @AfterAll
    static void leave() {
        PageInBrowser.leave();
    }

    // -- Looking --

    @Test
    @Order(1)
    void showsThePoolWithItsWorkersAndWhyOthersHaveEnded() {
        awaitShown("document.getElementById('connection').textContent", "Live");
        assertThat(text(".pool h2")).isEqualTo("documents");
        assertThat(text(".pool .badge")).isEqualTo("Running");
        assertThat(text(".worker-who")).matches("Worker 0.*process \\d+.*");
        assertThat(all(".exits .exit-words"))
                .contains("ran out of heap")
                .contains("was killed, because a task that had run out of time did not stop within its grace period");
        assertThat(text(".worker-memory")).matches("Heap \\d+ MB of 256 MB.*");
    }

    @Test
    @Order(1)
    void showsTimesAndWhichKindsOfTaskAreSlowAndFail() {
        assertThat(all("table[aria-label^=Times] tbody tr"))
                .containsPattern("Waiting for a worker[\\d.]+ m?s.*Running[\\d.]+ m?s");
        assertThat(text("table[aria-label^=Slowest] tbody tr")).matches("DocumentRenderer.render[\\d.]+ m?s.*");
        assertThat(text("table[aria-label^=Failing] tbody tr"))
                .matches("DocumentRenderer.renderlast: \\w+Exception\\d+ of \\d+");
        assertThat(browser()
                        .evaluate("String([...document.querySelectorAll('.line-first')].every(line => "
                                + "line.getAttribute('points').split(' ').length === 100))"))
                .isEqualTo("true");
    }

    // -- Acting --

    @Test
    @Order(2)
    void aRunningTaskIsShownWithItsProgressAndCancelledByItsButtonAfterAQuestion() throws IOException {
        String id = uploadEndless("cancelled-by-operator.pdf");
        awaitShown("document.querySelector('.worker-task .bar:not([hidden])')?.getAttribute('aria-valuenow')", "50");
        assertThat(all(".worker-task .facts")).contains("cancelled-by-operator.pdf, page");
        showOnAllScreens("dashboard");

        press("Cancel");
        assertThat(text("#question-title")).startsWith("Cancel the task DocumentRenderer.render");
        assertThat(sample.get("/api/documents/" + id).path("document").hasNonNull("outcome"))
                .isFalse();
        screenshot("dashboard-question");
        browser().evaluate("document.getElementById('question-yes').focus()");
        browser().press("Enter", 13);

        assertThat(sample.finished(id).path("outcome").asString()).isEqualTo("CANCELLED");
        awaitShown("document.querySelector('#messages span')?.textContent.endsWith('is cancelled')", "true");
    }

    @Test
    @Order(3)
    void aWorkerIsKilledByItsButtonAndItsEndIsShownInWords() throws IOException {
        String id = uploadEndless("killed-by-operator.pdf");
        String pid = document(id, "workerPid");
        awaitShown("!!document.querySelector('.worker[data-pid=\"" + pid + "\"] .bar:not([hidden])')", "true");

        browser().evaluate(button(".worker[data-pid=\"" + pid + "\"]", "Kill") + ".click()");
        browser().evaluate("document.getElementById('question-yes').click()");

        assertThat(sample.finished(id).path("outcome").asString()).isEqualTo("WORKER_CRASHED");
        awaitShown("document.querySelector('.exits .badge').textContent", "Killed");
        assertThat(all(".exits li")).contains("process " + pid);
        awaitShown(
                "/^Killed([2-9]|\\d\\d)[.\\d]* s ago/.test(document.querySelector('.exits li').textContent)", "true");
        assertThat(text(".exits .exit-words")).startsWith("was killed on request of");
        screenshot("dashboard-killed");
    }

    @Test
    @Order(3)
    void aQuestionThatIsLeftChangesNothing() {
        press("Resize");
        browser().press("Escape", 27);

        awaitShown("document.getElementById('question').open", "false");
        assertThat(browser().evaluate("String(document.activeElement.textContent)"))
                .as("the focus is back at the button")
                .isEqualTo("Resize");
        assertThat(maxWorkers()).isEqualTo(2);
    }

    @Test
    @Order(3)
    void thePoolIsResizedToWhatIsEntered() {
        press("Resize");
        browser().evaluate("document.getElementById('question-number').value = '1'");
        confirm();
        await("one worker").atMost(RunningSample.LIMIT).until(() -> maxWorkers() == 1);
        awaitShown(LAST_MESSAGE + ".endsWith('maxWorkers is 1 now, and was 2')", "true");
        awaitShown("document.querySelectorAll('.figures .quiet')[1].textContent", "on 1 worker");

        press("Resize");
        browser().evaluate("document.getElementById('question-number').value = '2'");
        confirm();
        await("two workers").atMost(RunningSample.LIMIT).until(() -> maxWorkers() == 2);
    }

    /** Without a question, since nothing is changed. */
    @Test
    @Order(4)
    void showsTheThreadsOfAWorker() throws IOException {
        String pid = pidOfIdleWorker();
        browser().evaluate(button(".worker[data-pid=\"" + pid + "\"]", "Threads") + ".click()");

        awaitShown("document.getElementById('reading-text').textContent.includes('at ')", "true");
        screenshot("dashboard-threads");
        new Axe(browser()).assertBreaksNoRule();
        browser().evaluate("document.getElementById('reading-close').click()");
    }

    @Test
    @Order(4)
    void theHeapOfAWorkerIsWrittenAfterAQuestionAndItsFileNamed() throws IOException {
        String pid = pidOfIdleWorker();
        ask(pid, "Heap dump");
        assertThat(text("#question-title")).isEqualTo("Dump the heap of process " + pid + "?");
        confirm();

        awaitShown("/its heap is written: .*hprof \\(\\d+ MB\\)$/.test(" + LAST_MESSAGE + ")", "true");
        String message = browser().evaluate(LAST_MESSAGE);
        Path file = Path.of(message.replaceAll(".*written: | \\(\\d+ MB\\)$", ""));
        assertThat(file).isNotEmptyFile();
        Files.delete(file);
        Files.delete(file.getParent());
    }

    @Test
    @Order(5)
    void aWorkerIsRecycledByItsButtonAndItsEndIsShownInWords() {
        String pid = pidOfIdleWorker();
        ask(pid, "Recycle");
        assertThat(text("#question-title")).isEqualTo("Recycle process " + pid + "?");
        confirm();

        awaitShown(LAST_MESSAGE + ".endsWith('process " + pid + " is being replaced, after its task')", "true");
        awaitShown("!!document.querySelector('.worker[data-pid=\"" + pid + "\"]')", "false");
        String end =
                "[...document.querySelectorAll('.exits li')].find(e => e.textContent.includes('process " + pid + "'))";
        awaitShown(end + "?.querySelector('.badge').textContent", "Requested");
        awaitShown(end + "?.querySelector('.exit-words').textContent", "was recycled on request");
    }

    @Test
    @Order(6)
    void allWorkersAreRecycledByTheButtonOfThePool() {
        String pid = pidOfIdleWorker();
        press("Recycle all workers");
        assertThat(text("#question-title")).isEqualTo("Recycle all workers of documents?");
        confirm();

        awaitShown("/\\d workers are being replaced, each after its task$/.test(" + LAST_MESSAGE + ")", "true");
        awaitShown("!!document.querySelector('.worker[data-pid=\"" + pid + "\"]')", "false");
    }

    // -- Means --

    private static String pidOfIdleWorker() {
        awaitShown("!!" + IDLE, "true");
        return browser().evaluate(IDLE + ".dataset.pid");
    }

    /** Presses a button of a worker, which asks. */
    private static void ask(String pid, String label) {
        browser().evaluate(button(".worker[data-pid=\"" + pid + "\"]", label) + ".click()");
        awaitShown("document.getElementById('question').open", "true");
    }

    private static void confirm() {
        browser().evaluate("document.getElementById('question-yes').click()");
    }

    /** Wide and narrow, light and dark, for everybody. */
    private static void showOnAllScreens(String name) throws IOException {
        Axe axe = new Axe(browser());
        for (boolean dark : new boolean[] {false, true}) {
            for (int width : new int[] {1280, 400}) {
                browser().show(width, width == 400 ? 1900 : 1050, dark);
                axe.assertBreaksNoRule();
                assertThat(browser().evaluate("document.documentElement.scrollWidth"))
                        .isEqualTo(Integer.toString(width));
                screenshot(name + (width == 400 ? "-narrow" : "") + (dark ? "-dark" : ""));
            }
        }
        browser().show(1280, 1000, false);
    }

    /** Returns its id when its worker has told of the first page. */
    private String uploadEndless(String name) throws IOException {
        String id = sample.upload(Map.of(name, ShippedDocument.ENDLESS_PAGE.toBytes()))
                .path("accepted")
                .get(0)
                .path("id")
                .asString();
        await("its first page")
                .atMost(RunningSample.LIMIT)
                .until(() -> document(id, "pagesDone").equals("1"));
        return id;
    }

    private String document(String id, String field) {
        return sample.get("/api/documents/" + id).path("document").path(field).asString();
    }

    private int maxWorkers() {
        return sample.get("/actuator/processpools/documents").path("maxWorkers").asInt();
    }

    private static void press(String label) {
        browser().evaluate(button("main", label) + ".focus()");
        browser().press("Enter", 13);
        awaitShown("document.getElementById('question').open", "true");
    }

    private static String button(String within, String label) {
        return "[...document.querySelectorAll('" + within + " button:not([hidden])')].find(e => e.textContent === '"
                + label + "')";
    }

    private static void awaitShown(String expression, String expected) {
        awaitPage(expression, expected, RunningSample.LIMIT);
    }

    private static String text(String selector) {
        return browser().evaluate("document.querySelector('" + selector + "').textContent");
    }

    private static String all(String selector) {
        return browser()
                .evaluate("[...document.querySelectorAll('" + selector + "')].map(e => e.textContent).join(' ')");
    }
}
