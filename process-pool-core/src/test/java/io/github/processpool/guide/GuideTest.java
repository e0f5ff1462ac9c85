package io.github.processpool.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The guide for those who come from Python, and the pages of its subjects, show what {@link ComingFromPythonIT} compiles and runs, word
 * for word. What else is on the pages of its subjects is held by {@link DocumentedExamplesTest}.
 */
class GuideTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final List<String> GUIDE = List.of("coming-from-python.md", "sharing.md");
    private static final List<String> SUBJECTS = List.of("many-inputs.md", "limits.md", "retries.md");
    private static final Path EXAMPLES =
            Path.of("src", "test", "java", "io", "github", "processpool", "guide", "ComingFromPythonIT.java");
    private static final Pattern SHOWN = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern TESTED = Pattern.compile("(?s)\n *// \\[(?!end])[a-z-]+]\n(.*?)\n *// \\[end]\n");

    @Test
    void everyExampleOfTheGuideIsTested() throws IOException {
        for (String page : GUIDE) {
            assertThat(blocks(SHOWN, DOCS.resolve(page))).as(page).isNotEmpty().isSubsetOf(blocks(TESTED, EXAMPLES));
        }
    }

    @Test
    void everyTestedExampleIsInTheGuide() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (List<String> pages : List.of(GUIDE, SUBJECTS)) {
            for (String page : pages) {
                shown.addAll(blocks(SHOWN, DOCS.resolve(page)));
            }
        }
        assertThat(blocks(TESTED, EXAMPLES)).isNotEmpty().isSubsetOf(shown);
    }

    private static Set<String> blocks(Pattern pattern, Path file) throws IOException {
        Set<String> blocks = new TreeSet<>();
        Matcher matcher = pattern.matcher(Files.readString(file));
        while (matcher.find()) {
            blocks.add(withoutIndent(matcher.group(1).lines().toList()));
        }
        return blocks;
    }

    private static String withoutIndent(List<String> lines) {
        int indent = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line.isBlank() ? "" : line.substring(indent)).append('\n');
        }
        return text.toString().strip();
    }
}
