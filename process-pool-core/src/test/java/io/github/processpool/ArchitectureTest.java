package io.github.processpool;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.github.processpool.internal.parent.OneTaskProcess;
import io.github.processpool.internal.parent.ProcessPool;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.parent.pool.ProcessSubstitute;
import io.github.processpool.internal.parent.pool.SentTasks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Keeps the sides apart: one can tell from a class's package in which process it runs. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.processpool");

    private static final String API = "io.github.processpool";
    private static final String INTERNAL = "io.github.processpool.internal..";
    private static final String PARENT = "io.github.processpool.internal.parent..";
    private static final String WORKER = "io.github.processpool.internal.worker..";
    private static final String WIRE = "io.github.processpool.internal.wire..";
    private static final String IN_PROCESS = "io.github.processpool.internal.inprocess..";

    @Test
    void parentKnowsNoWorker() {
        hold(noClasses()
                .that()
                .resideInAPackage(PARENT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(WORKER)
                .because("the two run in one process only where internal.inprocess joins them, for tests")
                .allowEmptyShould(true));
    }

    @Test
    void workerKnowsNoParent() {
        hold(noClasses()
                .that()
                .resideInAPackage(WORKER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PARENT)
                .because("the two run in one process only where internal.inprocess joins them, for tests")
                .allowEmptyShould(true));
    }

    @Test
    void wireKnowsNeitherSide() {
        hold(noClasses()
                .that()
                .resideInAPackage(WIRE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PARENT, WORKER)
                .because("the wire is the same in both processes")
                .allowEmptyShould(true));
    }

    @Test
    void onlyTheBuilderReachesTheParentSide() {
        hold(noClasses()
                .that()
                .resideInAPackage(API)
                .and()
                .doNotHaveFullyQualifiedName(API + ".ProcessPoolExecutorBuilder")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PARENT)
                .because("the builder is the one door from the API to the engine")
                .allowEmptyShould(true));
    }

    @Test
    void nothingInternalKnowsTheInProcessMode() {
        hold(noClasses()
                .that(resideInAPackage(INTERNAL))
                .and()
                .resideOutsideOfPackage(IN_PROCESS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(IN_PROCESS)
                .because("it alone may know both sides, so that they go on without each other"));
    }

    @Test
    void onlyBuilderAndFaultsReachTheInProcessMode() {
        hold(noClasses()
                .that()
                .resideInAPackage(API)
                .and()
                .haveNameNotMatching(".*\\.(ProcessPoolExecutorBuilder|PoolFaults(\\$.*)?)")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(IN_PROCESS)
                .because("the builder is its one door, and what is to go wrong comes through it"));
    }

    @Test
    void internalPackagesHaveNoCycles() {
        hold(slices().matching("io.github.processpool.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true));
    }

    @Test
    void foldersHaveNoCirclesNotEvenThroughASubFolder() {
        hold(slices().matching("io.github.processpool.internal.(**)").should().beFreeOfCycles());
    }

    /** Each folder of the parent, and the folders below it that it may know; the picture is in docs/architecture.md. */
    @Test
    void foldersOfTheParentKnowOnlyWhatStandsBelow() {
        Map<String, List<String>> below = new LinkedHashMap<>();
        below.put("pool", List.of());
        below.put("flight", List.of());
        below.put("process", List.of("pool"));
        below.put("task", List.of("pool", "process", "flight"));
        below.put("log", List.of("pool", "process"));
        below.put("sharing", List.of("pool", "process"));
        below.put("crew", List.of("pool", "process", "task"));
        below.put("away", List.of("pool", "process", "task", "crew"));
        below.put("dispatch", List.of("pool", "process", "task", "crew", "away"));
        below.put("memory", List.of("pool", "process", "task", "crew"));
        below.put("life", List.of("pool", "process", "task", "crew", "sharing", "log"));
        below.put("map", List.of("pool", "process", "task", "crew", "dispatch"));
        below.put("guest", List.of("pool", "process", "task", "crew", "dispatch"));
        below.put(
                "supervision",
                List.of("pool", "process", "task", "crew", "away", "dispatch", "life", "sharing", "log"));
        checkFolders("io.github.processpool.internal.parent.", below);
    }

    @Test
    void valuesOnTheWireKnowMessagesAndHandlesAndNothingElseDoes() {
        Map<String, List<String>> below = new LinkedHashMap<>();
        below.put("page", List.of());
        below.put("message", List.of());
        below.put("handle", List.of());
        below.put("codec", List.of("message", "handle"));
        checkFolders("io.github.processpool.internal.wire.", below);
    }

    private static void checkFolders(String home, Map<String, List<String>> below) {
        String top = home.substring(0, home.length() - 1);
        String[] listed = Stream.concat(Stream.of(top), below.keySet().stream().map(folder -> home + folder + ".."))
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(top + "..")
                .should()
                .resideInAnyPackage(listed)
                .check(CLASSES);
        below.forEach((folder, known) -> {
            String[] others = below.keySet().stream()
                    .filter(other -> !other.equals(folder) && !known.contains(other))
                    .map(other -> home + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(home + folder + "..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(others).or(resideInAPackage(top)))
                    .because(folder + " stands on " + known + " and knows nothing else of " + home)
                    .check(CLASSES);
        });
    }

    @Test
    void theParentHasFiveDoors() {
        hold(noClasses()
                .that()
                .resideOutsideOfPackage(PARENT)
                .should()
                .dependOnClassesThat(resideInAPackage(PARENT)
                        .and(DescribedPredicate.not(belongToAnyOf(
                                ProcessPool.class,
                                OneTaskProcess.class,
                                PoolSettings.class,
                                ProcessSubstitute.class,
                                SentTasks.class))))
                .because("the rest is public for its neighbours only"));
    }

    @Test
    void coreWorksWithoutSpring() {
        hold(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .allowEmptyShould(true));
    }

    @Test
    void micrometerStaysInItsPackage() {
        hold(noClasses()
                .that(resideOutsideOfPackage("..micrometer.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .because("it is optional")
                .allowEmptyShould(true));
    }

    @Test
    void metersAreBuiltOnTheApi() {
        hold(noClasses()
                .that(resideInAPackage(API + ".micrometer"))
                .should()
                .dependOnClassesThat(resideInAPackage(INTERNAL)
                        .and(resideOutsideOfPackage("io.github.processpool.internal.snapshot")))
                .because("users could write them, too"));
    }

    @Test
    void logbackStaysInItsPackages() {
        hold(noClasses()
                .that(resideOutsideOfPackage("..logback.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ch.qos.logback..")
                .because("it is optional"));
    }

    @Test
    void log4jStaysInItsPackages() {
        hold(noClasses()
                .that(resideOutsideOfPackage("..log4j.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.logging.log4j..")
                .because("it is optional"));
    }

    @Test
    void theFlightRecorderStaysInItsPackage() {
        hold(noClasses()
                .that(resideOutsideOfPackage("..flight.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.jfr..")
                .because("an image made by jlink may do without"));
    }

    @Test
    void loggersOfTheParentAreMadeInOnePlace() {
        hold(noClasses()
                .that(resideInAPackage(PARENT))
                .and()
                .doNotBelongToAnyOf(PoolLoggers.class)
                .should()
                .callMethodWhere(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(type(LoggerFactory.class)))
                        .and(JavaCall.Predicates.target(HasName.Predicates.name("getLogger"))))
                .because("what SLF4J without a provider would swallow is written to System.err"));
    }

    @Test
    void foryStaysInItsPackage() {
        hold(noClasses()
                .that(resideOutsideOfPackage("..fory.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.fory..")
                .because("it is optional")
                .allowEmptyShould(true));
    }

    @Test
    void theEngineKnowsNoIntegration() {
        hold(noClasses()
                .that(resideInAPackage(INTERNAL))
                .should()
                .dependOnClassesThat(resideInAnyPackage(API + ".micrometer..", API + ".fory.."))
                .because("integrations are built on the API, not into the engine")
                .allowEmptyShould(true));
    }

    /** Tools that drop unused classes from a jar follow the names of classes in classes, and a worker's command has only a text. */
    @Test
    void theMainClassOfWorkersIsReachedFromTheBuilder() {
        Set<String> reached = new HashSet<>();
        Deque<JavaClass> next = new ArrayDeque<>(List.of(CLASSES.get(ProcessPoolExecutorBuilder.class)));
        while (!next.isEmpty()) {
            JavaClass type = next.remove();
            if (type.getPackageName().startsWith("io.github.processpool") && reached.add(type.getName())) {
                type.getDirectDependenciesFromSelf().forEach(arrow -> next.add(arrow.getTargetClass()));
            }
        }

        assertThat(reached).contains("io.github.processpool.internal.worker.WorkerMain");
    }

    private static void hold(ArchRule rule) {
        rule.check(CLASSES);
    }
}
