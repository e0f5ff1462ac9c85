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

/** The guide shows what {@link ComingFromPythonIT} compiles and runs, word for word. */
class GuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "coming-from-python.md");
    private static final Path EXAMPLES =
            Path.of("src", "test", "java", "io", "github", "processpool", "guide", "ComingFromPythonIT.java");
    private static final Pattern SHOWN = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern TESTED = Pattern.compile("(?s)\n *// \\[(?!end])[a-z-]+]\n(.*?)\n *// \\[end]\n");

    @Test
    void everyExampleOfTheGuideIsTested() throws IOException {
        assertThat(blocks(SHOWN, GUIDE)).isNotEmpty().isSubsetOf(blocks(TESTED, EXAMPLES));
    }

    @Test
    void everyTestedExampleIsInTheGuide() throws IOException {
        assertThat(blocks(TESTED, EXAMPLES)).isNotEmpty().isSubsetOf(blocks(SHOWN, GUIDE));
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
