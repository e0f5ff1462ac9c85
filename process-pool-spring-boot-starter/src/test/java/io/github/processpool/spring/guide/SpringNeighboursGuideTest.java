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

/** The page shows what {@link SpringNeighboursTest} compiles and runs, word for word. */
class SpringNeighboursGuideTest {

    private static final Path PAGE = Path.of("..", "docs", "spring-neighbours.md");
    private static final Path EXAMPLES = Path.of(
            "src", "test", "java", "io", "github", "processpool", "spring", "guide", "SpringNeighboursTest.java");
    private static final Pattern SHOWN = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern TESTED = Pattern.compile("(?s)\n *// \\[(?!end])[a-z-]+]\n(.*?)\n *// \\[end]\n");

    @Test
    void everyExampleOfThePageIsTestedAndEveryTestedOneIsOnThePage() throws IOException {
        assertThat(blocks(SHOWN, PAGE)).isNotEmpty().isEqualTo(blocks(TESTED, EXAMPLES));
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
