package io.github.processpool.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Runs axe-core, from its WebJar, in the tab of a {@link Browser} and reads which rules of accessibility the page breaks as it
 * stands.
 *
 * <p>For one thread.
 */
final class Axe {

    private static final String SCRIPT = "classpath*:META-INF/resources/webjars/axe-core/*/axe.min.js";

    private static final String VIOLATIONS = """
            axe.run({ resultTypes: ['violations'] }).then(result => result.violations
                .map(rule => rule.id + ': ' + rule.nodes.map(node => node.target.join(' ')).join(', '))
                .join('; '))
            """;

    private final Browser browser;

    Axe(Browser browser) throws IOException {
        this.browser = browser;
        Resource[] scripts = new PathMatchingResourcePatternResolver().getResources(SCRIPT);
        assertThat(scripts).hasSize(1);
        browser.evaluate(scripts[0].getContentAsString(StandardCharsets.UTF_8) + "; ''");
    }

    void assertBreaksNoRule() {
        assertThat(browser.evaluate(VIOLATIONS)).isEmpty();
    }
}
