package io.github.processpool;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the sides apart: one can tell from a class's package in which process it runs. */
@AnalyzeClasses(packages = "io.github.processpool", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String API = "io.github.processpool";
    private static final String INTERNAL = "io.github.processpool.internal..";
    private static final String PARENT = "io.github.processpool.internal.parent..";
    private static final String WORKER = "io.github.processpool.internal.worker..";
    private static final String WIRE = "io.github.processpool.internal.wire..";
    private static final String IN_PROCESS = "io.github.processpool.internal.inprocess..";

    @ArchTest
    static final ArchRule parentKnowsNoWorker = noClasses()
            .that()
            .resideInAPackage(PARENT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(WORKER)
            .because("the two run in one process only where internal.inprocess joins them, for tests")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule workerKnowsNoParent = noClasses()
            .that()
            .resideInAPackage(WORKER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(PARENT)
            .because("the two run in one process only where internal.inprocess joins them, for tests")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule wireKnowsNeitherSide = noClasses()
            .that()
            .resideInAPackage(WIRE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PARENT, WORKER)
            .because("the wire is the same in both processes")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheBuilderReachesTheParentSide = noClasses()
            .that()
            .resideInAPackage(API)
            .and()
            .doNotHaveFullyQualifiedName(API + ".ProcessPoolExecutorBuilder")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(PARENT)
            .because("the builder is the one door from the API to the engine")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothingInternalKnowsTheInProcessMode = noClasses()
            .that(resideInAPackage(INTERNAL))
            .and()
            .resideOutsideOfPackage(IN_PROCESS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(IN_PROCESS)
            .because("it alone may know both sides, so that they go on without each other");

    @ArchTest
    static final ArchRule onlyBuilderAndFaultsReachTheInProcessMode = noClasses()
            .that()
            .resideInAPackage(API)
            .and()
            .haveNameNotMatching(".*\\.(ProcessPoolExecutorBuilder|PoolFaults(\\$.*)?)")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(IN_PROCESS)
            .because("the builder is its one door, and what is to go wrong comes through it");

    @ArchTest
    static final ArchRule internalPackagesHaveNoCycles = slices().matching("io.github.processpool.internal.(*)..")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule coreWorksWithoutSpring = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule micrometerStaysInItsPackage = noClasses()
            .that(resideOutsideOfPackage("..micrometer.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..")
            .because("it is optional")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule logbackStaysInItsPackages = noClasses()
            .that(resideOutsideOfPackage("..logback.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ch.qos.logback..")
            .because("it is optional");

    @ArchTest
    static final ArchRule log4jStaysInItsPackages = noClasses()
            .that(resideOutsideOfPackage("..log4j.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.logging.log4j..")
            .because("it is optional");

    @ArchTest
    static final ArchRule foryStaysInItsPackage = noClasses()
            .that(resideOutsideOfPackage("..fory.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.fory..")
            .because("it is optional")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theEngineKnowsNoIntegration = noClasses()
            .that(resideInAPackage(INTERNAL))
            .should()
            .dependOnClassesThat(resideInAnyPackage(API + ".micrometer..", API + ".fory.."))
            .because("integrations are built on the API, not into the engine")
            .allowEmptyShould(true);
}
