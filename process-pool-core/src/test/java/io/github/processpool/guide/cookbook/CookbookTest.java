package io.github.processpool.guide.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages of docs/cookbook show what tests compile and run: each of their programs is a file in a folder "cookbook" of some
 * module's tests, word for word but for its package, and each such file that is no test is shown.
 */
class CookbookTest {

    private static final Path ROOT = Path.of("..");
    private static final Path PAGES = ROOT.resolve(Path.of("docs", "cookbook"));
    private static final Pattern PROGRAM = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern PACKAGE = Pattern.compile("\\A(package [a-z.]+;\n\n)?");
    private static final Pattern COORDINATES = Pattern.compile("`([a-z0-9.-]+):([a-z0-9.-]+):([0-9][A-Za-z0-9.-]*)`");

    @Test
    void eachProgramOfThePagesIsTested() throws IOException {
        Set<String> tested = new TreeSet<>(tested().values());
        for (Path page : pages()) {
            assertThat(programsOf(page)).as("programs of %s", page).isSubsetOf(tested);
        }
    }

    @Test
    void eachTestedProgramIsOnAPage() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (Path page : pages()) {
            shown.addAll(programsOf(page));
        }
        tested().forEach((file, program) -> assertThat(shown).as("%s", file).contains(program));
    }

    @Test
    void eachPageBeginsWithItsQuestionAndIsInTheIndex() throws IOException {
        String index = Files.readString(PAGES.resolve("README.md"));
        for (Path page : pages()) {
            List<String> lines = Files.readAllLines(page);
            assertThat(lines).as("%s", page).hasSizeLessThan(150);
            assertThat(lines.get(2)).as("first sentence of %s", page).matches("\\*\\*.+\\?\\*\\*.*");
            assertThat(index).contains("(" + page.getFileName() + ")");
        }
    }

    @Test
    void coordinatesAreThoseOfTheBuild() throws IOException {
        StringBuilder poms = new StringBuilder();
        for (Path pom : List.of(ROOT, ROOT.resolve("sample-app"), ROOT.resolve("process-pool-spring-boot-starter"))) {
            poms.append(Files.readString(pom.resolve("pom.xml")));
        }
        for (Path page : pages()) {
            Matcher matcher = COORDINATES.matcher(Files.readString(page));
            while (matcher.find()) {
                assertThat(poms)
                        .as("%s of %s", matcher.group(), page)
                        .contains("<groupId>" + matcher.group(1) + "</groupId>")
                        .contains("<artifactId>" + matcher.group(2) + "</artifactId>")
                        .containsPattern("version>" + Pattern.quote(matcher.group(3)) + "</");
            }
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.filter(file -> !file.endsWith("README.md")).sorted().toList();
        }
    }

    private static List<String> programsOf(Path page) throws IOException {
        List<String> programs = new ArrayList<>();
        Matcher matcher = PROGRAM.matcher(Files.readString(page));
        while (matcher.find()) {
            programs.add(matcher.group(1));
        }
        return programs;
    }

    /** The files, by their names, without packages. */
    private static Map<Path, String> tested() throws IOException {
        Map<Path, String> programs = new TreeMap<>();
        for (Path folder : folders()) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(CookbookTest::isProgram).toList()) {
                    programs.put(file, PACKAGE.matcher(Files.readString(file)).replaceFirst(""));
                }
            }
        }
        assertThat(programs).isNotEmpty();
        return programs;
    }

    private static List<Path> folders() throws IOException {
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path tests : modules.map(module -> module.resolve(Path.of("src", "test")))
                    .toList()) {
                if (Files.isDirectory(tests)) {
                    try (Stream<Path> below = Files.walk(tests)) {
                        below.filter(path -> path.endsWith("cookbook")).forEach(folders::add);
                    }
                }
            }
        }
        return folders;
    }

    private static boolean isProgram(Path file) {
        return !file.getFileName().toString().matches("package-info\\.java|.*(IT|Test)\\.java");
    }
}
