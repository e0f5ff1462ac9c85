package io.github.processpool.spring.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Pages show what tests compile and run, word for word. */
class SpringNeighboursGuideTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Path TESTS = Path.of("src", "test", "java", "io", "github", "processpool", "spring");
    private static final Pattern SHOWN = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern TESTED = Pattern.compile("(?s)\n *// \\[(?!end])[a-z-]+]\n(.*?)\n *// \\[end]\n");

    @Test
    void everyExampleOfThePageIsTestedAndEveryTestedOneIsOnThePage() throws IOException {
        assertPage("spring-neighbours.md", "guide/SpringNeighboursTest.java");
        assertPage("return-types.md", "async/ReturnedValuesTest.java", "async/HangUpIT.java");
    }

    private static void assertPage(String page, String... tests) throws IOException {
        Set<String> tested = new TreeSet<>();
        for (String test : tests) {
            tested.addAll(blocks(TESTED, TESTS.resolve(test)));
        }
        assertThat(blocks(SHOWN, DOCS.resolve(page))).as(page).isNotEmpty().isEqualTo(tested);
    }

    private static Set<String> blocks(Pattern pattern, Path file) throws IOException {
        Set<String> blocks = new TreeSet<>();
        Matcher matcher = pattern.matcher(Files.readString(file));
        while (matcher.find()) {
            blocks.add(matcher.group(1).stripIndent().strip());
        }
        return blocks;
    }
}
