package io.github.processpool.sample.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.sample.SampleClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * The pages of instances that share their workers, in headless Chromium. Screenshots are left in {@code target/screenshots}. For one
 * thread.
 */
public final class MembersInBrowser implements AutoCloseable {

    private final Browser browser;

    private MembersInBrowser(Browser browser) {
        this.browser = browser;
    }

    /** Starts it, or skips the test if there is no browser. */
    public static MembersInBrowser start(Path profile) throws IOException {
        Optional<Path> chromium = Browser.find();
        Assumptions.assumeTrue(chromium.isPresent(), "SKIPPED: there is no Chromium on the PATH");
        return new MembersInBrowser(Browser.start(chromium.get(), profile));
    }

    public void open(SampleClient instance) {
        browser.show(1280, 1000, false);
        browser.open(instance.address());
    }

    public void openDashboard(SampleClient instance) {
        browser.show(1280, 1000, false);
        browser.open(instance.address() + DashboardInBrowser.PATH);
    }

    /** Waits until these are all members, each with its name, its slots and what runs where. */
    public void awaitMembers(String... rows) {
        awaitPage(
                "[...document.querySelectorAll('table[aria-label^=Cluster] tbody tr')]"
                        + ".map(row => [0, 2, 3, 4].map(i => row.children[i].firstElementChild.textContent).join('|')).join('; ')",
                String.join("; ", rows));
    }

    /** Waits until a document says this of itself. */
    public void awaitFact(String name, String part) {
        awaitPage(
                PageInBrowser.card(name) + "?.querySelector('.document-facts').textContent.includes('" + part + "')",
                "true");
    }

    /** Wide and narrow, light and dark, for everybody. */
    public void assertFitsAllScreens(String name) throws IOException {
        Axe axe = new Axe(browser);
        for (boolean dark : new boolean[] {false, true}) {
            for (int width : new int[] {1280, 390}) {
                browser.show(width, 1000, dark);
                axe.assertBreaksNoRule();
                assertThat(browser.evaluate("document.documentElement.scrollWidth"))
                        .isEqualTo(Integer.toString(width));
                browser.evaluate("document.querySelector('table[aria-label^=Cluster]').scrollIntoView()");
                Path folder = Files.createDirectories(Path.of("target", "screenshots"));
                String file = "members-" + name + (width == 390 ? "-narrow" : "") + (dark ? "-dark" : "") + ".png";
                Files.write(folder.resolve(file), browser.screenshot());
                browser.evaluate("window.scrollTo(0, 0)");
            }
        }
    }

    @Override
    public void close() {
        browser.close();
    }

    private void awaitPage(String expression, String expected) {
        await(expression)
                .atMost(SampleClient.LIMIT)
                .untilAsserted(() -> assertThat(browser.evaluate("String(" + expression + ")"))
                        .isEqualTo(expected));
    }
}
