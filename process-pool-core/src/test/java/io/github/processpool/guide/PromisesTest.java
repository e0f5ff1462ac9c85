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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/promises.md has a row for each promise of the reliability pages, and names tests that there are. */
class PromisesTest {

    private static final Path ROOT = Path.of("..");
    private static final Path DOCS = ROOT.resolve("docs");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| \\[(.+)]\\((reliability[a-z-]*\\.md)#[^)]*\\) \\| (.+) \\|$");
    private static final Pattern PROMISE = Pattern.compile("(?m)^## (.*)$");
    private static final Pattern TEST = Pattern.compile("`([A-Za-z]+)`");

    @Test
    void eachPromiseHasItsRow() throws IOException {
        Set<String> promises = new TreeSet<>();
        for (Path page : pages()) {
            Matcher matcher = PROMISE.matcher(Files.readString(page));
            while (matcher.find()) {
                promises.add(page.getFileName() + ": " + matcher.group(1));
            }
        }
        Set<String> rows = new TreeSet<>();
        Matcher matcher = table();
        while (matcher.find()) {
            rows.add(matcher.group(2) + ": " + matcher.group(1));
        }
        assertThat(rows).isNotEmpty().isEqualTo(promises);
    }

    @Test
    void eachTestIsThere() throws IOException {
        Set<String> tests = tests();
        Matcher row = table();
        while (row.find()) {
            List<String> named = TEST.matcher(row.group(3))
                    .results()
                    .map(result -> result.group(1))
                    .toList();
            assertThat(named).as(row.group(1)).isNotEmpty();
            assertThat(named).as(row.group(1)).allMatch(tests::contains, "is a test");
        }
    }

    private static Matcher table() throws IOException {
        return ROW.matcher(Files.readString(DOCS.resolve("promises.md")));
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> all = Files.list(DOCS)) {
            return all.filter(page -> page.getFileName().toString().matches("reliability.*\\.md"))
                    .toList();
        }
    }

    private static Set<String> tests() throws IOException {
        Set<String> tests = new TreeSet<>();
        for (String module : List.of("process-pool-core", "process-pool-spring-boot-starter")) {
            try (Stream<Path> all = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                tests.addAll(all.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith("Test.java") || name.endsWith("IT.java"))
                        .map(name -> name.replace(".java", ""))
                        .collect(Collectors.toSet()));
            }
        }
        return tests;
    }
}
