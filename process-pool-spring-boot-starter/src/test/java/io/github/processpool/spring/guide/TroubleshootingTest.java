package io.github.processpool.spring.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * Whoever searches the pages for troubleshooting for a message finds its heading: each analysis of a failed start, each exception that
 * users meet, and each warning and error in the log has words or a name there, and no heading has words that nothing says.
 */
class TroubleshootingTest {

    private static final Path ROOT = Path.of("..");
    private static final List<Path> PAGES =
            List.of(ROOT.resolve("docs/troubleshooting.md"), ROOT.resolve("docs/troubleshooting-running.md"));
    private static final List<Path> SOURCES = List.of(
            ROOT.resolve("process-pool-core/src/main/java"),
            ROOT.resolve("process-pool-spring-boot-starter/src/main/java"),
            ROOT.resolve("process-pool-cluster/src/main/java"));
    private static final Pattern HEADING = Pattern.compile("(?m)^### (.+)$");
    private static final String LITERALS = "((?:\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"\\s*+\\+?\\s*+)++)";
    private static final Pattern LOGGED = Pattern.compile("log\\s*\\.(?:warn|error)\\(\\s*" + LITERALS);
    private static final Pattern TEXT = Pattern.compile(LITERALS);
    private static final Pattern LITERAL = Pattern.compile("\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"");
    private static final Pattern WORD = Pattern.compile("[A-Za-z']{3,}");

    /** Exceptions that are caught on their way: of the protocol, and those that an analysis puts into words. */
    private static final List<String> INTERNAL = List.of(
            "ProtocolException",
            "InvalidPoolDefinitionException",
            "InvalidPoolPropertyException",
            "InvalidProcessAsyncException",
            "UnsupportedSpringVersionException");

    @Test
    void everyAnalysisOfAFailedStartHasItsHeading() throws IOException {
        Properties factories = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/META-INF/spring.factories"))) {
            factories.load(file);
        }
        List<String> analyzers = Stream.of(
                        factories.getProperty(FailureAnalyzer.class.getName()).split(","))
                .map(name -> name.strip().replaceAll(".*\\.", ""))
                .toList();

        assertThat(analyzers).hasSizeGreaterThan(5);
        assertThat(headings()).containsAll(analyzers);
    }

    @Test
    void everyExceptionHasItsHeading() throws IOException {
        List<String> exceptions = sources().stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith("Exception.java"))
                .map(name -> name.replace(".java", ""))
                .filter(name -> !INTERNAL.contains(name))
                .toList();

        assertThat(exceptions).hasSizeGreaterThan(15);
        assertThat(headings()).containsAll(exceptions);
    }

    @Test
    void everyWarningAndErrorHasWordsInAHeading() throws IOException {
        List<String> headings = headings();
        List<String> logged = new ArrayList<>();
        for (Path file : sources()) {
            LOGGED.matcher(Files.readString(file))
                    .results()
                    .map(found -> text(found.group(1)))
                    .forEach(logged::add);
        }
        List<String> messages = logged.stream()
                .filter(message -> WORD.matcher(message).results().count() > 2)
                .toList();

        assertThat(messages).hasSizeGreaterThan(50);
        assertThat(messages.stream()
                        .filter(message -> headings.stream().noneMatch(message::contains))
                        .toList())
                .as("messages without a heading")
                .isEmpty();
    }

    @Test
    void noHeadingHasWordsThatNothingSays() throws IOException {
        StringBuilder said = new StringBuilder();
        for (Path file : sources()) {
            said.append(file.getFileName()).append('\n');
            TEXT.matcher(Files.readString(file))
                    .results()
                    .forEach(found -> said.append(text(found.group(1))).append('\n'));
        }

        assertThat(headings().stream().filter(words -> said.indexOf(words) < 0).toList())
                .as("headings that stand for no message")
                .isEmpty();
    }

    /** What stands in headings, one entry for each part of one; {@code …} is for what a message fills in. */
    private static List<String> headings() throws IOException {
        StringBuilder pages = new StringBuilder();
        for (Path page : PAGES) {
            pages.append(Files.readString(page));
        }
        return HEADING.matcher(pages)
                .results()
                .flatMap(
                        heading -> Stream.of(heading.group(1).replace("…", "{}").split(" · ")))
                .toList();
    }

    private static List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : SOURCES) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        return files;
    }

    /** Literals that are added up, as one text. */
    private static String text(String literals) {
        return LITERAL.matcher(literals)
                .results()
                .map((MatchResult found) -> found.group(1).replace("\\\"", "\"").replace("\\n", " "))
                .collect(Collectors.joining());
    }
}
