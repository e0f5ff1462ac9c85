package io.github.processpool.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every Java example that people read is code of a test, which compiles and runs it: those of README, of docs, and of the Javadoc of
 * what users name. White space does not count, and {@code …} stands for anything. Imports of an example are imports of the test's file.
 *
 * <p>The guide for those who come from Python is held to more, see {@link GuideTest}.
 */
class DocumentedExamplesTest {

    private static final Path ROOT = Path.of("..");
    private static final String STARTER = "process-pool-spring-boot-starter";
    private static final List<Path> TESTS = List.of(
            ROOT.resolve("process-pool-core/src/test"),
            ROOT.resolve(STARTER + "/src/test"),
            ROOT.resolve("process-pool-cluster/src/test"),
            ROOT.resolve("real-servers/src/test"),
            ROOT.resolve("sample-app/src"));
    private static final List<Path> API = List.of(
            ROOT.resolve("process-pool-core/src/main/java/io/github/processpool"),
            ROOT.resolve("process-pool-core/src/main/java/io/github/processpool/micrometer"),
            ROOT.resolve("process-pool-cluster/src/main/java/io/github/processpool/cluster"),
            ROOT.resolve(STARTER + "/src/main/java/io/github/processpool/spring"),
            ROOT.resolve(STARTER + "/src/main/java/io/github/processpool/spring/annotation"),
            ROOT.resolve(STARTER + "/src/main/java/io/github/processpool/spring/autoconfigure"),
            ROOT.resolve(STARTER + "/src/main/java/io/github/processpool/spring/observation"));

    private static final Pattern IN_PAGE = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern IN_JAVADOC = Pattern.compile("(?s)<pre>\\{@code\n(.*?)\n *\\* *}</pre>");
    private static final Pattern MARGIN = Pattern.compile("(?m)^ *\\* ?");
    private static final Pattern IMPORT = Pattern.compile("(?m)^(?:import|package) [^;]*;\n");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** Where something stands that looks like an example but is a drawing. */
    private static final Pattern DRAWING = Pattern.compile("-->|<--|- - -|---+");

    /** An example and where it is. */
    private record Example(String place, String text) {

        boolean isIn(String source) {
            String[] parts = withoutSpace(IMPORT.matcher(text).replaceAll("")).split("…", -1);
            String anything = Stream.of(parts).map(Pattern::quote).collect(Collectors.joining(".*?"));
            return Pattern.compile(anything, Pattern.DOTALL)
                            .matcher(withoutSpace(source))
                            .find()
                    && IMPORT.matcher(text)
                            .results()
                            .filter(line -> line.group().startsWith("import"))
                            .allMatch(line -> source.contains(line.group()));
        }
    }

    private static String withoutSpace(String text) {
        return SPACE.matcher(text).replaceAll("");
    }

    @Test
    void everyExampleOfThePagesIsTested() throws IOException {
        List<Example> examples = new ArrayList<>(examples(ROOT.resolve("README.md"), IN_PAGE));
        for (Path page : files(ROOT.resolve("docs"), ".md")) {
            examples.addAll(examples(page, IN_PAGE));
        }
        assertTested(examples, 30);
    }

    @Test
    void everyExampleOfTheJavadocIsTested() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (Path folder : API) {
            try (Stream<Path> all = Files.list(folder)) {
                for (Path file :
                        all.filter(one -> one.toString().endsWith(".java")).toList()) {
                    examples.addAll(examples(file, IN_JAVADOC));
                }
            }
        }
        assertTested(examples, 10);
    }

    private static void assertTested(List<Example> examples, int fewest) throws IOException {
        assertThat(examples).hasSizeGreaterThanOrEqualTo(fewest);
        List<String> tests = new ArrayList<>();
        for (Path folder : TESTS) {
            for (Path file : files(folder, ".java")) {
                tests.add(Files.readString(file));
            }
        }
        List<Example> untested = examples.stream()
                .filter(example -> tests.stream().noneMatch(example::isIn))
                .toList();
        assertThat(untested).as("examples that are in no test").isEmpty();
    }

    private static List<Example> examples(Path file, Pattern pattern) throws IOException {
        List<Example> examples = new ArrayList<>();
        Matcher matcher = pattern.matcher(Files.readString(file));
        while (matcher.find()) {
            String text = matcher.group(1);
            String code = pattern == IN_JAVADOC ? MARGIN.matcher(text).replaceAll("") : text;
            if (!DRAWING.matcher(code).find()) {
                examples.add(new Example(file.toString(), code.replace("{@literal @}", "@")));
            }
        }
        return examples;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
