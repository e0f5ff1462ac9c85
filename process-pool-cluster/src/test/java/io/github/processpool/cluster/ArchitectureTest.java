package io.github.processpool.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps the folders of a cluster apart, and its classes small. */
class ArchitectureTest {

    private static final String HOME = "io.github.processpool.cluster.internal.";
    private static final int LONGEST = 300;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.processpool.cluster");

    @Test
    void foldersHaveNoCircles() {
        slices().matching(HOME + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** Each folder, and those below it that it may know. */
    @Test
    void foldersKnowOnlyWhatStandsBelow() {
        Map<String, List<String>> below = new LinkedHashMap<>();
        below.put("protocol", List.of());
        below.put("build", List.of());
        below.put("jgroups", List.of());
        below.put("session", List.of("protocol"));
        below.put("link", List.of("protocol", "session"));
        below.put("submit", List.of("protocol", "session"));
        below.put("host", List.of("protocol", "session"));
        below.put("engine", List.of("protocol", "session", "submit", "host"));
        below.put("member", List.of("protocol", "session", "submit", "host", "engine", "link"));
        below.forEach((folder, known) -> {
            String[] others = below.keySet().stream()
                    .filter(other -> !other.equals(folder) && !known.contains(other))
                    .map(other -> HOME + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(HOME + folder + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .because(folder + " stands on " + known + " and knows nothing else")
                    .check(CLASSES);
        });
    }

    @Test
    void theEngineBelowStaysInItsFolder() {
        noClasses()
                .that()
                .resideOutsideOfPackage(HOME + "jgroups..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jgroups..")
                .because("another engine may take its place")
                .check(CLASSES);
    }

    /** A simulation has neither: all of it is given to the engine. */
    @Test
    void theEngineHasNoThreadAndNoClockOfItsOwn() {
        String[] deterministic = {HOME + "session..", HOME + "submit..", HOME + "host..", HOME + "engine.."};
        noClasses()
                .that()
                .resideInAnyPackage(deterministic)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .check(CLASSES);
    }

    @Test
    void clustersWorkWithoutSpring() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CLASSES);
    }

    @Test
    void classesAreNotLong() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .allSatisfy(
                            file -> assertThat(lines(file)).as(file.toString()).isLessThanOrEqualTo(LONGEST));
        }
    }

    /** Imports do not count. */
    private static int lines(Path file) {
        try {
            return (int) Files.readAllLines(file).stream()
                    .filter(line -> !line.startsWith("import "))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
