package io.github.processpool.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages are a house in which a reader finds the way: each is short and says its question first, and every link leads somewhere. */
class PagesTest {

    private static final Path ROOT = Path.of("..");
    private static final Path DOCS = ROOT.resolve("docs");
    private static final Pattern CODE = Pattern.compile("(?sm)^```.*?^```$");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
    private static final Pattern LINK_IN_HEADING = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");
    private static final Pattern PAGE_IN_CODE = Pattern.compile("docs/([a-z/-]+\\.md(?:#[a-z0-9-]+)?)");

    @Test
    void eachPageIsShortAndSaysItsQuestionFirst() throws IOException {
        for (Path page : pagesOfDocs()) {
            List<String> lines = Files.readAllLines(page);
            assertThat(lines).as("%s", page).hasSizeLessThan(150);
            assertThat(lines.get(0)).as("title of %s", page).startsWith("# ");
            assertThat(lines.get(2)).as("first sentence of %s", page).matches("\\*\\*.+\\?\\*\\*.*");
        }
    }

    @Test
    void eachPageIsInTheIndex() throws IOException {
        Set<String> linked = new TreeSet<>();
        for (Path index : List.of(DOCS.resolve("README.md"), DOCS.resolve("cookbook/README.md"))) {
            for (String link : links(index)) {
                linked.add(index.resolveSibling(link.replaceAll("#.*", ""))
                        .normalize()
                        .toString());
            }
        }
        for (Path page : pagesOfDocs()) {
            if (!page.equals(DOCS.resolve("README.md"))) {
                assertThat(linked).contains(page.normalize().toString());
            }
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        List<Path> pages = new ArrayList<>(pagesOfDocs());
        for (String other : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "sample-app/README.md")) {
            pages.add(ROOT.resolve(other));
        }
        for (Path page : pages) {
            for (String link : links(page)) {
                if (!link.contains("://") && !link.startsWith("mailto:") && !leads(page, link)) {
                    dead.add(page + " -> " + link);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    /** What messages and Javadoc of the product say that a page has. */
    @Test
    void everyPageThatCodeNamesIsThere() throws IOException {
        Map<String, Path> named = new TreeMap<>();
        for (Path folder : List.of(
                ROOT.resolve("process-pool-core/src/main"),
                ROOT.resolve("process-pool-spring-boot-starter/src/main"),
                ROOT.resolve("process-pool-cluster/src/main"),
                ROOT.resolve("process-pool-benchmarks/src/main"),
                ROOT.resolve("sample-app/src/main"))) {
            for (Path file : files(folder)) {
                if (file.toString().matches(".*\\.(java|html|js|properties|json|yml|yaml)")) {
                    Matcher matcher = PAGE_IN_CODE.matcher(Files.readString(file));
                    while (matcher.find()) {
                        named.put(matcher.group(1), file);
                    }
                }
            }
        }
        assertThat(named).isNotEmpty();
        named.forEach((page, file) -> assertThat(leads(DOCS.resolve("README.md"), page))
                .as("%s in %s", page, file)
                .isTrue());
    }

    private static boolean leads(Path from, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]);
        try {
            return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
        } catch (IOException e) {
            throw new IllegalStateException(target.toString(), e);
        }
    }

    /** What GitHub makes of headings: lower case, no punctuation, hyphens for blanks, a number for the second of a kind. */
    private static Collection<String> anchors(Path page) throws IOException {
        Set<String> anchors = new TreeSet<>();
        Matcher matcher = HEADING.matcher(withoutCode(page));
        while (matcher.find()) {
            String text = LINK_IN_HEADING.matcher(matcher.group(1)).replaceAll("$1");
            String anchor = text.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            for (int number = 1; !anchors.add(anchor); number++) {
                anchor = anchor.replaceAll("-\\d+$", "") + "-" + number;
            }
        }
        return anchors;
    }

    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(withoutCode(page))
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static String withoutCode(Path page) throws IOException {
        return CODE.matcher(Files.readString(page)).replaceAll("");
    }

    private static List<Path> pagesOfDocs() throws IOException {
        return files(DOCS).stream()
                .filter(file -> file.toString().endsWith(".md"))
                .toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
