package io.github.processpool.spring;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.env.PropertyResolver;

/** Keeps the things apart from their wiring, and what is optional in its place. */
class ArchitectureTest {

    private static final String ROOT = "io.github.processpool.spring";
    private static final String REMEDIES = "io.github.processpool.internal.remedy";
    private static final String SNAPSHOTS = "io.github.processpool.internal.snapshot";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static final String WIRING = ROOT + ".autoconfigure..";

    @Test
    void nothingDependsOnTheWiring() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(WIRING)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(WIRING));
    }

    @Test
    void wiringIsNotApi() {
        hold(classes()
                .that()
                .resideInAPackage(WIRING)
                .and()
                .areNotAnnotatedWith(AutoConfiguration.class)
                .and()
                .haveSimpleNameNotEndingWith("Properties")
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .notBePublic());
    }

    @Test
    void autoConfigurationsAreFinal() {
        hold(classes()
                .that()
                .areAnnotatedWith(AutoConfiguration.class)
                .should()
                .bePublic()
                .andShould()
                .haveModifier(JavaModifier.FINAL));
    }

    @Test
    void engineIsReachedThroughItsApi() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".launch..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.github.processpool.internal..")
                        .and(resideOutsideOfPackages(REMEDIES, SNAPSHOTS))));
    }

    @Test
    void snapshotsAreKeptForMetersOnly() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".micrometer")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SNAPSHOTS));
    }

    @Test
    void whatCanNotTravelIsKnownToTheCheckOnly() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".async.check")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(REMEDIES));
    }

    @Test
    void startUpCacheIsTheOneOfTheEngine() {
        hold(noClasses()
                .that()
                .resideInAPackage(ROOT + ".launch..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.github.processpool.internal..")
                        .and(resideOutsideOfPackages(
                                "io.github.processpool.internal.archive", "io.github.processpool.internal.cache"))));
    }

    @Test
    void healthIsOptional() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage("..health..")
                .and()
                .haveNameNotMatching(".*ProcessPoolHealth.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot.health.."));
    }

    @Test
    void micrometerIsOptional() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackages("..micrometer..", "..observation..")
                .and()
                .haveNameNotMatching(".*(ProcessPool(Metrics|Observation).*|(Reactor|Thread)Contexts.*)")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer.."));
    }

    @Test
    void actuatorIsOptional() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackages("..endpoint..", "..dashboard..")
                .and()
                .haveNameNotMatching(".*ProcessPoolEndpoint.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot.actuate.."));
    }

    @Test
    void clusterIsOptional() {
        hold(noClasses()
                .that()
                .haveNameNotMatching(
                        ".*(\\.cluster\\.Cluster(Settings|Lifecycle|Tls|Rows).*|\\.Cluster(Meters|Figures).*|ProcessPoolCluster.*)")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.processpool.cluster.."));
    }

    @Test
    void testFrameworkIsOptional() {
        hold(noClasses()
                .that()
                .haveNameNotMatching(".*(TestContextRecorderFactory.*|ContextStart.TestContext|\\.worker\\.tests\\..*)")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.test.."));
    }

    @Test
    void databaseIsOptional() {
        hold(noClasses()
                .that()
                .haveNameNotMatching(".*DatabaseInitializers.Detected")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot.sql.."));
    }

    /** Conditions of Spring Boot that take a text know one word for on, and stay silent about all others. */
    @Test
    void switchesAreReadAsPropertiesAreBound() {
        hold(noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ConditionalOnProperty.class, ConditionalOnBooleanProperty.class)
                .orShould()
                .callMethod(PropertyResolver.class, "getProperty", String.class, Class.class)
                .orShould()
                .callMethod(PropertyResolver.class, "getProperty", String.class, Class.class, Object.class));
    }

    /** A folder and those that it imports, top to bottom; what has no row imports the root at most. */
    private static final Map<String, Set<String>> FLOORS = Map.ofEntries(
            floor("", "worker.bean"),
            floor(
                    "autoconfigure",
                    "annotation",
                    "async",
                    "async.carry",
                    "async.local",
                    "cluster",
                    "dashboard",
                    "endpoint",
                    "health",
                    "launch",
                    "micrometer",
                    "observation",
                    "observation.task",
                    "pool",
                    "settings",
                    "settings.written",
                    "worker.run",
                    "worker.values"),
            floor(
                    "pool",
                    "async",
                    "async.call",
                    "async.elements",
                    "async.local",
                    "cluster",
                    "launch",
                    "observation.task",
                    "settings",
                    "worker",
                    "worker.bean"),
            floor("micrometer", "worker.bean", "worker.likeness"),
            floor("settings.written", "cluster", "settings"),
            floor("cluster", "annotation", "settings"),
            floor("dashboard", "endpoint"),
            floor("endpoint", "cluster"),
            floor("health", "cluster"),
            floor("settings", "worker"),
            floor(
                    "async",
                    "annotation",
                    "async.advice",
                    "async.call",
                    "async.caller",
                    "async.carry",
                    "async.check",
                    "async.local",
                    "async.result"),
            floor("async.elements", "async.result"),
            floor("async.advice", "annotation", "async.result"),
            floor("async.check", "annotation", "async.call", "async.local", "async.result"),
            floor(
                    "async.call",
                    "annotation",
                    "async.caller",
                    "async.carry",
                    "async.elements",
                    "async.local",
                    "async.result",
                    "async.destination",
                    "worker.bean",
                    "worker.likeness"),
            floor("async.caller", "async.carry"),
            floor("async.destination", "worker.likeness"),
            floor(
                    "worker",
                    "worker.bean",
                    "worker.database",
                    "worker.description",
                    "worker.effect",
                    "worker.leftout",
                    "worker.likeness",
                    "worker.run",
                    "worker.tests",
                    "worker.values"),
            floor(
                    "worker.run",
                    "annotation",
                    "worker.database",
                    "worker.description",
                    "worker.effect",
                    "worker.leftout",
                    "worker.likeness",
                    "worker.name",
                    "worker.tests",
                    "worker.values"),
            floor(
                    "worker.leftout",
                    "micrometer",
                    "worker.broker",
                    "worker.database",
                    "worker.description",
                    "worker.likeness",
                    "worker.proxy",
                    "worker.statement",
                    "worker.values"),
            floor("worker.effect", "worker.name"),
            floor("worker.broker", "worker.proxy", "worker.name"),
            floor("worker.database", "worker.proxy", "worker.name"),
            floor("worker.statement", "worker.proxy"),
            floor("worker.tests", "worker.description", "worker.name", "worker.proxy"),
            floor("worker.description", "worker.effect", "worker.likeness", "worker.values"),
            floor("worker.values", "worker.likeness", "worker.name"),
            floor("worker.likeness", "annotation", "async.advice", "worker.name"),
            floor("launch", "launch.cache", "launch.packed"),
            floor("launch.cache", "launch.packed"),
            floor("observation.task", "async.carry", "observation"));

    private static Map.Entry<String, Set<String>> floor(String folder, String... below) {
        return Map.entry(folder, Set.of(below));
    }

    private static String folder(JavaClass type) {
        return type.getPackageName().equals(ROOT) ? "" : type.getPackageName().substring(ROOT.length() + 1);
    }

    @Test
    void foldersImportOnlyWhatStandsBelowThem() {
        Set<String> arrows = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            Set<String> allowed = FLOORS.getOrDefault(folder(type), Set.of());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(ROOT)) {
                    String below = folder(target);
                    if (!below.isEmpty() && !below.equals(folder(type)) && !allowed.contains(below)) {
                        arrows.add(folder(type) + " -> " + below + ": " + dependency.getDescription());
                    }
                }
            }
        }

        assertThat(arrows).isEmpty();
    }

    @Test
    void noCycles() {
        hold(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
    }

    @Test
    void noFolderHasMoreThanFifteenClasses() {
        Map<String, Long> sizes = CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(sizes.values()).allMatch(size -> size <= 15, "not over fifteen: " + sizes);
    }

    private static void hold(ArchRule rule) {
        rule.check(CLASSES);
    }
}
